package media

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/codec"
	"aula/internal/media/peer"
)

// Publication asks to send one video and/or one audio track into a room.
type Publication struct {
	Room      string
	Slot      Slot   // the slot the publisher offers itself for; Seat in a circle
	Publisher string // a publisher that comes again under this name and slot takes its own place
	Offer     string // SDP
	Standby   bool   // never goes on air by itself
}

// publisher sends tracks into a room.
type publisher struct {
	*seat
	plane    *Plane
	slot     Slot // fixed once it is in its room
	standby  bool
	since    time.Time
	clock    senderClock
	offer    *peer.Offer
	lines    [2]*peer.Line // of the offer, by kind
	feedback *feedback

	mu      sync.Mutex
	tracks  [2]*track          // by kind
	sources map[uint32]*source // by SSRC
	repairs map[uint32]*source // by SSRC of retransmissions
	demand  *demand
	heard   time.Time // the last RTP packet
	quiet   bool      // the observer has been told that nothing comes
	up      bool      // the connection has been up
	left    bool
}

// track is one line of a publisher: one source, or one for each layer of simulcast.
type track struct {
	publisher *publisher
	kind      kind
	layers    []*source // the smallest picture first; guarded by publisher.mu
}

// Publish answers a publisher's offer. The first publisher to offer a slot that
// nobody was put on, or taken off, goes on air in it unless it stands by.
//
// It fails with ErrSlot, ErrOffer, ErrCodec, ErrFull or ErrClosed.
func (p *Plane) Publish(_ context.Context, want Publication) (*Session, error) {
	if err := p.shapeOf(want.Room).check(want.Slot); err != nil {
		return nil, err
	}
	offer, err := peer.ReadOffer(want.Offer)
	if err != nil {
		return nil, err
	}
	pub := &publisher{
		plane: p, slot: want.Slot, standby: want.Standby, since: time.Now(), heard: time.Now(), offer: offer,
		sources: map[uint32]*source{}, repairs: map[uint32]*source{}, demand: newDemand(),
	}
	replies, err := pub.reply()
	if err != nil {
		return nil, err
	}
	pub.seat = p.newSeat(want.Publisher, want.Room, offer)
	pub.feedback = newFeedback(pub)
	seated := false
	s, err := p.join(pub, pub, offer, replies, func() { seated = pub.room.addPublisher(pub) })
	if err == nil && !seated {
		p.Remove(s.ID)
		return nil, ErrFull
	}
	return s, err
}

// reply agrees on at most one video and one audio line, each of which sends (RFC 9725 section 4.4.1).
func (pub *publisher) reply() ([]peer.Reply, error) {
	if err := only(pub.offer, "sendonly"); err != nil {
		return nil, err
	}
	var replies []peer.Reply
	for i := range pub.offer.Lines {
		l := &pub.offer.Lines[i]
		k := kindOf(l)
		if pub.lines[k] != nil {
			return nil, fmt.Errorf("%w: two %s lines, want at most one of each kind", ErrOffer, k)
		}
		pub.lines[k] = l
		r := peer.Reply{Direction: "recvonly", Formats: l.Take(func(f peer.Format) bool { return receivable(k, f) }), Layers: true}
		if len(r.Formats) == 0 {
			return nil, fmt.Errorf("%w: %s", ErrCodec, k)
		}
		r.Extensions = []string{peer.Mid, peer.RID, peer.RepairedRID, peer.TransportWide}
		r.Feedback = peer.FromPublisher
		replies = append(replies, r)
	}
	return replies, nil
}

// receivable reports whether a format can be forwarded to viewers.
func receivable(k kind, f peer.Format) bool {
	if (f.Codec.Name == codec.Opus) != (k == audio) {
		return false
	}
	return f.Codec.Name != codec.H264 || f.Codec.Parameter("packetization-mode") == "1"
}

func kindOf(l *peer.Line) kind {
	if l.Video {
		return video
	}
	return audio
}

// Up tells the observer and ends an older session of the same publisher,
// whose place this one takes.
func (pub *publisher) Up() {
	pub.late.Stop()
	pub.mu.Lock()
	pub.up = !pub.left
	pub.heard = time.Now()
	if pub.up {
		pub.plane.observer.tell(func(o Observer) { o.PublisherStarted(pub.member()) })
	}
	pub.mu.Unlock()
	for _, id := range pub.room.older(pub) {
		pub.plane.Remove(id)
	}
}

// Down ends the session.
func (pub *publisher) Down() { pub.plane.Remove(pub.id) }

func (pub *publisher) leave() {
	pub.late.Stop()
	pub.mu.Lock()
	pub.left = true
	pub.mu.Unlock()
	pub.room.removePublisher(pub)
	pub.mu.Lock()
	defer pub.mu.Unlock()
	for _, s := range pub.sources {
		s.asker.Stop()
	}
	if pub.up {
		pub.room.observer.tell(func(o Observer) { o.PublisherStopped(pub.member()) })
	}
}

func (pub *publisher) member() Member {
	return Member{Session: pub.id, Room: pub.room.name, Slot: pub.slot, Name: pub.name}
}

// RTP takes a packet of any of the publisher's sources.
func (pub *publisher) RTP(h *rtp.Header, payload []byte, now time.Time) {
	pub.feedback.arrived(h, now)
	src, again := pub.sourceOf(h, now)
	if src == nil {
		return
	}
	if again { // RFC 4588 section 4: the number of the lost packet, then the packet
		if len(payload) < 2 {
			return
		}
		src.take(src.restored(h, payload), payload[2:], now)
		return
	}
	if len(payload) > 0 { // padding alone probes the way
		src.take(h, payload, now)
	}
}

// RTCP takes the publisher's reports.
func (pub *publisher) RTCP(raw []byte, now time.Time) {
	packets, err := rtcp.Unmarshal(raw)
	if err != nil {
		return
	}
	for _, p := range packets {
		if sr, ok := p.(*rtcp.SenderReport); ok {
			pub.mu.Lock()
			src := pub.sources[sr.SSRC]
			pub.mu.Unlock()
			if src != nil {
				src.report(sr, now)
			}
		}
	}
}

// sourceOf finds the source a packet belongs to, which begins with its first packet. The second result
// says that the packet is a retransmission.
func (pub *publisher) sourceOf(h *rtp.Header, now time.Time) (*source, bool) {
	pub.mu.Lock()
	pub.heard = now
	if src := pub.sources[h.SSRC]; src != nil {
		pub.mu.Unlock()
		return src, false
	}
	if src := pub.repairs[h.SSRC]; src != nil {
		pub.mu.Unlock()
		return src, true
	}
	src, again := pub.newSource(h)
	pub.mu.Unlock()
	if src != nil && !again {
		pub.room.reconcileFor(pub)
	}
	return src, again
}

// newSource finds out by payload type and header extensions what a new SSRC is. pub.mu must be held.
func (pub *publisher) newSource(h *rtp.Header) (*source, bool) {
	for k, l := range pub.lines {
		if l == nil {
			continue
		}
		f, ok := l.Format(h.PayloadType)
		switch {
		case !ok || !f.Known && f.Repairs == 0:
			continue
		case f.Known:
			return pub.begin(kind(k), l, h), false
		}
		if src := pub.repaired(kind(k), l, h); src != nil {
			pub.repairs[h.SSRC] = src
			return src, true
		}
	}
	return nil, false
}

// maxSources bounds what one publisher may send.
const maxSources = 16

func (pub *publisher) begin(k kind, l *peer.Line, h *rtp.Header) *source {
	rid := string(h.GetExtension(l.Extensions[peer.RID]))
	if len(l.Layers) > 0 && !slices.Contains(l.Layers, rid) {
		return nil // the packet that names its layer is still to come
	}
	if len(pub.sources) == maxSources {
		pub.forget()
	}
	if len(pub.sources) == maxSources {
		return nil
	}
	t := pub.tracks[k]
	if t == nil {
		t = &track{publisher: pub, kind: k}
		pub.tracks[k] = t
	}
	pub.demand.begun(rid)
	src := newSource(t, h.SSRC, rid, max(0, slices.Index(l.Layers, rid)), l)
	t.layers = slices.DeleteFunc(slices.Clone(t.layers), func(old *source) bool { return old.rid == rid })
	t.layers = append(t.layers, src)
	slices.SortFunc(t.layers, func(a, b *source) int { return b.place - a.place }) // offered best first
	pub.sources[h.SSRC] = src
	return src
}

// forget drops the sources whose place another has taken. pub.mu must be held.
func (pub *publisher) forget() {
	gone := func(_ uint32, src *source) bool { return !slices.Contains(src.track.layers, src) }
	for _, src := range pub.sources {
		if gone(0, src) {
			src.asker.Stop()
		}
	}
	maps.DeleteFunc(pub.sources, gone)
	maps.DeleteFunc(pub.repairs, gone)
}

// repaired finds the source whose packets an SSRC repeats: told by the offer, by the packet, or the only one.
func (pub *publisher) repaired(k kind, l *peer.Line, h *rtp.Header) *source {
	if src := pub.sources[l.Repairs[h.SSRC]]; src != nil {
		return src
	}
	t := pub.tracks[k]
	if t == nil {
		return nil
	}
	rid := string(h.GetExtension(l.Extensions[peer.RepairedRID]))
	for _, src := range t.layers {
		if len(l.Layers) == 0 || rid != "" && src.rid == rid {
			return src
		}
	}
	return nil
}

func (pub *publisher) hasLeft() bool {
	pub.mu.Lock()
	defer pub.mu.Unlock()
	return pub.left
}

// track returns the publisher's track of a kind, or nil.
func (pub *publisher) track(k kind) *track {
	pub.mu.Lock()
	defer pub.mu.Unlock()
	return pub.tracks[k]
}

// sourcesNow returns the layers of a track, the smallest first.
func (t *track) sourcesNow() []*source {
	t.publisher.mu.Lock()
	defer t.publisher.mu.Unlock()
	return t.layers
}

// pauseAfter is how long a layer may send nothing before it counts as paused: browsers pause the larger ones
// when the machine or the way is too slow.
const pauseAfter = time.Second

// top returns the layer with the largest picture that is being sent at a time.
func (t *track) top(now time.Time) *source {
	layers := t.sourcesNow()
	for i := len(layers) - 1; i > 0; i-- {
		if layers[i].sentWithin(pauseAfter, now) {
			return layers[i]
		}
	}
	return layers[0]
}

// reported reports whether a sender report has come for any layer.
func (t *track) reported() bool {
	return slices.ContainsFunc(t.sourcesNow(), func(s *source) bool { return !s.ownReport().at.IsZero() })
}

package media

import (
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/codec"
	"aula/internal/media/keyframe"
	"aula/internal/media/loss"
	"aula/internal/media/peer"
	"aula/internal/media/rtpcache"
)

// A picture can be shown at once from at most so much: beyond that sending it all
// costs more than waiting for the next key frame.
const (
	groupPackets = 400
	groupAge     = 10 * time.Second
)

// ringBits sizes the cache from which lost packets are sent again: 512 packets,
// about 3 s of a 1.5 Mbit/s picture.
const ringBits = 9

// source is one layer of a publisher's track: one RTP stream. Its packets are kept once, for
// all viewers.
type source struct {
	publisher *publisher
	track     *track
	kind      kind
	ssrc      uint32
	rid       string // layer of simulcast, or ""
	place     int    // of the layer in the offer, the best first
	line      *peer.Line
	asker     *keyframe.Asker
	targets   []*feed // that the last packet was for; guarded by room.rounds

	mu        sync.Mutex
	format    uint8
	codec     codec.Codec
	known     bool // codec is one we forward
	shelf     rtpcache.Shelf
	ring      *rtpcache.Ring
	group     *rtpcache.Group
	counter   counter
	usual     int // bits per second, over some seconds, while it was of use
	usualAt   time.Time
	base      halves
	missing   loss.Missing
	reception loss.Reception
	keyFrame  time.Time // arrival of the last
	reported  moment    // by the last sender report
	begun     moment    // first packet
}

// moment ties an RTP timestamp to our clock.
type moment struct {
	at   time.Time
	time uint32
}

func newSource(t *track, ssrc uint32, rid string, place int, l *peer.Line) *source {
	s := &source{
		publisher: t.publisher, track: t, kind: t.kind, ssrc: ssrc, rid: rid, place: place, line: l,
		ring: rtpcache.NewRing(ringBits), group: rtpcache.NewGroup(groupPackets, groupAge),
		reception: loss.Reception{Rate: t.kind.rate()},
	}
	s.asker = keyframe.NewAsker(func() { s.publisher.tell(&rtcp.PictureLossIndication{MediaSSRC: ssrc}) })
	return s
}

// restored is the header of a packet that was sent again.
func (s *source) restored(h *rtp.Header, payload []byte) *rtp.Header {
	f, _ := s.line.Format(h.PayloadType)
	again := *h
	again.PayloadType, again.SSRC = f.Repairs, s.ssrc
	again.SequenceNumber = uint16(payload[0])<<8 | uint16(payload[1])
	return &again
}

// take keeps a packet and hands it to the room.
func (s *source) take(h *rtp.Header, payload []byte, now time.Time) {
	p, lost := s.keep(h, payload, now)
	if lost != nil {
		s.publisher.tell(&rtcp.TransportLayerNack{MediaSSRC: s.ssrc, Nacks: lost})
	}
	if p != nil {
		s.publisher.room.forward(s, p)
	}
}

// keep counts a packet and makes it ready to be shared. The packet is nil when it came before or cannot
// be forwarded. The second result is what to ask for again.
func (s *source) keep(h *rtp.Header, payload []byte, now time.Time) (*rtpcache.Packet, []rtcp.NackPair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.missing.Arrived(h.SequenceNumber, now) {
		return nil, nil
	}
	s.counter.add(h.SequenceNumber, h.MarshalSize()+len(payload), now)
	s.reception.Arrived(h.SequenceNumber, h.Timestamp, now)
	var lost []rtcp.NackPair
	if s.kind == video {
		lost = s.missing.Ask(now)
	}
	if s.format != h.PayloadType || s.begun.at.IsZero() {
		f, _ := s.line.Format(h.PayloadType)
		s.format, s.codec, s.known = h.PayloadType, f.Codec, f.Known
	}
	if !s.known {
		return nil, lost
	}
	if s.begun.at.IsZero() {
		s.begun = moment{at: now, time: h.Timestamp}
	}
	p := s.shelf.Packet(payload)
	p.Seq, p.Time, p.Marker, p.Codec, p.At = h.SequenceNumber, h.Timestamp, h.Marker, s.codec, now
	p.Key = s.codec.Name.StartsKeyFrame(payload)
	layer, ok := s.codec.Name.Temporal(payload)
	p.Upper = s.base.take(layer, ok, h.Timestamp, len(payload))
	s.ring.Add(p)
	if s.kind == video {
		s.group.Add(p)
	}
	if p.Key {
		s.keyFrame = now
		s.asker.Seen()
	}
	return p, lost
}

// sinceKeyFrame returns the packets from the last key frame on, or nil.
func (s *source) sinceKeyFrame() []*rtpcache.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.group.Packets()
}

// again returns a packet sent before, or nil.
func (s *source) again(seq uint16) *rtpcache.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ring.Get(seq)
}

// report notes a sender report.
func (s *source) report(sr *rtcp.SenderReport, now time.Time) {
	at := s.publisher.clock.local(fromNTP(sr.NTPTime), now)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reported = moment{at: at, time: sr.RTPTime}
	s.reception.Reported(sr.NTPTime, now)
}

// moment returns a timestamp whose time is known: by the last sender report, once every track of
// the publisher has had one; until then the tracks are timed alike, by the arrival of their first packet.
//
// The publisher's own reports carry the true distance between its audio and its video to every viewer,
// and all viewers' reports agree.
func (s *source) moment() moment {
	for _, k := range []kind{video, audio} {
		other := s.publisher.track(k)
		if other != nil && !other.reported() {
			return s.first()
		}
	}
	if r := s.ownReport(); !r.at.IsZero() {
		return r
	}
	return s.first()
}

func (s *source) sentWithin(d time.Duration, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Sub(s.counter.last) <= d
}

func (s *source) first() moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.begun
}

func (s *source) ownReport() moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reported
}

// shown returns when what bears a timestamp was taken, by our clock.
func (m moment) shown(stamp, rate uint32) time.Time {
	return m.at.Add(time.Duration(int64(int32(stamp-m.time))) * time.Second / time.Duration(rate))
}

// stamp returns the timestamp of a time.
func (m moment) stamp(at time.Time, rate uint32) uint32 {
	return m.time + uint32(int64(at.Sub(m.at).Seconds()*float64(rate)))
}

// halves measures which part of a picture's bytes its base temporal layer is.
type halves struct {
	base, all float64

	// The last picture of which the layer was told.
	told  bool
	stamp uint32
	upper bool
}

// take reports whether a packet is of an upper layer. Where the packet does not tell, its picture may have.
func (h *halves) take(layer int, ok bool, stamp uint32, bytes int) bool {
	if ok {
		h.told, h.stamp, h.upper = true, stamp, layer > 0
	}
	if !h.told || h.stamp != stamp {
		return false
	}
	h.count(h.upper, bytes)
	return h.upper
}

// count forgets what is long past: half of it with every few hundred packets.
func (h *halves) count(upper bool, bytes int) {
	h.all += float64(bytes)
	if !upper {
		h.base += float64(bytes)
	}
	if h.all > 1<<20 {
		h.base, h.all = h.base/2, h.all/2
	}
}

// share returns the base's part, 1 where there is nothing above it.
func (h *halves) share() float64 {
	if h.all == 0 {
		return 1
	}
	return h.base / h.all
}

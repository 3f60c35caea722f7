package media

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
	"aula/internal/media/rtpmap"
)

// ringBits sizes the cache from which lost packets are sent again: 512 packets,
// about 3 s of a 1.5 Mbit/s picture.
const ringBits = 9

// feed is one track of a slot on its way to all viewers. It takes the packets
// of whichever source is on air and numbers them as one stream, once for all
// viewers: they differ only in SSRC and payload type.
type feed struct {
	slot Slot
	kind kind

	mu      sync.Mutex
	current *source // its packets are sent
	next    *source // waits for a key frame to become current
	numbers *rtpmap.Map
	vp8     rtpmap.VP8
	ring    *rtpcache.Ring
	group   *rtpcache.Group
	begun   moment    // first packet of the current source
	sent    time.Time // arrival of the last packet sent
	outlets []*outlet
	taps    []Tap
	muted   bool
}

func newFeed(s Slot, k kind) *feed {
	return &feed{
		slot: s, kind: k,
		numbers: rtpmap.New(k.rate(), uint16(rand.Uint32()), rand.Uint32()),
		ring:    rtpcache.NewRing(ringBits),
		group:   rtpcache.NewGroup(groupPackets, groupAge),
	}
}

// put makes src the source of the feed; nil empties it. Sound changes with the
// next packet. A picture stays until the new source's next key frame, which
// is asked for at once; an empty feed begins with the source's last one.
func (f *feed) put(src *source) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case src == nil:
		f.current, f.next = nil, nil
		f.group.Clear()
	case src == f.current:
		f.next = nil
	case src != f.next:
		f.next = src
		f.await(src)
	}
}

func (f *feed) await(src *source) {
	if f.kind == audio {
		return
	}
	if packets := src.sinceKeyFrame(); f.current == nil && len(packets) > 0 {
		f.begin(packets[0])
		f.burst(packets)
		return
	}
	src.asker.Want()
}

// forward sends a source's packet on if the source is on air.
func (f *feed) forward(src *source, p *rtpcache.Packet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if src == f.next && (p.Key || f.kind == audio) {
		f.begin(p)
	}
	if src != f.current || f.muted {
		return
	}
	out := f.renumber(p)
	if out == nil {
		return
	}
	for _, o := range f.outlets {
		o.offer(parcel{packet: out})
	}
}

// begin makes the next source current; p is its first packet.
func (f *feed) begin(p *rtpcache.Packet) {
	gap := time.Duration(0)
	if !f.sent.IsZero() {
		gap = p.At.Sub(f.sent)
	}
	f.current, f.next = f.next, nil
	f.numbers.Switch(p.Seq, p.Time, gap)
	if p.Codec.Name == codec.VP8 {
		f.vp8.Switch(p.Payload)
	}
	f.group.Clear()
	f.begun = moment{at: p.At, time: f.numbers.Time(p.Time)}
}

// burst sends packets of the past at once.
func (f *feed) burst(packets []*rtpcache.Packet) {
	outs := make([]*rtpcache.Packet, 0, len(packets))
	for _, p := range packets {
		if out := f.renumber(p); out != nil {
			outs = append(outs, out)
		}
	}
	for _, o := range f.outlets {
		o.offer(parcel{burst: outs})
	}
}

// renumber returns the packet as all viewers get it and keeps it. It is nil for a
// packet from before the source went on air.
func (f *feed) renumber(p *rtpcache.Packet) *rtpcache.Packet {
	seq, at, ok := f.numbers.Rewrite(p.Seq, p.Time)
	if !ok {
		return nil
	}
	out := *p
	out.Seq, out.Time = seq, at
	if p.Codec.Name == codec.VP8 {
		out.Payload = slices.Clone(p.Payload)
		f.vp8.Rewrite(out.Payload)
	}
	f.sent = p.At
	f.ring.Add(&out)
	if f.kind == video {
		f.group.Add(&out)
	}
	f.tap(&out)
	return &out
}

// attach adds a viewer's outlet. It is shown the picture of now at once from the
// packets since the last key frame; without those a key frame is asked for.
func (f *feed) attach(o *outlet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.outlets = append(f.outlets, o)
	if packets := f.group.Packets(); len(packets) > 0 {
		o.offer(parcel{burst: packets})
	} else if f.kind == video && f.current != nil {
		f.current.asker.Want()
	}
}

func (f *feed) detach(o *outlet) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.outlets = slices.DeleteFunc(f.outlets, func(other *outlet) bool { return other == o })
}

// wantKeyFrame passes a viewer's wish on to the source.
func (f *feed) wantKeyFrame() {
	f.mu.Lock()
	src := f.current
	f.mu.Unlock()
	if src != nil {
		src.asker.Want()
	}
}

// again returns a packet sent before, or nil.
func (f *feed) again(seq uint16) *rtpcache.Packet {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ring.Get(seq)
}

// timeAt returns the feed's RTP timestamp at the moment now, for sender reports.
//
// We write the sender reports ourselves instead of letting an interceptor time
// each viewer's packets when they leave: the publisher's own reports, shifted by
// the same amount as its packets, carry the true distance between its audio and
// its video to every viewer, and all viewers' reports agree. Before the publisher
// has reported, both tracks are timed by the arrival of their first packet.
func (f *feed) timeAt(now time.Time) (uint32, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.current == nil {
		return 0, false
	}
	known := f.known()
	elapsed := int64(now.Sub(known.at).Seconds() * float64(f.kind.rate()))
	return known.time + uint32(elapsed), true
}

// known returns a moment whose timestamp and time are both known. f.mu must be held
// and a source be current.
func (f *feed) known() moment {
	if r, ok := f.current.lastReported(); ok {
		return moment{at: r.at, time: f.numbers.Time(r.time)}
	}
	return f.begun
}

// onAir returns the publisher whose packets are sent, or "".
func (f *feed) onAir() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.current == nil {
		return ""
	}
	return f.current.publisher.name
}

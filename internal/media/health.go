package media

import "time"

// Health is what an operator sees of a room's media.
type Health struct {
	Slots      []SlotHealth
	Publishers []PublisherHealth
	Viewers    ViewersHealth
}

// SlotHealth says who feeds a slot.
type SlotHealth struct {
	Slot   Slot
	Wanted string // the publisher that was put on air, present or not
	OnAir  string // the publisher whose packets are sent; empty: nothing is sent
	Unable int    // viewers that cannot decode what is sent
}

// PublisherHealth describes one publisher's session.
type PublisherHealth struct {
	Member
	Since   time.Time
	Standby bool
	OnAir   []Slot
	Tracks  []TrackHealth
}

// TrackHealth describes one track of a publisher.
type TrackHealth struct {
	Kind         string // "video" or "audio"
	Layer        string // of simulcast, as the publisher calls it; empty without
	Codec        string // "VP8", "opus", ...; empty before the first packet
	BitRate      int    // bits per second over the last second; 0 when nothing comes any more
	Packets      uint64
	Lost         uint64    // never came, not even on asking again
	LastKeyFrame time.Time // video only
	LastPacket   time.Time
}

// ViewersHealth describes all viewers together.
type ViewersHealth struct {
	Count     int    // joined
	Connected int    // of these, whose connection is up
	Dropped   uint64 // packets not sent: to a viewer that was too far behind, or by an overloaded core to all of its viewers
}

// Health returns the state of a room. A room nobody has named is empty.
func (p *Plane) Health(roomName string) Health {
	p.mu.Lock()
	r, ok := p.rooms[roomName]
	p.mu.Unlock()
	if !ok {
		r = newRoom(roomName, p.shapeOf(roomName), p.log, p.observer, p.crew)
	}
	return r.health(time.Now())
}

func (r *room) health(now time.Time) Health {
	r.mu.Lock()
	defer r.mu.Unlock()
	h := Health{Viewers: ViewersHealth{Dropped: r.overrun.Load()}}
	for _, s := range r.shape.slots() {
		h.Slots = append(h.Slots, r.slotHealth(s))
	}
	for _, pub := range r.publishers {
		h.Publishers = append(h.Publishers, r.publisherHealth(pub, now))
	}
	for v := range r.viewers {
		h.Viewers.Count++
		if v.up.Load() {
			h.Viewers.Connected++
		}
		h.Viewers.Dropped += v.dropped.Load()
	}
	return h
}

func (r *room) slotHealth(s Slot) SlotHealth {
	h := SlotHealth{Slot: s, Wanted: r.wishes[s].publisher}
	for _, k := range []kind{audio, video} {
		if f := r.feeds[k][s]; f != nil {
			if name := f.onAir(); name != "" {
				h.OnAir = name
			}
		}
	}
	for v := range r.viewers {
		if v.unable(s) {
			h.Unable++
		}
	}
	return h
}

// unable reports whether a line of the slot cannot be shown to the viewer.
func (v *viewer) unable(s Slot) bool {
	if !v.up.Load() {
		return false
	}
	for _, o := range v.outlets {
		if o.feed.slot == s && v.blind[o.feed.index].Load() {
			return true
		}
	}
	return false
}

// Unable returns the slots that cannot be shown to a viewer: what is sent there is of a codec that its offer does not
// have. It fails with ErrNoSession, also for a publisher's session.
func (p *Plane) Unable(session string) ([]Slot, error) {
	m, err := p.session(session)
	if err != nil {
		return nil, err
	}
	v, ok := m.(*viewer)
	if !ok {
		return nil, ErrNoSession
	}
	unable := []Slot{}
	for _, s := range v.room.shape.slots() {
		if v.unable(s) {
			unable = append(unable, s)
		}
	}
	return unable, nil
}

func (r *room) publisherHealth(pub *publisher, now time.Time) PublisherHealth {
	h := PublisherHealth{Member: pub.member(), Since: pub.since, Standby: pub.standby}
	for _, k := range []kind{video, audio} {
		if t := pub.track(k); t != nil {
			for _, src := range t.sourcesNow() {
				h.Tracks = append(h.Tracks, src.health(now))
			}
		}
	}
	for _, s := range r.shape.slots() {
		if r.feeds[video][s].fedBy(pub) || r.feeds[audio][s].fedBy(pub) {
			h.OnAir = append(h.OnAir, s)
		}
	}
	return h
}

func (s *source) health(now time.Time) TrackHealth {
	s.mu.Lock()
	defer s.mu.Unlock()
	return TrackHealth{
		Kind: s.kind.String(), Layer: s.rid, Codec: string(s.codec.Name),
		BitRate: s.counter.bitRate(now), Packets: s.counter.packets, Lost: s.counter.lost(),
		LastKeyFrame: s.keyFrame, LastPacket: s.counter.last,
	}
}

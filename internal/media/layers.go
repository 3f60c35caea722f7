package media

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"
)

const (
	restAfter  = 10 * time.Second // since anybody needed a layer, before its publisher is told that nobody does
	wakeWithin = 3 * time.Second  // in which a layer is sent again
	lookEvery  = time.Second
	tellEvery  = 10 * time.Second // what has not changed is told again: a line that died shows by its silence
)

// demand is what viewers need of a publisher's picture.
type demand struct {
	mu      sync.Mutex
	needed  map[string]time.Time // by layer: when somebody last needed it
	resting map[string]time.Time // by layer that the publisher was told to be of no use: until when that explains its silence
	changed chan struct{}
}

// forever is when a layer wakes that nobody has asked for.
var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func newDemand() *demand {
	return &demand{needed: map[string]time.Time{}, resting: map[string]time.Time{}, changed: make(chan struct{}, 1)}
}

// need notes that somebody needs a source.
func (s *source) need(now time.Time) {
	d := s.publisher.demand
	d.mu.Lock()
	defer d.mu.Unlock()
	d.needed[s.rid] = now
	if d.resting[s.rid].Equal(forever) {
		d.wake()
	}
}

// begun gives viewers time to find a layer that begins.
func (d *demand) begun(rid string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.needed[rid] = time.Now()
}

func (d *demand) wake() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// rests reports whether a layer is silent because nobody needs it, and not because the publisher cannot send it.
func (s *source) rests(now time.Time) bool {
	d := s.publisher.demand
	d.mu.Lock()
	defer d.mu.Unlock()
	return now.Before(d.resting[s.rid])
}

// FollowLayers tells which layers of a publisher's picture are of use, by their RIDs in the order of its offer: now, and
// whenever it changes and every ten seconds, until ctx or the session ends or tell fails. The smallest is always among them, and so is one that
// somebody watched in the last ten seconds. Who follows is expected to stop sending the others and to send
// one again as soon as it is told. It fails with ErrNoSession, also for a viewer's session, and with what tell says.
func (p *Plane) FollowLayers(ctx context.Context, session string, tell func(rids []string) error) error {
	m, err := p.session(session)
	if err != nil {
		return err
	}
	pub, ok := m.(*publisher)
	if !ok {
		return ErrNoSession
	}
	d := pub.demand
	defer func() {
		d.mu.Lock()
		clear(d.resting)
		d.mu.Unlock()
	}()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var told []string
	var last time.Time
	for !pub.hasLeft() {
		now := time.Now()
		if useful := pub.useful(now); now.Sub(last) >= tellEvery || !slices.Equal(useful, told) {
			told, last = useful, now
			if err := tell(useful); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.closing:
			return nil
		case <-d.changed:
		case <-tick.C:
		}
	}
	return nil
}

// useful returns the layers that are of use and notes which are not.
func (pub *publisher) useful(now time.Time) []string {
	t := pub.track(video)
	if t == nil {
		return pub.offered()
	}
	rids := []string{}
	begun := map[string]bool{}
	layers := t.sourcesNow()
	for _, s := range layers {
		begun[s.rid] = true
	}
	all := pub.room.taps(t)
	d := pub.demand
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, rid := range pub.offered() {
		if all || !begun[rid] || rid == layers[0].rid || now.Sub(d.needed[rid]) < restAfter {
			rids = append(rids, rid)
			if d.resting[rid].Equal(forever) {
				d.resting[rid] = now.Add(wakeWithin)
			}
		} else {
			d.resting[rid] = forever
		}
	}
	maps.DeleteFunc(d.resting, func(_ string, until time.Time) bool { return until.Before(now) })
	return rids
}

// offered returns the layers of the publisher's picture, the best first.
func (pub *publisher) offered() []string {
	if l := pub.lines[video]; l != nil && l.Layers != nil {
		return l.Layers
	}
	return []string{}
}

// taps reports whether a track is recorded or streamed, or about to be: always at its best.
func (r *room) taps(t *track) bool {
	for _, f := range r.feeds[video] {
		if a := f.now(); (a.current == t || a.next == t) && f.taps.any() {
			return true
		}
	}
	return false
}

package media

import (
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"

	"aula/internal/media/rtpcache"
)

// room joins publishers to the slots and the slots to viewers.
type room struct {
	name     string
	shape    Shape
	log      *slog.Logger
	observer *teller
	crew     *crew
	feeds    [2]map[Slot]*feed // by kind; fixed

	mu         sync.Mutex
	publishers []*publisher // in the order in which they came
	previews   []*preview
	viewers    map[*viewer]bool
	wishes     map[Slot]wish

	rounds sync.Mutex
	lines  []*feed // all feeds, of previews too; replaced, never changed; guarded by rounds
	round  []item  // guarded by rounds; what came since hands were last given work

	overrun atomic.Uint64 // packets that an overloaded hand has not sent its viewers
}

// wish says who is to feed a slot, present or not.
type wish struct {
	publisher string // empty: nobody
	decided   bool   // by the caller, not by being the first
}

func newRoom(name string, shape Shape, log *slog.Logger, observer *teller, c *crew) *room {
	r := &room{name: name, shape: shape, log: log, observer: observer, crew: c, viewers: make(map[*viewer]bool), wishes: make(map[Slot]wish)}
	for _, k := range []kind{video, audio} {
		r.feeds[k] = make(map[Slot]*feed)
		for _, s := range shape.feeds(k) {
			f := newFeed(s, k, len(r.lines))
			r.feeds[k][s] = f
			r.lines = append(r.lines, f)
		}
	}
	return r
}

// PutOnAir makes a publisher feed a slot, in place of whoever does. Any publisher of the
// room may feed any slot; one that offers this slot is preferred to another of the
// same name. The publisher need not be there yet: it goes on air when it comes.
// It fails with ErrSlot, as for every slot of a circle.
func (p *Plane) PutOnAir(roomName string, slot Slot, publisher string) error {
	r := p.room(roomName)
	if err := r.decides(slot); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wishes[slot] = wish{publisher: publisher, decided: true}
	r.reconcile()
	return nil
}

// TakeOff empties a slot if that publisher feeds it or was to feed it. The slot then stays
// empty until PutOnAir. It fails with ErrSlot.
func (p *Plane) TakeOff(roomName string, slot Slot, publisher string) error {
	r := p.room(roomName)
	if err := r.decides(slot); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.wishes[slot].publisher == publisher {
		r.wishes[slot] = wish{decided: true}
		r.reconcile()
	}
	return nil
}

// decides fails for a slot of which nobody decides who feeds it.
func (r *room) decides(s Slot) error {
	if r.shape == Circle {
		return s.missing()
	}
	return r.shape.check(s)
}

// addPublisher lets a publisher in. In a circle it gets a seat, its former one if that is free; seated is false when there is none.
func (r *room) addPublisher(pub *publisher) (seated bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shape == Circle {
		seat := r.freeSeat(pub.name)
		if seat == "" {
			return false
		}
		pub.slot = seat
		r.wishes[seat] = wish{publisher: pub.name, decided: true}
	}
	r.publishers = append(r.publishers, pub)
	return true
}

// freeSeat returns the seat of a publisher that comes again, else one in which nobody sits, else "". r.mu must be held.
func (r *room) freeSeat(name string) (free Slot) {
	for _, s := range r.shape.slots() {
		if r.wishes[s].publisher == name {
			return s
		}
		taken := slices.ContainsFunc(r.publishers, func(p *publisher) bool { return p.slot == s })
		if !taken && (free == "" || r.wishes[s].publisher == "" && r.wishes[free].publisher != "") { // rather one that nobody comes back to
			free = s
		}
	}
	return free
}

func (r *room) removePublisher(pub *publisher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.publishers = slices.DeleteFunc(r.publishers, func(other *publisher) bool { return other == pub })
	r.reconcile()
}

// older returns the sessions whose place pub takes.
func (r *room) older(pub *publisher) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for _, other := range r.publishers {
		if other == pub {
			break
		}
		if other.name == pub.name && other.slot == pub.slot {
			ids = append(ids, other.id)
		}
	}
	return ids
}

// reconcileFor follows the first packet of a publisher's source: the publisher may be the
// first to offer its slot, or the one that was waited for, and what it sends in may have become
// larger or begun anew, of which no feed knows.
func (r *room) reconcileFor(pub *publisher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.publishers, pub) {
		return
	}
	w := r.wishes[pub.slot]
	if !w.decided && !pub.standby && r.choose(pub.slot) == nil {
		r.wishes[pub.slot] = wish{publisher: pub.name}
	}
	if !r.reconcile() {
		r.rechoose()
	}
}

// reconcile gives every feed the track it should have and reports whether any has changed. r.mu must be held.
func (r *room) reconcile() (changed bool) {
	for _, s := range r.shape.slots() {
		chosen := r.choose(s)
		for _, k := range []kind{video, audio} {
			if f := r.feeds[k][s]; f != nil {
				changed = f.put(chosen.trackOrNil(k)) || changed
			}
		}
	}
	for _, p := range r.previews {
		for _, f := range p.feeds {
			changed = f.put(r.named(p.publisher).trackOrNil(f.kind)) || changed
		}
	}
	if changed {
		r.rechoose()
	}
	return changed
}

// rechoose lets all viewers choose anew what they show.
func (r *room) rechoose() {
	for _, h := range r.crew.hands {
		h.each(r, (*viewer).choose)
	}
}

// named returns the newest publisher of that name that sends, or nil. r.mu must be held.
func (r *room) named(name string) *publisher {
	for _, pub := range slices.Backward(r.publishers) {
		if pub.name == name && pub.sends() {
			return pub
		}
	}
	return nil
}

func (pub *publisher) sends() bool { return pub.track(video) != nil || pub.track(audio) != nil }

func (pub *publisher) trackOrNil(k kind) *track {
	if pub == nil {
		return nil
	}
	return pub.track(k)
}

// choose returns the publisher that is to feed a slot, if it is there and sends:
// one that offers the slot before another, the newest first. r.mu must be held.
func (r *room) choose(s Slot) *publisher {
	name := r.wishes[s].publisher
	var chosen *publisher
	for _, pub := range slices.Backward(r.publishers) {
		if name == "" || pub.name != name || !pub.sends() {
			continue
		}
		if pub.slot == s {
			return pub
		}
		if chosen == nil {
			chosen = pub
		}
	}
	return chosen
}

// forward notes a packet for every feed that its track is for. It leaves with the others of this round.
func (r *room) forward(src *source, p *rtpcache.Packet) {
	r.rounds.Lock()
	defer r.rounds.Unlock()
	targets := 0
	for _, f := range r.lines {
		if f.kind != src.kind || !f.wants(src.track) {
			continue
		}
		f.arrived(src.track, p.Key)
		f.taps.take(f, src, p)
		if targets == len(src.targets) || src.targets[targets] != f {
			src.targets = append(slices.Clone(src.targets[:targets]), f)
		}
		targets++
	}
	if src.targets = src.targets[:targets]; targets == 0 {
		return
	}
	if len(r.round) == 0 {
		r.round = make([]item, 0, 16)
	}
	r.round = append(r.round, item{source: src, packet: p, feeds: src.targets})
}

// settle gives all hands what has come since the last time.
func (r *room) settle() {
	r.rounds.Lock()
	round := r.round
	r.round = nil
	r.rounds.Unlock()
	if len(round) == 0 {
		return
	}
	for i := len(r.crew.hands) - 1; i >= 0; i-- { // the first works here and now: last
		h := r.crew.hands[i]
		if h.count.Load() > 0 && !h.do(func() { h.send(r, round) }) {
			r.overrun.Add(uint64(len(round)))
		}
	}
}

// settled is called when a number of packets has been received.
func (p *Plane) settled() {
	p.mu.Lock()
	rooms := p.open
	p.mu.Unlock()
	for _, r := range rooms {
		r.settle()
	}
}

func (r *room) addViewer(v *viewer) {
	r.mu.Lock()
	r.viewers[v] = true
	r.mu.Unlock()
	if v.preview != nil {
		r.addPreview(v.preview)
	}
}

func (r *room) removeViewer(v *viewer) {
	r.mu.Lock()
	delete(r.viewers, v)
	r.mu.Unlock()
	if v.preview != nil {
		r.removePreview(v.preview)
	}
}

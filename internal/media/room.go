package media

import (
	"log/slog"
	"slices"
	"sync"

	"aula/internal/media/rtpcache"
)

// room joins publishers to the slots and the slots to viewers.
type room struct {
	name     string
	log      *slog.Logger
	observer *teller
	feeds    [2]map[Slot]*feed // by kind; fixed

	mu         sync.Mutex
	publishers []*publisher // in the order in which they came
	viewers    map[*viewer]bool
	wishes     map[Slot]wish
}

// wish says who is to feed a slot, present or not.
type wish struct {
	publisher string // empty: nobody
	decided   bool   // by the caller, not by being the first
}

func newRoom(name string, log *slog.Logger, observer *teller) *room {
	r := &room{name: name, log: log, observer: observer, viewers: make(map[*viewer]bool), wishes: make(map[Slot]wish)}
	for _, k := range []kind{video, audio} {
		r.feeds[k] = make(map[Slot]*feed)
		for _, s := range lines(k) {
			r.feeds[k][s] = newFeed(s, k)
		}
	}
	return r
}

// PutOnAir makes a publisher feed a slot, in place of whoever does. Any publisher of the
// room may feed any slot; one that offers this slot is preferred to another of the
// same name. The publisher need not be there yet: it goes on air when it comes.
// It fails with ErrSlot.
func (p *Plane) PutOnAir(roomName string, slot Slot, publisher string) error {
	if err := slot.check(); err != nil {
		return err
	}
	r := p.room(roomName)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wishes[slot] = wish{publisher: publisher, decided: true}
	r.reconcile()
	return nil
}

// TakeOff empties a slot if that publisher feeds it or was to feed it. The slot then stays
// empty until PutOnAir. It fails with ErrSlot.
func (p *Plane) TakeOff(roomName string, slot Slot, publisher string) error {
	if err := slot.check(); err != nil {
		return err
	}
	r := p.room(roomName)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.wishes[slot].publisher == publisher {
		r.wishes[slot] = wish{decided: true}
		r.reconcile()
	}
	return nil
}

func (r *room) addPublisher(pub *publisher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.publishers = append(r.publishers, pub)
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

// reconcileFor follows the first packet of a publisher's track: it may be the
// first to offer its slot, or the one that was waited for.
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
	r.reconcile()
}

// reconcile gives every feed the source it should have. r.mu must be held.
func (r *room) reconcile() {
	for _, s := range Slots() {
		chosen := r.choose(s)
		for _, k := range []kind{video, audio} {
			f := r.feeds[k][s]
			if f == nil {
				continue
			}
			var src *source
			if chosen != nil {
				src = chosen.source(k)
			}
			f.put(src)
		}
	}
}

// choose returns the publisher that is to feed a slot, if it is there and sends:
// one that offers the slot before another, the newest first. r.mu must be held.
func (r *room) choose(s Slot) *publisher {
	name := r.wishes[s].publisher
	var chosen *publisher
	for _, pub := range slices.Backward(r.publishers) {
		if name == "" || pub.name != name || (pub.source(video) == nil && pub.source(audio) == nil) {
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

// forward hands a packet to every feed of its kind.
func (r *room) forward(src *source, p *rtpcache.Packet) {
	for _, f := range r.feeds[src.kind] {
		f.forward(src, p)
	}
}

func (r *room) addViewer(v *viewer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.viewers[v] = true
}

func (r *room) removeViewer(v *viewer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.viewers, v)
}

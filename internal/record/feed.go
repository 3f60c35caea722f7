package record

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"aula/internal/seminar"
)

// Feed tells listeners of entries that have just been committed, in their order. What
// many hear is kept once for all of them; a listener is woken only for what it hears, and
// takes it when it can. One that falls far behind is told so: it reads the rest from the
// store.
type Feed struct {
	mu sync.RWMutex
	of map[seminar.ID]*wave // guarded by mu
}

// Hears says of which entries a listener is told.
type Hears struct {
	All    bool       // every entry
	Kinds  []string   // else those of these kinds
	Person seminar.ID // also of every entry about this person; "" for nobody
}

// Item is an entry on its way to its listeners.
type Item struct {
	Entry
	once sync.Once
	form []byte
}

// Form returns what make returned for the first listener that asked: the form of an
// entry that is the same for all of them.
func (i *Item) Form(make func() []byte) []byte {
	i.once.Do(func() { i.form = make() })
	return i.form
}

// Batch is what a listener had not heard yet.
type Batch struct {
	Items []*Item // in their order
	// After and Through say what the feed knows: it has had every entry with a number from
	// After+1 to Through. Both are 0 while it has had none.
	After, Through int64
	Lost           bool // the listener fell behind, and items are missing before these
}

// Listener hears the entries of one seminar. Its methods may not be called at once.
type Listener struct {
	// Ready holds a token when there may be something to take.
	Ready <-chan struct{}

	feed   *Feed
	of     seminar.ID
	ready  chan struct{}
	topic  *topic
	person seminar.ID
	next   int     // of the topic's items; the listener's own
	own    []*post // about the person; written by who publishes alone, or by the listener while nobody does
	lost   bool    // as own
}

// wave is what is going through one seminar.
type wave struct {
	after, through int64
	posted         int
	recent         []*Item // with numbers, without a gap; replaced, never changed, but at its end
	topics         []*topic
	people         map[seminar.ID]map[*Listener]struct{}
}

// topic is what listeners with the same ears have in common.
type topic struct {
	every     bool
	kinds     []string // sorted
	first     int      // the number of the first that is kept
	kept      []*post
	listeners map[*Listener]struct{}
	list      []*Listener // the same; nil after a change
}

// post is an item with its place among all of its seminar.
type post struct {
	number int
	item   *Item
}

// Bounds of what is kept for listeners that are behind.
const (
	keptForAll = 1024
	keptForOne = 64
)

// Listen begins to hear entries of a seminar. The caller must Close the listener.
func (f *Feed) Listen(of seminar.ID, hears Hears) *Listener {
	ready := make(chan struct{}, 1)
	l := &Listener{Ready: ready, feed: f, of: of, ready: ready, person: hears.Person}
	kinds := slices.Clone(hears.Kinds)
	slices.Sort(kinds)
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.of[of]
	if w == nil {
		w = &wave{people: map[seminar.ID]map[*Listener]struct{}{}}
		if f.of == nil {
			f.of = map[seminar.ID]*wave{}
		}
		f.of[of] = w
	}
	i := slices.IndexFunc(w.topics, func(t *topic) bool { return t.every == hears.All && slices.Equal(t.kinds, kinds) })
	if i < 0 {
		i = len(w.topics)
		w.topics = append(w.topics, &topic{every: hears.All, kinds: kinds, listeners: map[*Listener]struct{}{}})
	}
	l.topic = w.topics[i]
	l.next = l.topic.first + len(l.topic.kept)
	l.topic.listeners[l], l.topic.list = struct{}{}, nil
	if l.person != "" {
		if w.people[l.person] == nil {
			w.people[l.person] = map[*Listener]struct{}{}
		}
		w.people[l.person][l] = struct{}{}
	}
	return l
}

// Close ends the listening. It may be called more than once.
func (l *Listener) Close() {
	l.feed.mu.Lock()
	defer l.feed.mu.Unlock()
	w := l.feed.of[l.of]
	if _, on := l.topic.listeners[l]; !on {
		return
	}
	delete(l.topic.listeners, l)
	l.topic.list = nil
	if len(l.topic.listeners) == 0 {
		w.topics = slices.DeleteFunc(w.topics, func(t *topic) bool { return t == l.topic })
	}
	if own := w.people[l.person]; own != nil {
		if delete(own, l); len(own) == 0 {
			delete(w.people, l.person)
		}
	}
}

// Take returns what the listener has not heard yet, without waiting.
func (l *Listener) Take() Batch {
	l.feed.mu.RLock() // all that are woken come at once
	defer l.feed.mu.RUnlock()
	w, t := l.feed.of[l.of], l.topic
	b := Batch{After: w.after, Through: w.through, Lost: l.lost || l.next < t.first}
	posts := t.kept[max(0, l.next-t.first):]
	l.next = t.first + len(t.kept)
	if len(l.own) > 0 {
		posts = slices.Concat(posts, l.own)
		slices.SortFunc(posts, func(a, b *post) int { return cmp.Compare(a.number, b.number) })
		posts = slices.Compact(posts) // what it hears twice over
		l.own = nil
	}
	l.lost = false
	b.Items = make([]*Item, len(posts))
	for i, p := range posts {
		b.Items[i] = p.item
	}
	return b
}

// Publish hands entries to the listeners of their seminar. The store calls it after
// each commit, one commit at a time, so that order is kept. An entry without a number is
// no entry of the record: it says how things are going, and is gone once heard.
func (f *Feed) Publish(entries ...Entry) {
	for _, list := range f.publish(entries) { // without the lock, which they want
		for _, l := range list {
			l.wake()
		}
	}
}

// publish keeps the entries and returns whom to wake.
func (f *Feed) publish(entries []Entry) (lists [][]*Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range entries {
		if w := f.of[e.Seminar]; w != nil {
			lists = w.publish(e, lists)
		}
	}
	return lists
}

func (w *wave) publish(e Entry, lists [][]*Listener) [][]*Listener {
	w.posted++
	p := &post{w.posted, &Item{Entry: e}}
	broken := e.Seq != 0 && e.Seq != w.through+1 // another process has written meanwhile: whatever it is, it concerns everybody
	if e.Seq != 0 {
		if broken {
			w.after = e.Seq - 1
		}
		w.through = e.Seq
		w.remember(p.item, broken)
	}
	for _, t := range w.topics {
		if t.hears(e.Kind) {
			t.keep(p)
		} else if !broken {
			continue
		}
		lists = append(lists, t.all())
	}
	for l := range w.people[e.Person] {
		if len(l.own) == keptForOne {
			l.own, l.lost = nil, true
		}
		l.own = append(l.own, p)
		lists = append(lists, []*Listener{l})
	}
	return lists
}

// remember keeps the latest entries for who comes back, and lets the older half go when there are many.
func (w *wave) remember(item *Item, broken bool) {
	switch {
	case broken:
		w.recent = nil
	case len(w.recent) >= keptForAll:
		w.recent = slices.Clone(w.recent[keptForAll/2:])
	}
	w.recent = append(w.recent, item)
}

// After returns the entries of a seminar with higher numbers, of all kinds, when the feed still has every one of them. What many
// come back for is read and written once.
func (f *Feed) After(of seminar.ID, seq int64) ([]*Item, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	w := f.of[of]
	if w == nil || len(w.recent) == 0 || w.recent[0].Seq > seq+1 {
		return nil, false
	}
	at := max(0, min(int(seq+1-w.recent[0].Seq), len(w.recent)))
	return w.recent[at:len(w.recent):len(w.recent)], true
}

// all returns the listeners; nobody changes the list.
func (t *topic) all() []*Listener {
	if t.list == nil {
		t.list = slices.Collect(maps.Keys(t.listeners))
	}
	return t.list
}

func (t *topic) hears(kind string) bool {
	_, found := slices.BinarySearch(t.kinds, kind)
	return found || t.every
}

// keep adds a post, and lets the older half go when there are many. What was handed out is not touched.
func (t *topic) keep(p *post) {
	if len(t.kept) >= keptForAll {
		t.kept = slices.Clone(t.kept[keptForAll/2:])
		t.first += keptForAll / 2
	}
	t.kept = append(t.kept, p)
}

func (l *Listener) wake() {
	select {
	case l.ready <- struct{}{}:
	default:
	}
}

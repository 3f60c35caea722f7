package hop

import (
	"cmp"
	"container/heap"
	"math/rand/v2"
	"net/netip"
	"time"
)

// Network says how a way is worse than the real one.
type Network struct {
	Loss   float64       // share of packets that are lost, 0 to 1
	Delay  time.Duration // of every packet
	Jitter time.Duration // up to so much more, evenly spread; it changes the order
	Rate   int           // bit/s that pass; 0 is without limit
	Queue  time.Duration // how much waits in front of the limit before packets are lost; 0 is 200 ms
	Seed   uint64        // networks with equal seeds do the same to the same packets
}

const usualQueue = 200 * time.Millisecond

// Way imitates a network in one direction. It has no clock and one owner.
type Way struct {
	Network // may be changed
	dice    *rand.Rand
	free    time.Time // when the limited way is free again
	waiting waiting
	order   uint64
	passed  Account
}

// Account is what a limited way has let through since it was last asked.
type Account struct {
	Bytes   int
	Overrun bool // more came than passes: it began to queue
}

// overrunAfter is a queue that is not a single picture's.
const overrunAfter = 300 * time.Millisecond

// Account returns what has passed since it was last asked.
func (w *Way) Account() Account {
	a := w.passed
	w.passed = Account{}
	return a
}

// New returns a way through such a network.
func New(n Network) *Way {
	return &Way{Network: n, dice: rand.New(rand.NewPCG(n.Seed, 0))}
}

// Pass returns when a packet of so many bytes that comes now will be there; false means never.
func (w *Way) Pass(size int, now time.Time) (time.Time, bool) {
	lost := w.dice.Float64() < w.Loss
	jitter := time.Duration(w.dice.Float64() * float64(w.Jitter))
	if lost {
		return time.Time{}, false
	}
	at := now
	if w.Rate > 0 {
		queue := cmp.Or(w.Queue, usualQueue)
		if w.free.After(now) {
			at = w.free
		}
		w.passed.Overrun = w.passed.Overrun || at.Sub(now) > min(overrunAfter, queue)
		if at.Sub(now) > queue {
			return time.Time{}, false
		}
		w.passed.Bytes += size
		at = at.Add(time.Duration(size) * 8 * time.Second / time.Duration(w.Rate))
		w.free = at
	}
	return at.Add(w.Delay + jitter), true
}

// Put keeps a copy of a packet until its time. It returns that time, or zero when it is lost.
func (w *Way) Put(b []byte, from netip.AddrPort, now time.Time) time.Time {
	at, ok := w.Pass(len(b), now)
	if !ok {
		return time.Time{}
	}
	w.order++
	heap.Push(&w.waiting, held{at: at, order: w.order, from: from, data: append([]byte(nil), b...)})
	return at
}

// Take gives out the packets whose time has come.
func (w *Way) Take(now time.Time, give func(b []byte, from netip.AddrPort)) {
	for len(w.waiting) > 0 && !w.waiting[0].at.After(now) {
		p := heap.Pop(&w.waiting).(held)
		give(p.data, p.from)
	}
}

// Due returns when the next packet's time comes, zero when there is none.
func (w *Way) Due() time.Time {
	if len(w.waiting) == 0 {
		return time.Time{}
	}
	return w.waiting[0].at
}

// held is a packet on its way.
type held struct {
	at    time.Time
	order uint64
	from  netip.AddrPort
	data  []byte
}

// waiting is a heap of packets by time, in the order of their coming where times are equal.
type waiting []held

func (w waiting) Len() int { return len(w) }
func (w waiting) Less(i, j int) bool {
	if w[i].at.Equal(w[j].at) {
		return w[i].order < w[j].order
	}
	return w[i].at.Before(w[j].at)
}
func (w waiting) Swap(i, j int) { w[i], w[j] = w[j], w[i] }
func (w *waiting) Push(x any)   { *w = append(*w, x.(held)) }
func (w *waiting) Pop() any {
	last := len(*w) - 1
	p := (*w)[last]
	(*w)[last] = held{}
	*w = (*w)[:last]
	return p
}

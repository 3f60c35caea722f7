package crowd

import (
	"container/heap"
	"math/rand/v2"
	"net/netip"
	"time"
)

// Network is a way from the server to one viewer that is worse than the real one.
// Packets of the other direction pass as they are.
type Network struct {
	Loss   float64       // share of packets that are lost, 0 to 1
	Delay  time.Duration // of every packet
	Jitter time.Duration // up to so much more, evenly spread; it changes the order
	Rate   int           // bit/s that pass; 0 is without limit
	Queue  time.Duration // how much waits in front of the limit before packets are lost; 0 is 200 ms
	Seed   uint64        // networks with equal seeds do the same to the same packets
}

const usualQueue = 200 * time.Millisecond

// network imitates a Network. It has no clock and one owner.
type network struct {
	Network
	dice    *rand.Rand
	free    time.Time // when the limited way is free again
	waiting waiting
	order   uint64
	passed  account
}

// account is what a limited network has let through since it was last asked.
type account struct {
	bytes   int
	overrun bool // more came than passes: it began to queue
}

// overrunAfter is a queue that is not a single picture's.
const overrunAfter = 300 * time.Millisecond

func (n *network) account() account {
	a := n.passed
	n.passed = account{}
	return a
}

func newNetwork(n Network) *network {
	if n.Queue == 0 {
		n.Queue = usualQueue
	}
	return &network{Network: n, dice: rand.New(rand.NewPCG(n.Seed, 0))}
}

// pass returns when a packet of so many bytes that comes now will be there; false means never.
func (n *network) pass(size int, now time.Time) (time.Time, bool) {
	lost := n.dice.Float64() < n.Loss
	jitter := time.Duration(n.dice.Float64() * float64(n.Jitter))
	if lost {
		return time.Time{}, false
	}
	at := now
	if n.Rate > 0 {
		if n.free.After(now) {
			at = n.free
		}
		n.passed.overrun = n.passed.overrun || at.Sub(now) > min(overrunAfter, n.Queue)
		if at.Sub(now) > n.Queue {
			return time.Time{}, false
		}
		n.passed.bytes += size
		at = at.Add(time.Duration(size) * 8 * time.Second / time.Duration(n.Rate))
		n.free = at
	}
	return at.Add(n.Delay + jitter), true
}

// put keeps a copy of a packet until its time. It returns that time, or zero when it is lost.
func (n *network) put(b []byte, from netip.AddrPort, now time.Time) time.Time {
	at, ok := n.pass(len(b), now)
	if !ok {
		return time.Time{}
	}
	n.order++
	heap.Push(&n.waiting, held{at: at, order: n.order, from: from, data: append([]byte(nil), b...)})
	return at
}

// take gives out the packets whose time has come.
func (n *network) take(now time.Time, give func(b []byte, from netip.AddrPort)) {
	for len(n.waiting) > 0 && !n.waiting[0].at.After(now) {
		p := heap.Pop(&n.waiting).(held)
		give(p.data, p.from)
	}
}

// due returns when the next packet's time comes, zero when there is none.
func (n *network) due() time.Time {
	if len(n.waiting) == 0 {
		return time.Time{}
	}
	return n.waiting[0].at
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

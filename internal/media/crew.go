package media

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"aula/internal/media/peer"
	"aula/internal/media/rtpcache"
	"aula/internal/media/udp"
)

const (
	handViewers = 400                    // that one hand serves before the next begins
	handWork    = 256                    // rounds that wait for a hand; beyond that it is overloaded and packets are dropped
	tend        = 100 * time.Millisecond // between two looks at the viewers
)

// crew are the hands that send to viewers, one for each core. A viewer is served by one hand, which
// owns all that is kept for it, so that hands need not wait for each other.
type crew struct {
	hands   []*hand
	closing chan struct{}
	work    sync.WaitGroup
}

func newCrew(port *peer.Port) *crew {
	c := &crew{closing: make(chan struct{})}
	for i := range runtime.GOMAXPROCS(0) {
		h := &hand{batch: port.NewBatch(), first: i == 0, work: make(chan func(), handWork), rooms: map[*room][]*viewer{}}
		c.hands = append(c.hands, h)
		if !h.first {
			c.work.Go(func() { h.run(c.closing) })
		}
	}
	c.work.Go(c.tend)
	return c
}

func (c *crew) close() {
	close(c.closing)
	c.work.Wait()
}

// place chooses the hand for a new viewer: the first that has room, else the one with the fewest.
func (c *crew) place() *hand {
	least := c.hands[0]
	for _, h := range c.hands {
		if n := h.count.Load(); n < handViewers {
			return h
		} else if n < least.count.Load() {
			least = h
		}
	}
	return least
}

// tend looks at all viewers from time to time: reports, quality, and pictures of the past.
func (c *crew) tend() {
	tick := time.NewTicker(tend)
	defer tick.Stop()
	for {
		select {
		case <-c.closing:
			return
		case now := <-tick.C:
			for _, h := range c.hands {
				h.tend(now)
			}
		}
	}
}

// hand sends to its viewers.
type hand struct {
	first bool // works on the goroutine that has received: one wake-up less for each packet
	work  chan func()
	count atomic.Int64

	mu     sync.Mutex
	batch  *udp.Batch
	sheets []sheet
	aside  sheet     // of the past
	late   []*outlet // that are shown the past
	rooms  map[*room][]*viewer
}

func (h *hand) run(closing chan struct{}) {
	for {
		select {
		case <-closing:
			return
		case f := <-h.work:
			f()
		}
	}
}

// do lets the hand work: now if it is the first, else when it comes to it. It is false when the hand is overloaded.
func (h *hand) do(f func()) bool {
	if h.first {
		f()
		return true
	}
	select {
	case h.work <- f:
		return true
	default:
		return false
	}
}

// add and remove hand a viewer over.
func (h *hand) add(v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rooms[v.room] = append(h.rooms[v.room], v)
	h.count.Add(1)
	v.choose()
	h.batch.Flush()
}

func (h *hand) remove(v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := h.rooms[v.room]
	for i, other := range all {
		if other == v {
			all[i] = all[len(all)-1]
			all[len(all)-1] = nil
			h.rooms[v.room] = all[:len(all)-1]
			h.count.Add(-1)
			for _, o := range v.outlets {
				o.past = nil
			}
			break
		}
	}
	if len(h.rooms[v.room]) == 0 {
		delete(h.rooms, v.room)
	}
}

// send sends a round of packets to all viewers of a room.
func (h *hand) send(r *room, round []item) {
	h.mu.Lock()
	defer h.mu.Unlock()
	viewers := h.rooms[r]
	if len(viewers) == 0 {
		return
	}
	now := time.Now()
	for len(h.sheets) < len(round) {
		h.sheets = append(h.sheets, sheet{})
	}
	for i := range round {
		h.sheets[i].write(round[i].packet, now)
	}
	for _, v := range viewers {
		for i := range round {
			v.take(&round[i], &h.sheets[i])
		}
	}
	h.batch.Flush()
}

// each calls f for the viewers of a room and sends what they were given.
func (h *hand) each(r *room, f func(*viewer)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, v := range h.rooms[r] {
		f(v)
	}
	h.batch.Flush()
}

func (h *hand) tend(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, viewers := range h.rooms {
		for _, v := range viewers {
			v.tend(now)
		}
	}
	h.batch.Flush()
}

// item is a packet and the feeds that it is for.
type item struct {
	source *source
	packet *rtpcache.Packet
	feeds  []*feed
}

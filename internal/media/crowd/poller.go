package crowd

import (
	"sync"
	"sync/atomic"
	"time"
)

const (
	batchSize     = 64
	packetSize    = 1600      // bytes; no packet of ours is larger than an Ethernet frame
	receiveBuffer = 512 << 10 // asked of the kernel for each socket, in bytes

	tickEvery     = 20 * time.Millisecond // how exact timers of links are
	tickEveryFine = 4 * time.Millisecond  // while a network is imitated
)

// poller reads the sockets of its links on one goroutine and winds their clocks.
type poller struct {
	waiter *waiter
	linger time.Duration
	done   chan struct{}
	ending atomic.Bool

	joining atomic.Int32 // links that are being set up; nothing lingers meanwhile
	fine    atomic.Int32 // links that imitate a network

	mu    sync.Mutex // guards what follows
	links map[int]*link

	// Owned by run.
	batch *batch
	all   []*link
}

func newPoller(linger time.Duration) (*poller, error) {
	w, err := newWaiter()
	if err != nil {
		return nil, err
	}
	p := &poller{waiter: w, linger: linger, done: make(chan struct{}), links: map[int]*link{}, batch: newBatch()}
	go p.run()
	return p, nil
}

// close ends the poller and waits for it.
func (p *poller) close() {
	p.ending.Store(true)
	<-p.done
	p.waiter.close()
}

func (p *poller) add(l *link) error {
	p.mu.Lock()
	p.links[l.socket.fd] = l
	p.mu.Unlock()
	return p.waiter.add(l.socket)
}

func (p *poller) remove(l *link) {
	p.waiter.remove(l.socket)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.links, l.socket.fd)
}

func (p *poller) find(fd int) *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.links[fd]
}

func (p *poller) run() {
	defer close(p.done)
	next := time.Now()
	for !p.ending.Load() {
		p.waiter.wait(p.pause(), func(fd int) {
			if l := p.find(fd); l != nil {
				l.receive(p.batch)
			}
		})
		if now := time.Now(); !now.Before(next) {
			p.tick(now)
			next = now.Add(p.pause())
		}
		if p.linger > 0 && p.joining.Load() == 0 {
			time.Sleep(p.linger)
		}
	}
}

func (p *poller) pause() time.Duration {
	if p.fine.Load() > 0 {
		return tickEveryFine
	}
	return tickEvery
}

func (p *poller) tick(now time.Time) {
	p.mu.Lock()
	p.all = p.all[:0]
	for _, l := range p.links {
		p.all = append(p.all, l)
	}
	p.mu.Unlock()
	for _, l := range p.all {
		if l.due.Load() <= now.UnixNano() {
			l.tick(now)
		}
	}
	clear(p.all)
}

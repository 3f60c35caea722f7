package crowd

import (
	"encoding/binary"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"
)

// Drain is a number of sockets from which RTP is read and only counted: the other end
// of a sender that is measured without any protocol.
type Drain struct {
	waiter  *waiter
	sockets []*socket
	ports   []uint16
	packets atomic.Uint64
	lost    atomic.Int64
	ending  atomic.Bool
	done    sync.WaitGroup
}

// OpenDrain opens n sockets at addr. Linger is as in [Options].
func OpenDrain(addr netip.Addr, n int, linger time.Duration) (*Drain, error) {
	w, err := newWaiter()
	if err != nil {
		return nil, err
	}
	d := &Drain{waiter: w}
	byFD := map[int]*socket{}
	for range n {
		s, at, err := openSocket(addr)
		if err == nil {
			d.sockets, d.ports = append(d.sockets, s), append(d.ports, at.Port())
			byFD[s.fd] = s
			err = w.add(s)
		}
		if err != nil {
			d.Close()
			return nil, err
		}
	}
	d.done.Go(func() { d.run(byFD, linger) })
	return d, nil
}

func (d *Drain) run(byFD map[int]*socket, linger time.Duration) {
	b := newBatch()
	next := map[stream]uint16{}
	for !d.ending.Load() {
		d.waiter.wait(tickEvery, func(fd int) {
			for n := batchSize; n == batchSize; {
				n = b.read(byFD[fd])
				d.packets.Add(uint64(n))
				for i := range n {
					if p := b.packet(i); len(p) >= 4 {
						d.follow(next, stream{fd, p[1] & 0x7f}, binary.BigEndian.Uint16(p[2:]))
					}
				}
			}
		})
		if linger > 0 {
			time.Sleep(linger)
		}
	}
}

// stream is what has sequence numbers of its own: a payload type on a socket.
type stream struct {
	fd   int
	kind byte
}

// follow counts the numbers that were left out.
func (d *Drain) follow(next map[stream]uint16, s stream, seq uint16) {
	if want, ok := next[s]; ok {
		d.lost.Add(int64(int16(seq - want)))
	}
	next[s] = seq + 1
}

// Ports are those to send to.
func (d *Drain) Ports() []uint16 { return d.ports }

// Packets is how many have come.
func (d *Drain) Packets() uint64 { return d.packets.Load() }

// Lost is how many have not come, by their sequence numbers.
func (d *Drain) Lost() uint64 { return uint64(max(d.lost.Load(), 0)) }

// Close closes the sockets.
func (d *Drain) Close() {
	d.ending.Store(true)
	d.done.Wait()
	for _, s := range d.sockets {
		s.close()
	}
	d.waiter.close()
}

package hall

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// cell is one measurement of one peer with one number of viewers.
type cell struct {
	round      int
	peer       string
	n          int
	user       float64 // µs of the server's CPU for each packet delivered
	system     float64
	loss       float64 // share of packets that were not delivered
	core       float64 // share of one core that the server used
	generator  float64 // that the crowd used
	foreign    float64 // that anything else used
	speed      float64 // MB/s of the fixed piece of work beside it
	memoryKB   float64 // resident memory of the server for each viewer
	withoutKey int     // viewers that saw no key frame
}

func (c cell) sum() float64 { return c.user + c.system }

// settle is how long everybody is left alone between joining and measuring.
const settle = 2 * time.Second

// plan is what all cells have in common.
type plan struct {
	window  time.Duration
	profile string // file for the CPU profile of the hall, empty for none
}

// measure measures one cell: server up, viewers in, window, down.
func (p plan) measure(name string, n int) (cell, error) {
	c := cell{peer: name, n: n}
	server, err := newPeer(name)
	if err != nil {
		return c, err
	}
	before, err := speed()
	if err != nil {
		return c, err
	}
	defer server.stop()
	if err := server.start(n); err != nil {
		return c, err
	}
	time.Sleep(settle / 4)
	empty, err := resident(server.pid())
	if err != nil {
		return c, err
	}
	if err := server.fill(n); err != nil {
		return c, err
	}
	time.Sleep(settle)
	if err := p.watch(server, &c); err != nil {
		return c, err
	}
	full, err := resident(server.pid())
	if err != nil {
		return c, err
	}
	c.memoryKB = (full - empty) / float64(n)
	if w, ok := server.(*webrtc); ok {
		c.withoutKey = n - w.keyed()
	}
	after, err := speed()
	c.speed = (before + after) / 2
	return c, err
}

// watch fills in what happens in the window.
func (p plan) watch(server peer, c *cell) error {
	done := p.profiling(server)
	from, err := look(server)
	if err != nil {
		return err
	}
	time.Sleep(p.window)
	to, err := look(server)
	if err != nil {
		return err
	}
	if err := <-done; err != nil {
		return err
	}
	packets := float64(to.packets - from.packets)
	if packets == 0 {
		return fmt.Errorf("%s delivered nothing to %d viewers", c.peer, c.n)
	}
	used, own := to.server.minus(from.server), to.generator.minus(from.generator)
	took := to.at.Sub(from.at).Seconds()
	c.user, c.system = used.user.Seconds()*1e6/packets, used.system.Seconds()*1e6/packets
	lost := float64(to.lost) - float64(from.lost)
	c.loss = max(0, lost/(packets+max(0, lost)))
	c.core, c.generator = used.sum().Seconds()/took, own.sum().Seconds()/took
	c.foreign = max(0, (to.machine-from.machine).Seconds()/took-c.core-c.generator)
	return nil
}

// moment is everything that is read at the beginning and the end of a window.
type moment struct {
	at            time.Time
	server        usage
	generator     usage
	machine       time.Duration
	packets, lost uint64
}

func look(server peer) (m moment, err error) {
	m.at = time.Now()
	m.packets, m.lost = server.delivered()
	if m.server, err = processUsage(server.pid()); err != nil {
		return m, err
	}
	if m.generator, err = processUsage(os.Getpid()); err != nil {
		return m, err
	}
	m.machine, err = machineUsage()
	return m, err
}

// profiling asks the hall for a profile of the window, if one is wanted.
func (p plan) profiling(server peer) <-chan error {
	done := make(chan error, 1)
	w, ok := server.(*webrtc)
	if p.profile == "" || !ok || p.window < time.Second {
		done <- nil
		return done
	}
	if _, ok := w.doors.(overHTTP); !ok {
		done <- nil
		return done
	}
	go func() {
		done <- fetchProfile(fmt.Sprintf("%s/profile?seconds=%d", w.server.told, p.window/time.Second), p.profile)
	}()
	return done
}

func fetchProfile(from, to string) error {
	resp, err := http.Get(from)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(f, resp.Body)
	return err
}

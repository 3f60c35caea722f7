// Package rehearse plays a crowd against a server of one's own, the day before: how
// fast do they join, what is lost, and how many seats will that machine carry?
package rehearse

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/crowd"
	"aula/internal/media/hop"
)

// Bounds of a rehearsal.
const (
	MostViewers    = 2000
	MostPublishers = 3
	LongestHold    = time.Hour
)

// Options say what to play.
type Options struct {
	Address    string // of the seminar: https://host/s/key
	Key        string // of the rehearsal, as an organiser allowed it
	Viewers    int
	Publishers int           // each sends a speaker at 720p; the viewers watch all of them
	Over       time.Duration // in which each half of the viewers comes
	Hold       time.Duration // how long everybody stays, once there
	Network    hop.Network   // of each viewer; each has a seed of its own
	HTTP       *http.Client  // nil is http.DefaultClient
	Told       func(string)  // is told what happens; may be nil
}

func (o Options) check() error {
	u, err := url.Parse(o.Address)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return fmt.Errorf("%q is not the address of a seminar, such as https://host/s/key", o.Address)
	case o.Key == "":
		return errors.New("a key is needed: an organiser allows a rehearsal on the seminar's page for it")
	case o.Viewers < 2 || o.Viewers > MostViewers:
		return fmt.Errorf("%d viewers; between 2 and %d can be played", o.Viewers, MostViewers)
	case o.Publishers < 1 || o.Publishers > MostPublishers:
		return fmt.Errorf("%d publishers; between 1 and %d can be played", o.Publishers, MostPublishers)
	case o.Hold <= 0 || o.Hold > LongestHold:
		return fmt.Errorf("%v is no length of a rehearsal; at most %v", o.Hold, LongestHold)
	case o.Network.Loss < 0 || o.Network.Loss >= 1 || o.Network.Delay < 0 || o.Network.Jitter < 0 || o.Network.Rate < 0:
		return errors.New("the network makes no sense")
	}
	return nil
}

// linger is how long packets gather at the crowd; its times are as coarse.
const linger = 2 * time.Millisecond

// rehearsal is one under way.
type rehearsal struct {
	Options
	crowd   *crowd.Crowd
	viewers []*crowd.Viewer

	mu      sync.Mutex // guards what follows, while viewers join
	waited  int
	refused []error
}

// Run plays a rehearsal and returns what was seen. It leaves nobody behind.
func Run(ctx context.Context, o Options) (Report, error) {
	if err := o.check(); err != nil {
		return Report{}, err
	}
	if o.Told == nil {
		o.Told = func(string) {}
	}
	c, err := crowd.Open(crowd.Options{Linger: linger})
	if err != nil {
		return Report{}, err
	}
	defer c.Close()
	r := &rehearsal{Options: o, crowd: c}
	if err := r.allowed(ctx); err != nil {
		return Report{}, err
	}
	stop, err := r.publish(ctx)
	defer stop()
	if err != nil {
		return Report{}, err
	}
	defer r.leave()
	return r.play(ctx)
}

// allowed asks the server how many may watch.
func (r *rehearsal) allowed(ctx context.Context) error {
	s, err := r.state(ctx)
	if err != nil {
		return err
	}
	if s.Seats < r.Viewers {
		return fmt.Errorf("this rehearsal lets %d watch, not %d", s.Seats, r.Viewers)
	}
	if left := s.Until.Sub(s.Now); left < r.Hold {
		return fmt.Errorf("this rehearsal ends in %v", left.Round(time.Minute))
	}
	return nil
}

// publish lets the publishers in; they send until stop.
func (r *rehearsal) publish(ctx context.Context) (stop func(), err error) {
	var all []*crowd.Publisher
	stop = func() {
		for _, p := range all {
			_ = p.Close()
		}
	}
	for _, slot := range media.Slots()[:r.Publishers] {
		p, err := r.crowd.Publish(ctx, r.target("publish/"+string(slot)), crowd.PublishOptions{})
		if err != nil {
			return stop, err
		}
		all = append(all, p)
	}
	r.Told(fmt.Sprintf("%d publishing", len(all)))
	return stop, nil
}

func (r *rehearsal) target(path string) client.Target {
	return client.Target{URL: r.Address + "/rehearsal/" + path, Bearer: r.Key, HTTP: r.HTTP}
}

// play lets the viewers in, half and half: what the second half costs tells what
// further ones would.
func (r *rehearsal) play(ctx context.Context) (Report, error) {
	empty, err := r.watch(ctx, r.Hold/6)
	if err != nil {
		return Report{}, err
	}
	var loads []load
	for _, n := range []int{r.Viewers / 2, r.Viewers} {
		if err := r.join(ctx, n); err != nil {
			return Report{}, err
		}
		r.Told(fmt.Sprintf("%d watching", len(r.viewers)))
		l, err := r.watch(ctx, r.Hold*5/12)
		if err != nil {
			return Report{}, err
		}
		loads = append(loads, l)
	}
	return r.report(empty, loads), nil
}

// join lets viewers in until there are n or no more can be had.
func (r *rehearsal) join(ctx context.Context, n int) error {
	began, first := time.Now(), len(r.viewers)+len(r.refused)
	var all sync.WaitGroup
	for i := first; i < n && ctx.Err() == nil; i++ {
		pause(ctx, time.Until(began.Add(r.Over*time.Duration(i-first)/time.Duration(n-first))))
		all.Go(func() { r.joinOne(ctx, i) })
	}
	all.Wait()
	if len(r.viewers) == 0 && len(r.refused) > 0 {
		return fmt.Errorf("nobody gets in: %w", r.refused[0])
	}
	return ctx.Err()
}

// joinWithin is how long a viewer tries, with all the times that it is asked to wait.
const joinWithin = time.Minute

// joinOne lets one in, who comes back when asked to.
func (r *rehearsal) joinOne(ctx context.Context, i int) {
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	o := crowd.ViewOptions{Video: r.Publishers, Audio: 1}
	if n := r.Network; n.Loss > 0 || n.Delay > 0 || n.Jitter > 0 || n.Rate > 0 {
		n.Seed += uint64(i)
		o.Network = &n
	}
	for {
		v, err := r.crowd.View(ctx, r.target("watch"), o)
		var busy *client.StatusError
		if errors.As(err, &busy) && busy.RetryAfter > 0 && ctx.Err() == nil {
			r.mu.Lock()
			r.waited++
			r.mu.Unlock()
			pause(ctx, busy.RetryAfter+rand.N(time.Second/2))
			continue
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if err != nil {
			r.refused = append(r.refused, err)
		} else {
			r.viewers = append(r.viewers, v)
		}
		return
	}
}

// leave lets everybody go, a few at a time.
func (r *rehearsal) leave() {
	var all sync.WaitGroup
	for some := range slices.Chunk(r.viewers, max(1, len(r.viewers)/8)) {
		all.Go(func() {
			for _, v := range some {
				_ = v.Close()
			}
		})
	}
	all.Wait()
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

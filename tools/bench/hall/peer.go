package hall

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"aula/internal/media/client"
	"aula/internal/media/crowd"
)

// linger is how long the crowd lets packets gather. Without it the sender would pay
// for waking the crowd up at every packet, which no sender to a network does.
const linger = 2 * time.Millisecond

// joiners is how many viewers join at the same time.
const joiners = 8

// joinWithin is how long one may take.
const joinWithin = 30 * time.Second

// peer is a server that can be measured.
type peer interface {
	// start starts the server, ready for n viewers of the measured load.
	start(n int) error
	// fill lets n viewers in.
	fill(n int) error
	// delivered is how many packets have come at the viewers, and how many are missing.
	delivered() (packets, lost uint64)
	// unfill lets the viewers go.
	unfill() error
	pid() int
	stop()
}

// doors are how a server with WebRTC is joined.
type doors interface {
	publisher() crowd.Door
	viewer(name string) crowd.Door
}

// webrtc is a peer that one joins as a browser does.
type webrtc struct {
	doors
	launch func() (*child, doors, error)

	server    *child
	crowd     *crowd.Crowd
	published *crowd.Publisher
	viewers   []*crowd.Viewer
}

func (w *webrtc) pid() int { return w.server.pid() }

func (w *webrtc) start(int) error { return w.startWith(crowd.NewLoad()) }

// startWith starts the server and, with a source, a publisher.
func (w *webrtc) startWith(source crowd.Source) error {
	var err error
	if w.crowd, err = crowd.Open(crowd.Options{Linger: linger}); err != nil {
		return err
	}
	if w.server, w.doors, err = w.launch(); err != nil {
		return err
	}
	if source == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), joinWithin)
	defer cancel()
	w.published, err = w.crowd.PublishThrough(ctx, w.publisher(), crowd.PublishOptions{Source: source})
	return err
}

func (w *webrtc) fill(n int) error {
	names := make(chan int)
	go func() {
		defer close(names)
		for i := range n {
			names <- i
		}
	}()
	var mu sync.Mutex
	var failed error
	var all sync.WaitGroup
	for range joiners {
		all.Go(func() {
			for i := range names {
				v, err := w.join(i)
				mu.Lock()
				if err != nil {
					failed = err
				} else {
					w.viewers = append(w.viewers, v)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return failed
}

// join lets the i-th viewer in.
func (w *webrtc) join(i int) (*crowd.Viewer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), joinWithin)
	defer cancel()
	v, err := w.crowd.ViewThrough(ctx, w.viewer(fmt.Sprint("viewer", i)), crowd.ViewOptions{})
	if err != nil {
		return nil, fmt.Errorf("viewer %d: %w", i, err)
	}
	return v, nil
}

func (w *webrtc) delivered() (packets, lost uint64) {
	for _, v := range w.viewers {
		for _, c := range v.Counts() {
			packets += c.Packets
			lost += c.Lost
		}
	}
	return packets, lost
}

// keyed is how many viewers have seen a whole key frame.
func (w *webrtc) keyed() int {
	n := 0
	for _, v := range w.viewers {
		select {
		case <-v.FirstKey():
			n++
		default:
		}
	}
	return n
}

func (w *webrtc) unfill() error {
	var mu sync.Mutex
	var failed error
	var all sync.WaitGroup
	for part := range joiners {
		all.Go(func() {
			for i := part; i < len(w.viewers); i += joiners {
				if err := w.viewers[i].Close(); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	w.viewers = nil
	return failed
}

func (w *webrtc) stop() {
	_ = w.unfill()
	if w.published != nil {
		_ = w.published.Close()
		w.published = nil
	}
	if w.server != nil {
		w.server.stop()
		w.server = nil
	}
	if w.crowd != nil {
		w.crowd.Close()
		w.crowd = nil
	}
}

// state asks a server of ours for what it tells of itself.
func (w *webrtc) state() (state, error) {
	var s state
	resp, err := http.Get(w.server.told + "/state")
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	return s, json.NewDecoder(resp.Body).Decode(&s)
}

// overHTTP are the doors of a server with WHIP and WHEP.
type overHTTP struct {
	base   string
	client *http.Client
}

func (o overHTTP) publisher() crowd.Door {
	return crowd.Endpoint(client.Target{URL: o.base + "/whip?name=hall", HTTP: o.client})
}

func (o overHTTP) viewer(name string) crowd.Door {
	return crowd.Endpoint(client.Target{URL: o.base + "/whep?name=" + name, HTTP: o.client})
}

// ours returns a peer that this program serves.
func ours(kind string) *webrtc {
	return &webrtc{launch: func() (*child, doors, error) {
		c, err := startChild("", "serve", kind)
		if err != nil {
			return nil, nil, err
		}
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 2 * joiners
		return c, overHTTP{c.told, &http.Client{Transport: transport}}, nil
	}}
}

// limit is the peer without any protocol.
type limit struct {
	server *child
	drain  *crowd.Drain
}

func (l *limit) pid() int { return l.server.pid() }

func (l *limit) start(n int) error {
	var err error
	if l.drain, err = crowd.OpenDrain(netip.MustParseAddr("127.0.0.1"), n, linger); err != nil {
		return err
	}
	ports := strings.Trim(fmt.Sprint(l.drain.Ports()), "[]")
	l.server, err = startChild(ports, "serve", "limit")
	return err
}

func (l *limit) fill(int) error { return nil }

func (l *limit) delivered() (packets, lost uint64) { return l.drain.Packets(), l.drain.Lost() }

func (l *limit) unfill() error { return nil }

func (l *limit) stop() {
	if l.server != nil {
		l.server.stop()
	}
	if l.drain != nil {
		l.drain.Close()
	}
	*l = limit{}
}

var errNoJanus = errors.New("janus is not installed")

// newPeer returns the peer of a name.
func newPeer(name string) (peer, error) {
	switch name {
	case "aula":
		return ours("aula"), nil
	case "plain":
		return ours("plain"), nil
	case "limit":
		return &limit{}, nil
	case "janus":
		return newJanus()
	}
	return nil, fmt.Errorf("there is no peer %q; there are %v", name, peerNames)
}

var peerNames = []string{"aula", "plain", "limit", "janus"}

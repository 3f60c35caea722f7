package media_test

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp"

	"aula/internal/demo/clip"
	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/codec"
	"aula/internal/media/whip"
)

// TestMain sees to it that planes, publishers and viewers leave no goroutine behind.
func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	if flag.Lookup("test.fuzz").Value.String() != "" { // fuzzing has goroutines of its own
		os.Exit(code)
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	if left := runtime.NumGoroutine(); code == 0 && left > before {
		fmt.Fprintf(os.Stderr, "%d goroutines left behind\n", left-before)
		pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
		code = 1
	}
	os.Exit(code)
}

// stand is a plane with its endpoints: /whip/{room}/{slot}/{name} and /whep/{room}/{name}.
// The bearer "standby" makes a publisher stand by.
type stand struct {
	plane *media.Plane
	http  *httptest.Server
	told  *observer
}

func newStand(t *testing.T) *stand {
	t.Helper()
	return newStandWith(t, func(*media.Config) {})
}

func newStandWith(t *testing.T, change func(*media.Config)) *stand {
	t.Helper()
	told := &observer{}
	c := media.Config{UDP: "127.0.0.1:0", Observer: told}
	change(&c)
	plane, err := media.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	fail := func(w http.ResponseWriter, _ *http.Request, status int, code string, _ error) {
		http.Error(w, code, status)
	}
	in := whip.Publish(whip.Options{Plane: plane, Fail: fail, Authorise: func(r *http.Request) (whip.Grant, error) {
		return whip.Grant{
			Room: r.PathValue("room"), Slot: media.Slot(r.PathValue("slot")), Name: r.PathValue("name"),
			Standby: r.Header.Get("Authorization") == "Bearer standby",
		}, nil
	}})
	out := whip.View(whip.Options{Plane: plane, Fail: fail, Authorise: func(r *http.Request) (whip.Grant, error) {
		return whip.Grant{Room: r.PathValue("room"), Name: r.PathValue("name")}, nil
	}})
	mux := http.NewServeMux()
	mux.Handle("/whip/{room}/{slot}/{name}", in)
	mux.Handle("/whip/{room}/{slot}/{name}/{session}", in)
	mux.Handle("/whep/{room}/{name}", out)
	mux.Handle("/whep/{room}/{name}/{session}", out)
	s := &stand{plane: plane, http: httptest.NewServer(mux), told: told}
	t.Cleanup(func() {
		s.http.Close()
		if err := plane.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// publish publishes a clip until the returned function is called or the test ends.
func (s *stand) publish(t *testing.T, slot media.Slot, name string, c client.Clip) (stop func()) {
	return s.publishAs(t, slot, name, "", c)
}

func (s *stand) publishAs(t *testing.T, slot media.Slot, name, bearer string, c client.Clip) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	up := make(chan struct{}, 16)
	go func() {
		defer close(ended)
		target := client.Target{URL: fmt.Sprintf("%s/whip/room/%s/%s", s.http.URL, slot, name), Bearer: bearer}
		client.Publish(ctx, target, c, client.PublishOptions{Connected: func() { up <- struct{}{} }})
	}()
	stop = func() {
		cancel()
		<-ended
	}
	t.Cleanup(stop)
	select {
	case <-up:
	case <-time.After(5 * time.Second):
		t.Fatalf("publisher %s did not connect", name)
	}
	return stop
}

// view joins a viewer and records its packets.
func (s *stand) view(t *testing.T, name string, o client.ViewOptions) *watcher {
	t.Helper()
	w := &watcher{pictures: cmp.Or(o.Video, 3)}
	o.Packet = w.take
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	began := time.Now()
	v, err := client.View(ctx, client.Target{URL: s.http.URL + "/whep/room/" + name}, o)
	if err != nil {
		t.Fatal(err)
	}
	w.Viewer, w.joining = v, time.Since(began)
	t.Cleanup(v.Close)
	return w
}

// watcher is a viewer that remembers every packet.
type watcher struct {
	*client.Viewer
	joining time.Duration // how long it took to connect

	pictures int // lines with a picture: the first ones

	mu      sync.Mutex
	packets [24][]packet
}

type packet struct {
	seq     uint16
	time    uint32
	marker  bool
	key     bool
	width   int // of the picture, of key frames
	picture int // VP8 picture id, -1 without
}

func (w *watcher) take(line int, p *rtp.Packet) {
	got := packet{seq: p.SequenceNumber, time: p.Timestamp, marker: p.Marker, picture: -1}
	if line < w.pictures {
		d, _ := codec.ParseVP8(p.Payload)
		got.key = codec.VP8.StartsKeyFrame(p.Payload)
		if got.key {
			frame := p.Payload[d.Size:]
			got.width = (int(frame[6]) | int(frame[7])<<8) & 0x3fff
		}
		if d.LongID {
			got.picture = int(p.Payload[d.PictureID]&0x7f)<<8 | int(p.Payload[d.PictureID+1])
		} else if d.PictureID > 0 {
			got.picture = int(p.Payload[d.PictureID] & 0x7f)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.packets[line] = append(w.packets[line], got)
}

func (w *watcher) line(i int) []packet {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]packet(nil), w.packets[i]...)
}

// observer writes down what it is told.
type observer struct {
	mu   sync.Mutex
	said []string
}

func (o *observer) say(what string, m media.Member) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, strings.TrimSpace(fmt.Sprintf("%s %s %s", what, m.Name, m.Slot)))
}

func (o *observer) PublisherStarted(m media.Member) { o.say("publisher started", m) }
func (o *observer) PublisherStopped(m media.Member) { o.say("publisher stopped", m) }
func (o *observer) PublisherSilent(m media.Member)  { o.say("publisher silent", m) }
func (o *observer) PublisherHeard(m media.Member)   { o.say("publisher heard", m) }
func (o *observer) ViewerConnected(m media.Member)  { o.say("viewer connected", m) }
func (o *observer) ViewerGone(m media.Member)       { o.say("viewer gone", m) }

func (o *observer) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string(nil), o.said...)
}

// eventually waits for something that real sockets bring about.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	within(t, 5*time.Second, what, ok)
}

func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func read(t *testing.T, ivf, ogg []byte) client.Clip {
	t.Helper()
	c, err := client.ReadClip(ivf, ogg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func hallClip(t *testing.T) client.Clip   { return read(t, clip.Camera(), clip.Voice()) }
func floorClip(t *testing.T) client.Clip  { return read(t, clip.Floor(), clip.FloorVoice()) }
func slidesClip(t *testing.T) client.Clip { return read(t, clip.Slides(), nil) }

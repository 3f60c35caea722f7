package crowd_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/codec"
	"aula/internal/media/crowd"
	"aula/internal/media/hop"
	"aula/internal/media/whip"
)

// stand is a plane with its endpoints: /whip/{slot}/{name} and /whep/{name}.
type stand struct {
	plane *media.Plane
	http  *httptest.Server
	crowd *crowd.Crowd
}

func newStand(t *testing.T) *stand {
	t.Helper()
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	fail := func(w http.ResponseWriter, _ *http.Request, status int, code string, err error) {
		http.Error(w, fmt.Sprint(code, err), status)
	}
	in := whip.Publish(whip.Options{Plane: plane, Fail: fail, Authorise: func(r *http.Request) (whip.Grant, error) {
		return whip.Grant{Room: "room", Slot: media.Slot(r.PathValue("slot")), Name: r.PathValue("name")}, nil
	}})
	out := whip.View(whip.Options{Plane: plane, Fail: fail, Authorise: func(r *http.Request) (whip.Grant, error) {
		return whip.Grant{Room: "room", Name: r.PathValue("name")}, nil
	}})
	mux := http.NewServeMux()
	for path, h := range map[string]http.Handler{"/whip/{slot}/{name}": in, "/whep/{name}": out} {
		mux.Handle(path, h)
		mux.Handle(path+"/{session}", h)
	}
	c, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &stand{plane: plane, http: httptest.NewServer(mux), crowd: c}
	t.Cleanup(func() {
		c.Close()
		s.http.Close()
		if err := plane.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *stand) publish(t *testing.T) *crowd.Publisher {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	p, err := s.crowd.Publish(ctx, client.Target{URL: s.http.URL + "/whip/programme/hall"}, crowd.PublishOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func (s *stand) view(t *testing.T, name string, o crowd.ViewOptions) *crowd.Viewer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	v, err := s.crowd.View(ctx, client.Target{URL: s.http.URL + "/whep/" + name}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close() })
	return v
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// A crowd sees what is published, each viewer from a whole key frame on and without a loss.
func TestCrowdSeesWhatIsPublished(t *testing.T) {
	s := newStand(t)
	p := s.publish(t)
	viewers := make([]*crowd.Viewer, 8)
	var joining sync.WaitGroup
	for i := range viewers {
		joining.Go(func() { viewers[i] = s.view(t, fmt.Sprint("viewer", i), crowd.ViewOptions{DecryptAll: true}) })
	}
	joining.Wait()
	for i, v := range viewers {
		eventually(t, fmt.Sprintf("viewer %d: 20 pictures and 20 packets of sound", i), func() bool {
			c := v.Counts()
			return c[0].Frames >= 20 && c[1].Packets >= 20
		})
		c := v.Counts()
		video, audio := c[0], c[1]
		if video.Codec != codec.VP8 || audio.Codec != codec.Opus {
			t.Errorf("viewer %d: codecs %q and %q", i, video.Codec, audio.Codec)
		}
		if video.FirstKey == 0 || video.First > video.FirstKey {
			t.Errorf("viewer %d: first packet after %v, first key frame after %v", i, video.First, video.FirstKey)
		}
		if video.Lost+audio.Lost+video.Broken+audio.Broken+video.Doubles+audio.Doubles != 0 {
			t.Errorf("viewer %d: %+v, %+v", i, video, audio)
		}
	}
	if s := p.Sent(); s.Packets == 0 {
		t.Error("the publisher counts nothing")
	}
}

// Who leaves is gone from the server, and who is sent away notices.
func TestLeaving(t *testing.T) {
	s := newStand(t)
	v := s.view(t, "one", crowd.ViewOptions{})
	other := s.view(t, "two", crowd.ViewOptions{Video: 3, Audio: 2})
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	select {
	case <-v.Gone():
	case <-time.After(20 * time.Second):
		t.Error("closed and not gone")
	}
	s.plane.CloseRoom("room")
	select {
	case <-other.Gone():
	case <-time.After(20 * time.Second):
		t.Error("the server closed the room, and the viewer did not notice")
	}
	if n := len(other.Counts()); n != 5 {
		t.Errorf("%d lines, asked for 5", n)
	}
}

// A viewer on a bad way asks for what it lost and gets it.
func TestViewerRepairsLosses(t *testing.T) {
	s := newStand(t)
	s.publish(t)
	v := s.view(t, "far", crowd.ViewOptions{Network: &hop.Network{Loss: 0.05, Delay: 20 * time.Millisecond, Seed: 7}})
	eventually(t, "40 repaired packets", func() bool {
		c := v.Counts()[0]
		return c.Asked >= 40 && c.Late >= 40
	})
	c := v.Counts()[0]
	if lost := float64(c.Lost) / float64(c.Expected); lost > 0.02 {
		t.Errorf("%.1f %% lost after repair, of 5 %%: %+v", 100*lost, c)
	}
}

// The server refuses, and the caller learns with which status.
func TestRefusal(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer srv.Close()
	c, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.View(t.Context(), client.Target{URL: srv.URL}, crowd.ViewOptions{})
	want := &client.StatusError{Status: http.StatusServiceUnavailable, RetryAfter: 3 * time.Second}
	if got, ok := asStatus(err); !ok || *got != *want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func asStatus(err error) (*client.StatusError, bool) {
	var refusal *client.StatusError
	ok := errors.As(err, &refusal)
	return refusal, ok
}

package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/demo/clip"
	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/whip"
)

// restartable is a server that can be killed with its plane and started again at the same address.
type restartable struct {
	t     *testing.T
	plane atomic.Pointer[media.Plane]
	http  *httptest.Server
	udp   string
}

func newRestartable(t *testing.T) *restartable {
	r := &restartable{t: t, udp: "127.0.0.1:0"}
	r.start()
	r.udp = r.plane.Load().Addr().String()
	r.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		plane := r.plane.Load()
		if plane == nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		whip.Publish(whip.Options{
			Plane: plane,
			Authorise: func(*http.Request) (whip.Grant, error) {
				return whip.Grant{Room: "room", Slot: media.Programme, Name: "hall"}, nil
			},
			Fail: func(w http.ResponseWriter, _ *http.Request, status int, code string, _ error) {
				w.WriteHeader(status)
				io.WriteString(w, code)
			},
		}).ServeHTTP(w, req)
	}))
	t.Cleanup(func() {
		r.http.Close()
		r.stop()
	})
	return r
}

func (r *restartable) start() {
	plane, err := media.Open(media.Config{UDP: r.udp})
	if err != nil {
		r.t.Fatal(err)
	}
	r.plane.Store(plane)
}

func (r *restartable) stop() {
	if plane := r.plane.Swap(nil); plane != nil {
		plane.Close()
	}
}

// After the server was restarted the publisher is back within seconds, without help.
func TestPublisherReturnsAfterARestart(t *testing.T) {
	r := newRestartable(t)
	c, err := client.ReadClip(clip.Floor(), clip.FloorVoice())
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan struct{}, 8)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- client.Publish(ctx, client.Target{URL: r.http.URL}, c, client.PublishOptions{Connected: func() { up <- struct{}{} }})
	}()
	await(t, up, "at first")
	r.stop()
	time.Sleep(300 * time.Millisecond)
	r.start()
	await(t, up, "after the restart")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func await(t *testing.T, up chan struct{}, when string) {
	t.Helper()
	select {
	case <-up:
	case <-time.After(10 * time.Second):
		t.Fatalf("not connected %s", when)
	}
}

func TestPublisherTakesNoForAnAnswer(t *testing.T) {
	c, err := client.ReadClip(clip.Floor(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		defer srv.Close()
		var refusal *client.StatusError
		err := client.Publish(t.Context(), client.Target{URL: srv.URL}, c, client.PublishOptions{})
		if !errors.As(err, &refusal) || refusal.Status != status {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestPublisherComesBackWhenAsked(t *testing.T) {
	c, err := client.ReadClip(clip.Floor(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var asked []time.Time
	ctx, cancel := context.WithCancel(t.Context())
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, time.Now())
		if len(asked) == 2 {
			cancel()
		}
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, r.Header.Get("Authorization"))
	}))
	defer srv.Close()
	if err := client.Publish(ctx, client.Target{URL: srv.URL}, c, client.PublishOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if len(asked) != 2 || asked[1].Sub(asked[0]) < time.Second {
		t.Errorf("asked at %v, told to wait a second", asked)
	}
}

package apptest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/account"
	"aula/internal/app"
	"aula/internal/config"
	"aula/internal/seminar"
)

// Line is a way to the centre that can be cut. A line that is Deaf carries what is sent and loses the answer.
type Line struct{ Cut, Deaf atomic.Bool }

// RoundTrip implements http.RoundTripper.
func (l *Line) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.Cut.Load() {
		return nil, errors.New("the line is cut")
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && l.Deaf.Load() {
		resp.Body.Close()
		return nil, errors.New("the answer was lost")
	}
	return resp, err
}

// SiteKey returns a fresh key for the own machine of the hall with that key.
func (h *House) SiteKey(placeKey string) (secret string, id seminar.ID) {
	h.t.Helper()
	link, id := h.enrolment(account.Site, placeKey, "Laptop of "+placeKey)
	return link[len(h.Base+"/e/"):], id
}

// SiteOptions are what a test may change of a site.
type SiteOptions struct {
	App  app.Options // but its Site
	Site app.Site    // From is this house when ""
	Data string      // a fresh folder when ""
}

// StartSite starts the own machine of a hall of this house; it is closed with the test. Its Plan is what it has taken over.
func (h *House) StartSite(t testing.TB, o SiteOptions) *House {
	t.Helper()
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	if o.Site.From == "" {
		o.Site.From = h.Base + "/s/" + h.Plan.Seminar.Key
	}
	if o.Site.Each == 0 {
		o.Site.Each = 30 * time.Millisecond
	}
	o.App.Site = &o.Site
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0", "data": o.Data}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &House{t: t, stop: stop, done: make(chan struct{})}
	if s.App, err = app.Open(ctx, cfg, o.App, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(s.done)
		if err := s.App.Serve(ctx); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
	t.Cleanup(s.Close)
	s.Base = s.App.Addresses()[0]
	if s.Plan, err = s.App.Store.Plan(ctx, h.Plan.Seminar.Key); err != nil {
		t.Fatal(err)
	}
	return s
}

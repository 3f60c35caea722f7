package demo

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"time"

	"aula/internal/app"
	"aula/internal/config"
	"aula/internal/demo/visitor"
	"aula/internal/front"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// house is a demonstration that runs.
type house struct {
	Options
	app     *app.App
	base    string // where the players reach the server
	network *http.Transport
	moved   bool // to another port than the usual one
	kept    bool // the data stays

	plan    *seminarfile.Plan
	people  map[string]seminar.Person // by key
	secrets map[string]string         // of the invitations, by the key of the person
	keys    map[string]string         // publishing keys, by slot

	mu       sync.Mutex
	browsers map[string]*visitor.Visitor // guarded by mu; by the key of the person
}

func newHouse(a *app.App, cfg *config.Config, o Options) *house {
	if o.tempo == (tempo{}) {
		o.tempo = usual()
	}
	if o.Language == "" {
		o.Language = seminar.English
	}
	h := &house{
		Options: o, app: a, base: here(a, cfg), people: map[string]seminar.Person{}, secrets: map[string]string{}, keys: map[string]string{},
		browsers: map[string]*visitor.Visitor{},
	}
	h.network = &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 16,
		// The players speak to the server of their own process, at the address that it has
		// bound; whose name is in its certificate does not matter to them.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec
	}
	return h
}

// here returns the address at which this machine reaches the server.
func here(a *app.App, cfg *config.Config) string {
	if cfg.PublicURL == "" {
		return a.Addresses()[0]
	}
	return front.Addresses(cfg.Listen, cfg.TLSMode() != "off")[0]
}

// play makes everything ready, prints who may come where, and lets the players act
// until ctx ends.
func (h *house) play(ctx context.Context) error {
	defer h.network.CloseIdleConnections()
	for _, step := range []func(context.Context) error{h.found, h.invite, h.makeKeys, h.remember, h.begin} {
		if err := step(ctx); ctx.Err() != nil {
			return nil
		} else if err != nil {
			return err
		}
	}
	if err := h.print(ctx); err != nil {
		return err
	}
	var company sync.WaitGroup
	h.film(ctx, &company)
	if !h.QuietPeople {
		h.enliven(ctx, &company)
	}
	<-ctx.Done()
	company.Wait()
	h.darken()
	return nil
}

// darken waits a moment until nothing is on air any more: the pictures have stopped,
// and the record is to say so before the server closes.
func (h *house) darken() {
	hall, err := h.app.Web.Halls.Hall(h.plan.Seminar.ID)
	if err != nil {
		return
	}
	for end := time.Now().Add(time.Second); len(hall.State().Air) > 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// visitor returns the browser of the person with that key. Whatever a person is played
// for is done in one browser, for an invitation opens a few alone.
func (h *house) visitor(key string) *visitor.Visitor {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.browsers[key]
	if v == nil {
		v = visitor.New(h.base, h.plan.Seminar.Key, h.secrets[key], h.network)
		h.browsers[key] = v
	}
	return v
}

// place returns a place of the seminar by its key.
func (h *house) place(key string) seminar.Place {
	p, _ := h.plan.Seminar.Place(key)
	return *p
}

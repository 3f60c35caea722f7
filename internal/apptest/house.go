// Package apptest starts a whole server for a test: its own data folder, its own
// port, a seminar in it, and people who come in through its doors.
package apptest

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aula/internal/account"
	"aula/internal/app"
	"aula/internal/config"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// House is a running server with a seminar.
type House struct {
	Base string // http://localhost:PORT
	App  *app.App
	Plan *seminarfile.Plan
	t    testing.TB
	stop context.CancelFunc
	done chan struct{}
}

// Options are what a test may change.
type Options struct {
	App   app.Options
	Files []seminarfile.Source // the demonstration seminar when nil
	Data  string               // a fresh folder when ""
	Port  string               // a free one when ""
	UDP   string               // of sound and picture; on loopback when "": not every browser sends there
	Log   io.Writer            // nothing is written when nil

	Database string // URL of a PostgreSQL; SQLite in the folder when ""
}

// Start starts a server; it is closed with the test. A folder that has the seminar
// already is taken as it is.
func Start(t testing.TB, o Options) *House {
	t.Helper()
	if o.Data == "" {
		o.Data = t.TempDir()
	}
	if o.Port == "" {
		o.Port = "0"
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	var key string // of a seminar that is there already
	if o.Files == nil {
		o.Files = demonstration()
		if o.Database == "" {
			key = furnish(t, o.Data, o.Files)
		}
	}
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:" + o.Port, "data": o.Data, "media.udp": o.UDP, "limits.joins_per_second": "200", "database": o.Database}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	h := &House{t: t, stop: stop, done: make(chan struct{})}
	if h.App, err = app.Open(ctx, cfg, o.App, slog.New(slog.NewTextHandler(o.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(h.done)
		if err := h.App.Serve(ctx); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
	t.Cleanup(h.Close)
	h.Base = h.App.Addresses()[0]
	if key == "" {
		if key, err = take(ctx, h.App.Store, o.Files); err != nil {
			t.Fatal(err)
		}
	}
	if h.Plan, err = h.App.Store.Plan(ctx, key); err != nil {
		t.Fatal(err)
	}
	return h
}

// Close stops the server in good order. It may be called more than once.
func (h *House) Close() {
	h.stop()
	<-h.done
	if err := h.App.Close(); err != nil {
		h.t.Errorf("close: %v", err)
	}
}

// URL returns an address inside the seminar.
func (h *House) URL(path string) string { return h.Base + "/s/" + h.Plan.Seminar.Key + path }

// Person returns the person with that key.
func (h *House) Person(key string) seminar.Person {
	h.t.Helper()
	for _, p := range h.Plan.People {
		if p.Key == key {
			return p
		}
	}
	h.t.Fatalf("the seminar has no person %q", key)
	return seminar.Person{}
}

// With returns the first person who holds the role, at the place with that key if one is given.
func (h *House) With(role seminar.Role, placeKey string) seminar.Person {
	h.t.Helper()
	var place seminar.ID
	if placeKey != "" {
		p, ok := h.Plan.Seminar.Place(placeKey)
		if !ok {
			h.t.Fatalf("no place %q", placeKey)
		}
		place = p.ID
	}
	for _, p := range h.Plan.People {
		if role == seminar.Delegate && p.Delegate && (place == "" || p.Place == place) {
			return p
		}
		for _, g := range h.Plan.Grants {
			if g.Person == p.ID && g.Role == role && (placeKey == "" || g.Place == place) {
				return p
			}
		}
	}
	h.t.Fatalf("nobody is %s at %q", role, placeKey)
	return seminar.Person{}
}

// Invitation returns a fresh personal link.
func (h *House) Invitation(p seminar.Person) string {
	h.t.Helper()
	var secret string
	err := h.App.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
		secret, err = tx.Invite(h.Plan.Seminar.ID, p.ID, "", tx.Now.Add(account.InvitationLives))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Base + "/i/" + secret
}

// Enter returns a browser-like client that has opened the person's invitation.
func (h *House) Enter(p seminar.Person) *Client {
	h.t.Helper()
	c := h.Stranger()
	if status, body := c.Post(h.Invitation(p), nil); status != http.StatusSeeOther {
		h.t.Fatalf("opening the invitation of %s: %d %s", p.Key, status, body)
	}
	return c
}

// Stranger returns a client that nobody has signed in.
func (h *House) Stranger() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &Client{t: h.t, Client: &http.Client{Jar: jar, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// Client is one browser, without the looks.
type Client struct {
	*http.Client
	t testing.TB
}

// Get returns the status and the body of an address.
func (c *Client) Get(address string) (int, string) {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(r)
}

// Post sends a form.
func (c *Client) Post(address string, form url.Values) (int, string) {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.send(r)
}

// PostJSON sends a value as JSON and reads the answer into out unless it is nil.
func (c *Client) PostJSON(address string, in, out any) int {
	c.t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		c.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(string(data)))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	status, body := c.send(r)
	if out != nil {
		if err := json.Unmarshal([]byte(body), out); err != nil {
			c.t.Fatalf("%s answered %d %.200s: %v", address, status, body, err)
		}
	}
	return status
}

func (c *Client) send(r *http.Request) (int, string) {
	c.t.Helper()
	resp, err := c.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 8<<20))
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// Own returns a client of the first organiser, who holds the server itself.
func (h *House) Own() *Client {
	h.t.Helper()
	link, err := h.App.StartLink(context.Background())
	if err != nil || link == "" {
		h.t.Fatalf("start link %q: %v", link, err)
	}
	c := h.Stranger()
	form := url.Values{"name": {"owner"}, "passphrase": {"still waters run deep"}, "again": {"still waters run deep"}}
	if status, body := c.Post(h.Base+link, form); status != http.StatusSeeOther {
		h.t.Fatalf("start: %d %.300s", status, body)
	}
	return c
}

// Rule gives the roll another policy, as an organiser does.
func (h *House) Rule(p roll.Policy) {
	h.t.Helper()
	form := url.Values{"preset": {p.Preset}, "source": {p.Source}}
	for _, n := range p.Numbers() {
		form.Set(n.Key, strconv.Itoa(*n.Value))
	}
	if status, body := h.Enter(h.With(seminar.Organiser, "")).Post(h.URL("/policy"), form); status != http.StatusSeeOther {
		h.t.Fatalf("policy: %d %.300s", status, body)
	}
}

// Seat returns the address that the card on somebody's desk in a hall says.
func (h *House) Seat(p seminar.Person, place string) string {
	h.t.Helper()
	keys, err := pass.Open(filepath.Join(h.App.Config.Data, "keys"))
	if err != nil {
		h.t.Fatal(err)
	}
	at, _ := h.Plan.Seminar.Place(place)
	return h.URL("/seat/" + roll.SeatCode(keys.Secret("seat "+string(h.Plan.Seminar.ID)), p.ID, at.ID))
}

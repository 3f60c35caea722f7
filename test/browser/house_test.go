// Package browser_test runs whole servers with real browsers in front of them.
package browser_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/demo/plan"
	"aula/internal/hall"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// patience is how long something may take on a machine that has other things to do.
const patience = 60 * time.Second

// eventually waits until why is empty: what was waited for has come.
func eventually(t testing.TB, what string, why func() string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		fault := why()
		if fault == "" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s: %s", what, patience, fault)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// clock is the time of a test's server. It stands still until it is told to run, as
// many times faster than the real one as the test wants.
type clock struct {
	mu    sync.Mutex
	at    time.Time // when it was last stopped or started
	real  time.Time // the real time then
	speed float64
}

func stopped(at time.Time) *clock { return &clock{at: at, real: time.Now()} }

// Now returns the time of the server.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at.Add(time.Duration(float64(time.Since(c.real)) * c.speed))
}

// Run lets the time go speed times as fast as the real one; 0 stops it. It returns the
// moment at which it did.
func (c *clock) Run(speed float64) time.Time {
	at := c.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.real, c.speed = at, time.Now(), speed
	return at
}

// fast is how many times faster than the real time a test's seminar runs.
const fast = 30

// presence are the times of presence for a clock that runs fast: pages beat once a
// real second, and whoever is not heard of for four minutes of the seminar, eight real
// seconds, is gone.
func presence() hall.Settings {
	return hall.Settings{Beat: time.Second, Lapse: 4 * time.Minute, Flush: 500 * time.Millisecond}
}

// lecture is the demonstration's session that runs from 09:00 to 11:30 on its second day.
const lecture = "living-river"

// morning is one minute before the lecture, on a day to come: no device of a test is
// ahead of its server.
func morning() time.Time {
	return time.Date(time.Now().Year()+1, 11, 24, 8, 59, 0, 0, time.FixedZone("", 8*60*60))
}

// demonstration returns the demonstration seminar with the lecture on that morning.
func demonstration() []seminarfile.Source {
	toml, csv := plan.Files(morning().Add(time.Hour))
	return []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}
}

// house starts a server with the demonstration seminar at the time of a clock.
func house(t testing.TB, c *clock) *apptest.House {
	t.Helper()
	return apptest.Start(t, options(t.TempDir(), "", c))
}

func options(data, port string, c *clock) apptest.Options {
	return apptest.Options{Data: data, Port: port, Files: demonstration(), App: app.Options{Clock: c.Now, Hall: presence()}}
}

// atHome returns the first n delegates who take part online.
func atHome(t testing.TB, h *apptest.House, n int) []seminar.Person {
	t.Helper()
	online, _ := h.Plan.Seminar.Place("online")
	var people []seminar.Person
	for _, p := range h.Plan.People {
		if p.Delegate && p.Place == online.ID && len(people) < n {
			people = append(people, p)
		}
	}
	if len(people) < n {
		t.Fatalf("%d delegates are online, want %d", len(people), n)
	}
	return people
}

// enter opens a person's invitation as they would, and leaves the page on their own one.
func enter(h *apptest.House, tab *browsertest.Tab, p seminar.Person) {
	tab.Go(h.Invitation(p))
	tab.Click("main form button")
	tab.WaitUntil(`location.pathname.endsWith("/me")`, patience)
}

// arrive signs a person in and opens one of the seminar's pages.
func arrive(h *apptest.House, tab *browsertest.Tab, p seminar.Person, path string) *browsertest.Tab {
	enter(h, tab, p)
	tab.Go(h.URL(path))
	return tab
}

// port returns the port of a server, to start it there again.
func port(t testing.TB, h *apptest.House) string {
	t.Helper()
	u, err := url.Parse(h.Base)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

// theRoll returns the roll as its JSON file tells it.
func theRoll(t testing.TB, c *apptest.Client, h *apptest.House) roll.Roll {
	t.Helper()
	status, body := c.Get(h.URL("/roll.json"))
	var file struct{ Roll roll.Roll }
	if err := json.NewDecoder(strings.NewReader(body)).Decode(&file); status != 200 || err != nil {
		t.Fatalf("roll.json: %d %v", status, err)
	}
	return file.Roll
}

// cell returns what the roll says of a person in a session.
func cell(t testing.TB, r roll.Roll, p seminar.Person, session seminar.ID) roll.Cell {
	t.Helper()
	row, ok := r.Row(p.ID)
	if !ok {
		t.Fatalf("%s has no row", p.Key)
	}
	c, ok := row.Cell(session)
	if !ok {
		t.Fatalf("%s has no cell", p.Key)
	}
	return c
}

// inspect has axe look at a page; with AULA_LOOK, a folder, it leaves a picture for people too.
func inspect(t testing.TB, name string, tab *browsertest.Tab) {
	t.Helper()
	t.Log("looking at", name)
	tab.Accessible()
	if dir := os.Getenv("AULA_LOOK"); dir != "" {
		tab.Screenshot(filepath.Join(dir, name+".png"))
	}
}

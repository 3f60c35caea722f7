package web_test

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/record"
	"aula/internal/roll"
	rule "aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/site"
	"aula/internal/store"
)

// hallMachine is a centre, the own machine of its east hall, and the line between them.
type hallMachine struct {
	centre, site *apptest.House
	line         *apptest.Line
	key          string
	id           seminar.ID
	data         string
	steward      *apptest.Client // signed in at the site by its local link
}

// eastMachine starts them, all with one clock.
func eastMachine(t *testing.T, w *wound) *hallMachine {
	t.Helper()
	m := &hallMachine{line: &apptest.Line{}, data: t.TempDir()}
	m.centre = apptest.Start(t, apptest.Options{App: app.Options{Clock: w.now}})
	m.key, m.id = m.centre.SiteKey("east")
	m.start(t, w)
	m.steward = m.enter(t)
	return m
}

func (m *hallMachine) start(t *testing.T, w *wound) {
	t.Helper()
	m.site = m.centre.StartSite(t, apptest.SiteOptions{App: app.Options{Clock: w.now}, Site: app.Site{Key: m.key, Line: m.line}, Data: m.data})
}

// enter signs a steward of the hall in at the site.
func (m *hallMachine) enter(t *testing.T) *apptest.Client {
	t.Helper()
	links, err := m.site.App.StewardLinks(t.Context())
	if err != nil || len(links) == 0 {
		t.Fatalf("links %v: %v", links, err)
	}
	c := m.site.Stranger()
	status, body := c.Post(m.site.Base+links[0].Path, nil)
	wantStatus(t, "the local link", status, http.StatusSeeOther, body)
	return c
}

func (m *hallMachine) gate(device string) door {
	return door{h: m.site, steward: m.steward, place: "east", device: device}
}

// mark lets the steward attest at the site.
func (m *hallMachine) mark(t *testing.T, w *wound, body map[string]any) {
	t.Helper()
	session, _ := current(t, m.site)
	body["op"], body["session"], body["at"] = op(), session, w.now()
	if status := m.steward.PostJSON(m.site.URL("/branch/east/marks"), body, nil); status != http.StatusOK {
		t.Fatalf("mark %v: status %d", body, status)
	}
}

// delivered waits until nothing waits any more.
func (m *hallMachine) delivered(t *testing.T) {
	t.Helper()
	eventually(t, "everything is delivered", func() bool {
		x := m.site.App.Line(t.Context())
		return x.Up && x.Waiting == 0
	})
}

// same fails unless the centre has what the site has kept of its place, each once, and both records are whole.
func (m *hallMachine) same(t *testing.T) {
	t.Helper()
	east, _ := m.centre.Plan.Seminar.Place("east")
	kept := func(h *apptest.House) map[string]int {
		all, err := h.App.Store.Evidence(t.Context(), h.Plan.Seminar.ID)
		if err != nil {
			t.Fatal(err)
		}
		of := map[string]int{}
		for _, e := range all {
			if e.Place == east.ID {
				e.Received = time.Time{}
				line, _ := json.Marshal(e)
				of[string(line)]++
			}
		}
		return of
	}
	at, here := kept(m.centre), kept(m.site)
	for line := range here {
		if at[line] != 1 {
			t.Errorf("the centre has %d times %s", at[line], line)
		}
		delete(at, line)
	}
	for line := range at {
		t.Errorf("the centre alone has %s", line)
	}
	for _, h := range []*apptest.House{m.centre, m.site} {
		if _, _, err := record.Verify(h.App.Store.Entries(t.Context(), h.Plan.Seminar.ID, 0)); err != nil {
			t.Error(err)
		}
	}
}

// A hall goes on for six hours without a line: scans, marks, head counts, somebody who is not on the list, and a laptop that is
// started anew in the middle. When the line is back the centre has all of it, once.
func TestAHallGoesOnWithoutALine(t *testing.T) {
	t.Parallel()
	w := &wound{}
	m := eastMachine(t, w)
	east := m.centre.With(seminar.Delegate, "east")
	guest := m.centre.With(seminar.Delegate, "main")
	code := passOf(t, m.centre, east)
	eventually(t, "the line is there", func() bool { return m.site.App.Line(t.Context()).Up })
	m.line.Cut.Store(true)
	eventually(t, "the line is down", func() bool { return !m.site.App.Line(t.Context()).Up })

	gate := m.gate("phone-e")
	now := w.now()
	u := gate.send(t, scan{"sequence": 1, "at": now, "code": code}, scan{"sequence": 2, "at": now, "person": guest.ID}, scan{"sequence": 3, "at": now, "code": "S1:nonsense"})
	if got := u.reasons(); !slices.Equal(got[:2], []string{rule.Welcome, rule.Guest}) || u.Verdicts[2].Welcome {
		t.Fatalf("the door said %v", got)
	}
	m.mark(t, w, map[string]any{"person": east.ID, "mark": "late"})
	m.mark(t, w, map[string]any{"mark": "opened"})
	m.mark(t, w, map[string]any{"mark": "headcount", "count": 31})
	walkIn := url.Values{"op": {op()}, "name": {"Sun Wukong"}, "organisation": {string(m.centre.Plan.Organisations[1].ID)}}
	for range 2 {
		status, body := m.steward.Post(m.site.URL("/door/east/walk-in"), walkIn)
		wantStatus(t, "a walk-in", status, http.StatusSeeOther, body)
	}
	if x := m.site.App.Line(t.Context()); x.Waiting != 9 || x.Delivered != 0 {
		t.Errorf("%d wait, %d delivered; want 9 and 0", x.Waiting, x.Delivered)
	}
	if _, body := m.steward.Get(m.site.URL("/branch/east/site")); !strings.Contains(body, `id="waiting">9<`) || !strings.Contains(body, "The line is down") {
		t.Errorf("its page says %.900s", body)
	}
	if len(evidenceOf(t, m.centre, east)) != 0 {
		t.Error("the centre knows already")
	}

	// The laptop ends and starts again, without a line.
	m.site.Close()
	m.start(t, w)
	m.steward = m.enter(t)
	m.mark(t, w, map[string]any{"person": guest.ID, "mark": "left_early"})

	w.forward(6 * time.Hour)
	m.line.Cut.Store(false)
	m.line.Deaf.Store(true) // batches arrive and their answers do not
	eventually(t, "the centre has it, and the site does not know", func() bool {
		return len(evidenceOf(t, m.centre, guest)) == 2 && m.site.App.Line(t.Context()).Waiting > 0
	})
	m.line.Deaf.Store(false)
	m.delivered(t)
	m.same(t)

	plan, err := m.centre.App.Store.Plan(t.Context(), m.centre.Plan.Seminar.Key)
	if err != nil {
		t.Fatal(err)
	}
	came := slices.DeleteFunc(plan.People, func(p seminar.Person) bool { return p.Name["en"] != "Sun Wukong" })
	if len(came) != 1 || !strings.HasPrefix(came[0].Key, "walkin-east-") || told(t, m.centre, "person.added", came[0].ID) != 1 {
		t.Errorf("on the centre's list: %+v", came)
	}
	if n := len(theEntries(t, m.centre, "gate.refused")); n != 1 {
		t.Errorf("%d refused scans at the centre, want 1", n)
	}
	session, _ := current(t, m.centre)
	for _, p := range []seminar.Person{east, guest, came[0]} {
		if at, here := markAt(t, m.centre, p, session), markAt(t, m.site, p, session); at == "" || at != here {
			t.Errorf("%s is %q on the roll of the centre and %q on that of the hall", p.Key, at, here)
		}
	}
	if e := evidenceOf(t, m.centre, east); len(e) != 2 || e[0].Device != "phone-e" || e[0].Sequence != 1 || e[1].Mark != roll.Late || e[1].Actor == "" {
		t.Errorf("evidence %+v", e)
	}
	here := roll.HallWordOf(must2(m.centre.App.Store.Evidence(t.Context(), plan.Seminar.ID)), came[0].Place, session)
	if here.Heads != 31 || here.Opened.IsZero() {
		t.Errorf("of the hall: %+v", here)
	}
	desk := m.centre.Enter(m.centre.With(seminar.Operator, ""))
	if row := gateRow(t, desk, m.centre, "phone-e"); !strings.Contains(row, "Laptop of east") || !strings.Contains(row, "None") {
		t.Errorf("the hall's phone is listed as %q", row)
	}
	_, body := desk.Get(m.centre.URL("/sites"))
	if !strings.Contains(body, "Laptop of east") || strings.Contains(body, m.key) {
		t.Errorf("the desk reads %.300s", body)
	}

	// The phone carries the same scans to the centre's own door: they are there.
	atCentre := door{h: m.centre, steward: m.centre.Gate("east"), place: "east", device: "phone-e"}
	if u := atCentre.send(t, scan{"sequence": 1, "at": now, "code": code}); u.Through != 3 || len(evidenceOf(t, m.centre, east)) != 2 {
		t.Errorf("through %d", u.Through)
	}

	// Another laptop with the same key begins with what the first one has delivered; what the phone brings again stays once.
	m.site.Close()
	m.data = t.TempDir()
	m.start(t, w)
	m.steward = m.enter(t)
	if e := evidenceOf(t, m.site, east); len(e) != 2 {
		t.Errorf("it begins with %+v", e)
	}
	m.gate("phone-e").send(t, scan{"sequence": 1, "at": now, "code": code}, scan{"sequence": 4, "at": now, "person": guest.ID, "out": true})
	m.delivered(t)
	if a, b := len(evidenceOf(t, m.centre, east)), len(evidenceOf(t, m.centre, guest)); a != 2 || b != 3 {
		t.Errorf("the centre has %d and %d, want 2 and 3", a, b)
	}
}

// markAt returns what the roll of a house says of somebody.
func markAt(t *testing.T, h *apptest.House, p seminar.Person, session seminar.ID) roll.Mark {
	t.Helper()
	plan := must2(h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key))
	all := must2(h.App.Store.Evidence(t.Context(), plan.Seminar.ID))
	x, _ := plan.Seminar.Session(string(session))
	row, ok := roll.Fold(roll.Facts{Seminar: &plan.Seminar, People: plan.People, Policy: plan.Policy, Evidence: all, AsOf: x.Ends.Add(time.Hour)}).Row(p.ID)
	if !ok {
		t.Fatalf("%s is not on the roll", p.Key)
	}
	cell, _ := row.Cell(session)
	return cell.Mark
}

// The clock of a laptop may be wrong: what it delivers is set right, and the desk sees it.
func TestASitesClockIsWrong(t *testing.T) {
	t.Parallel()
	right, wrong := &wound{}, &wound{}
	wrong.forward(11 * time.Minute)
	m := &hallMachine{line: &apptest.Line{}, data: t.TempDir(), centre: apptest.Start(t, apptest.Options{App: app.Options{Clock: right.now}})}
	m.key, m.id = m.centre.SiteKey("east")
	m.start(t, wrong)
	m.steward = m.enter(t)
	east := m.centre.With(seminar.Delegate, "east")
	at := right.now()
	m.gate("phone-e").send(t, scan{"sequence": 1, "at": at, "person": east.ID}) // the phone's clock is right
	m.delivered(t)
	e := evidenceOf(t, m.centre, east)
	if here := evidenceOf(t, m.site, east); len(e) != 1 || len(here) != 1 || e[0].At.Sub(at).Abs() > 2*time.Second || here[0].At.Sub(at) < 10*time.Minute {
		t.Errorf("at %v the centre has %+v, the site %+v", at, e, here)
	}
	if _, body := m.centre.Enter(m.centre.With(seminar.Operator, "")).Get(m.centre.URL("/sites")); !strings.Contains(body, "11 min") {
		t.Error("the desk does not see it")
	}
	if _, body := m.steward.Get(m.site.URL("/branch/east/site")); !strings.Contains(body, "11 min") {
		t.Error("the hall does not see it")
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// post delivers a batch as a site does.
func (m *hallMachine) post(t *testing.T, key string, b site.Batch) (status int, a site.Answer) {
	t.Helper()
	body, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	got := ask(t, m.centre.Stranger(), http.MethodPost, m.centre.URL("/site/batch"), string(body), "Authorization", "Bearer "+key, "Content-Type", "application/json")
	_ = json.Unmarshal([]byte(got.body), &a)
	return got.status, a
}

// What is not a site's to say is named, told, and nothing else; of a revoked key nothing counts.
func TestASiteSpeaksForItsPlaceAlone(t *testing.T) {
	t.Parallel()
	w := &wound{}
	m := &hallMachine{centre: apptest.Start(t, apptest.Options{App: app.Options{Clock: w.now}})}
	m.key, m.id = m.centre.SiteKey("east")
	east, _ := m.centre.Plan.Seminar.Place("east")
	main, _ := m.centre.Plan.Seminar.Place("main")
	own, other := m.centre.With(seminar.Delegate, "east"), m.centre.With(seminar.Delegate, "main")
	session, _ := current(t, m.centre)
	now := seminar.Millis(w.now())
	n := int64(0)
	says := func(e roll.Evidence) site.Item {
		n++
		e.ID, e.At = seminar.NewID(), now
		return site.Item{Sequence: n, Evidence: &e}
	}
	good := says(roll.Evidence{Kind: roll.Attested, Person: own.ID, Place: east.ID, Session: session, Mark: roll.Present, Actor: other.ID})
	items := []site.Item{
		good,
		says(roll.Evidence{Kind: roll.Corrected, Person: own.ID, Place: east.ID, Session: session, Mark: roll.Present, Reason: "so"}),
		says(roll.Evidence{Kind: roll.LeaveGranted, Person: own.ID, Place: east.ID}),
		says(roll.Evidence{Kind: roll.Attested, Person: own.ID, Place: main.ID, Session: session, Mark: roll.Present}),
		says(roll.Evidence{Kind: roll.Attested, Person: other.ID, Place: east.ID, Session: session, Mark: roll.Absent}),
		says(roll.Evidence{Kind: roll.Attested, Person: seminar.NewID(), Place: east.ID, Session: session, Mark: roll.Present}),
		says(roll.Evidence{Kind: roll.Attested, Person: own.ID, Place: east.ID, Session: session, Mark: roll.Excused}),
		says(roll.Evidence{Kind: roll.Counted, Place: main.ID, Session: session, Count: 4}),
		says(roll.Evidence{Kind: roll.ScanIn, Person: other.ID, Place: main.ID}),
		says(roll.Evidence{Kind: roll.ScanIn, Person: other.ID, Place: east.ID}),
		{Sequence: 100, Person: &site.Newcomer{ID: seminar.NewID(), Key: "organiser-2", Name: seminar.Text{"en": "Mallory"}}},
		{Sequence: 101, Person: &site.Newcomer{ID: own.ID, Key: "walkin-east-x", Name: seminar.Text{"en": "Mallory"}}},
	}
	batch := site.Batch{Device: "laptop", Now: now, Items: items}
	want := []string{"2 kind", "3 kind", "4 place", "5 elsewhere", "6 unknown", "7 broken", "8 place", "9 place", "100 broken"}
	before := 0
	for i := range 3 {
		status, a := m.post(t, m.key, batch)
		var got []string
		for _, r := range a.Refused {
			got = append(got, fmt.Sprint(r.Sequence, " ", r.Reason))
		}
		if status != http.StatusOK || a.Through != 101 || !slices.Equal(got, want) { // again, too: though by now the guest was let in
			t.Fatalf("status %d, through %d, refused %q", status, a.Through, got)
		}
		told := 0 // by somebody: the hall opens by itself meanwhile
		for e, err := range m.centre.App.Store.Entries(t.Context(), m.centre.Plan.Seminar.ID, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Actor != "" {
				told++
			}
		}
		if i > 0 && told != before {
			t.Errorf("delivered again, the record has grown from %d to %d", before, told)
		}
		before = told
	}
	if e := evidenceOf(t, m.centre, own); len(e) != 1 || e[0].ID != good.Evidence.ID || e[0].Actor != m.id {
		t.Errorf("evidence %+v", e)
	}
	if refused := theEntries(t, m.centre, "site.refused"); len(refused) != len(want) {
		t.Errorf("%d are told as refused, want %d", len(refused), len(want))
	}

	desk := m.centre.Enter(m.centre.With(seminar.Operator, ""))
	if status, body := desk.Post(m.centre.URL("/sites/revoke"), url.Values{"device": {string(m.id)}}); status != http.StatusSeeOther {
		t.Fatalf("revoking: %d %.200s", status, body)
	}
	late := site.Batch{Device: "laptop", Now: now, Items: []site.Item{says(roll.Evidence{Kind: roll.ScanIn, Person: own.ID, Place: east.ID})}}
	late.Items[0].Sequence = 200
	for range 2 {
		if status, _ := m.post(t, m.key, late); status != http.StatusForbidden {
			t.Errorf("of a revoked key: status %d", status)
		}
	}
	refused := theEntries(t, m.centre, "site.refused")
	if last := refused[len(refused)-1]; len(refused) != len(want)+1 || !strings.Contains(string(last.Body), `"revoked"`) || len(evidenceOf(t, m.centre, own)) != 1 {
		t.Errorf("%d refused, the last %s", len(refused), last.Body)
	}
	if got := ask(t, m.centre.Stranger(), http.MethodGet, m.centre.URL("/site/news"), "", "Authorization", "Bearer "+m.key); got.status != http.StatusForbidden || strings.Contains(got.body, own.Name["en"]) {
		t.Errorf("news for a revoked key: %d", got.status)
	}
	if status, _ := m.post(t, "no such key", late); status != http.StatusUnauthorized {
		t.Errorf("a wrong key: status %d", status)
	}
}

// A site is told what a door needs to know, and no address of anybody.
func TestWhatASiteIsTold(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	key, _ := h.SiteKey("east")
	got := ask(t, h.Stranger(), http.MethodGet, h.URL("/site/news"), "", "Authorization", "Bearer "+key)
	wantStatus(t, "news", got.status, http.StatusOK, got.body)
	var n site.News
	decode(t, []byte(got.body), &n)
	if n.Plan == nil || len(n.Plan.Keys) == 0 || strings.Contains(got.body, `"email"`) {
		t.Fatalf("%.300s", got.body)
	}
	for _, p := range n.Plan.People {
		if p.Place != n.Place && (p.Level != "" || p.Language != "" || p.Email != "") {
			t.Errorf("of somebody elsewhere it is told %+v", p)
		}
	}
	for _, g := range n.Plan.Grants {
		if g.Role != seminar.Steward || g.Place != n.Place {
			t.Errorf("a grant %+v", g)
		}
	}
	again := ask(t, h.Stranger(), http.MethodGet, h.URL("/site/news?plan="+n.Digest), "", "Authorization", "Bearer "+key)
	if strings.Contains(again.body, `"plan"`) {
		t.Error("the same plan is sent twice")
	}
}

// What the centre learns reaches the site: a renewed pass, a person who is in another hall, a changed plan.
func TestASiteFollowsItsCentre(t *testing.T) {
	t.Parallel()
	w := &wound{}
	m := eastMachine(t, w)
	east, other := m.centre.With(seminar.Delegate, "east"), m.centre.With(seminar.Delegate, "main")
	code := passOf(t, m.centre, east)
	organiser := m.centre.Enter(m.centre.With(seminar.Organiser, ""))
	if status, body := organiser.Post(m.centre.URL("/people/pass"), url.Values{"person": {string(east.ID)}}); status != http.StatusSeeOther {
		t.Fatalf("renewing: %d %.200s", status, body)
	}
	main := door{h: m.centre, steward: m.centre.Gate("main"), place: "main", device: "phone-m"}
	main.send(t, scan{"sequence": 1, "at": w.now(), "person": other.ID})
	eventually(t, "the site has heard of it", func() bool { return len(evidenceOf(t, m.site, other)) == 1 })
	if e := evidenceOf(t, m.site, other)[0]; e.Device != "" || e.Actor != "" {
		t.Errorf("it was told %+v", e)
	}
	m.delivered(t)
	var list rule.List
	_, body := m.steward.Get(m.site.URL("/door/east/list"))
	decode(t, []byte(body), &list)
	if !slices.ContainsFunc(list.Inside, func(in roll.Inside) bool { return in.Person == other.ID && in.Place != list.Place }) {
		t.Errorf("who is inside elsewhere: %+v", list.Inside)
	}
	u := m.gate("phone-e").send(t, scan{"sequence": 1, "at": w.now(), "code": code}, scan{"sequence": 2, "at": w.now(), "person": other.ID})
	if got := u.reasons(); u.Verdicts[0].Welcome || got[1] != rule.Guest {
		t.Errorf("the door said %v", got)
	}
	m.delivered(t)
	m.same(t)
	if status, _ := m.steward.Get(m.site.URL("/door/main")); status != http.StatusNotFound {
		t.Errorf("another hall's door: status %d", status)
	}
	for _, path := range []string{"/roll", "/people", "/desk", "/hall", "/admin", "/site/news", "/record"} {
		if status, _ := m.steward.Get(m.site.URL(path)); status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, status)
		}
	}
	for _, path := range []string{"", "/grid", "/me", "/branch/east", "/door/east", "/door/east/list", "/branch/east/site", "/door/east/walk-in"} {
		status, body := m.steward.Get(m.site.URL(path))
		wantStatus(t, path, status, http.StatusOK, body)
		for _, link := range links.FindAllStringSubmatch(body, -1) {
			if status, _ := m.steward.Get(m.site.Base + link[1]); status != http.StatusOK {
				t.Errorf("%s leads to %s: status %d", path, link[1], status)
			}
		}
	}
	if status, body := m.site.Stranger().Get(m.site.Base + "/sign-in"); status != http.StatusForbidden || !strings.Contains(body, "in its terminal") {
		t.Errorf("signing in: status %d %.300s", status, body)
	}
}

// links are those of a page that lead somewhere on the same server.
var links = regexp.MustCompile(`<a[^>]* href="(/[^"#]*)`)

// The key goes to the centre only where its authority vouches for it.
func TestASiteTrustsTheCentresAuthority(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	key, _ := h.SiteKey("east")
	front := httptest.NewTLSServer(h.App.Web.Handler())
	defer front.Close()
	safe := front.URL + "/s/" + h.Plan.Seminar.Key
	ca := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw}))
	for what, x := range map[string]struct {
		ca string
		ok bool
	}{"with the authority": {ca, true}, "without": {"", false}} {
		folder, err := site.OpenFolder(t.TempDir(), safe, key, x.ca)
		if err != nil {
			t.Fatal(err)
		}
		client, err := site.Client(x.ca)
		if err != nil {
			t.Fatal(err)
		}
		d, err := store.Open(t.Context(), t.TempDir(), "", time.Now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = site.Open(t.Context(), folder, site.Options{Store: d, Client: client, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
		if (err == nil) != x.ok {
			t.Errorf("%s: %v", what, err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"http://aula.example.org/s/demo", "https://aula.example.org/", "aula.example.org/s/demo", "https://aula.example.org/s/demo/roll", ""} {
		if _, err := site.OpenFolder(t.TempDir(), bad, key, ""); err == nil {
			t.Errorf("%q was taken for an address", bad)
		}
	}
}

// Every route that a site serves is one of the house.
func TestRoutesOfASite(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	all := h.App.Web.Patterns()
	for _, pattern := range h.App.Web.Served() {
		if !slices.Contains(all, pattern) {
			t.Errorf("there is no %s", pattern)
		}
	}
}

// Whatever happens to the line and to the two machines, in the end the centre has what the site has kept.
func TestASiteLosesNothing(t *testing.T) {
	t.Parallel()
	w := &wound{}
	m := eastMachine(t, w)
	centre := apptest.Options{Data: m.centre.App.Config.Data, Port: m.centre.Base[strings.LastIndex(m.centre.Base, ":")+1:]}
	var people []seminar.Person
	for _, p := range m.centre.Plan.People {
		if p.Delegate && !p.Withdrawn {
			people = append(people, p)
		}
	}
	chance := rand.New(rand.NewPCG(7, uint64(time.Now().UnixNano())))
	sequence := map[string]int{}
	for range 120 {
		p := people[chance.IntN(len(people))]
		switch chance.IntN(8) {
		case 0:
			m.line.Cut.Store(chance.IntN(2) == 0)
		case 1:
			m.line.Deaf.Store(chance.IntN(2) == 0)
		case 2:
			switch chance.IntN(6) {
			case 0:
				m.site.Close()
				m.start(t, w)
				m.steward = m.enter(t)
			case 1:
				m.centre.Close()
				m.centre = apptest.Start(t, apptest.Options{Data: centre.Data, Port: centre.Port, App: app.Options{Clock: w.now}})
			}
		case 3:
			m.mark(t, w, map[string]any{"mark": "headcount", "count": chance.IntN(90)})
		default:
			device := []string{"a", "b", "c"}[chance.IntN(3)]
			sequence[device]++
			gate := m.gate(device)
			x := scan{"sequence": sequence[device], "at": time.Now(), "person": p.ID, "out": chance.IntN(3) == 0}
			for range 1 + chance.IntN(2) {
				gate.send(t, x)
			}
		}
	}
	m.line.Cut.Store(false)
	m.line.Deaf.Store(false)
	m.delivered(t)
	m.same(t)
}

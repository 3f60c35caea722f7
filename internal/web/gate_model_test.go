package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/roll/export"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// modelRuns is how many of rapid's hundred examples are played: each goes over the network.
const modelRuns = 15

// modelGate is a scanner at one of two gates of the main hall, and what the model knows of
// it. It uploads what it has scanned as it likes: late, in parts, twice, in any order.
type modelGate struct {
	device string
	held   []modelScan         // all that it has scanned, in order
	kept   map[int64]bool      // numbers that the server has
	answer map[int64]modelScan // as each was answered the first time
}

type modelScan struct {
	sequence int64
	person   seminar.Person
	version  uint8 // of the pass; 0 is no pass at all
	out      bool
	shown    string
	at       time.Time
	welcome  bool // by the model, when it came
}

// doorModel is all that a door needs: who is who, which pass is good, what has come.
type doorModel struct {
	t       *testing.T
	options apptest.Options
	h       *apptest.House
	steward *apptest.Client
	office  *apptest.Client
	keys    *pass.Keys
	people  []seminar.Person
	version map[seminar.ID]uint8
	gates   []*modelGate
	base    time.Time
	used    map[int]bool // slots of time: no two scans are of the same moment
	seen    []roll.Evidence
}

// The server side of the door does what a model of a few lines says, whatever scanners do
// to it: uploads in parts, twice, late and in any order, answers that get lost, passes
// that are renewed meanwhile, two gates at once with the same pass, and a server that is
// stopped and started.
func TestDoorsBehaveAsTheModel(t *testing.T) {
	t.Parallel()
	m := newDoorModel(t)
	enough, failed := modelRuns, false
	rapid.Check(t, func(t *rapid.T) {
		if enough == 0 && !failed {
			return
		}
		defer func() { failed = failed || t.Failed() }() // and then it is made smaller, however often
		enough = max(0, enough-1)
		examples := len(m.gates)
		for _, name := range []string{"a", "b"} {
			m.gates = append(m.gates, &modelGate{device: fmt.Sprint("gate-", name, "-", examples), kept: map[int64]bool{}, answer: map[int64]modelScan{}})
		}
		gates := m.gates[examples:]
		draw := func(t *rapid.T) *modelGate { return rapid.SampledFrom(gates).Draw(t, "gate") }
		t.Repeat(map[string]func(*rapid.T){
			"scan":   func(t *rapid.T) { m.scan(t, draw(t)) },
			"upload": func(t *rapid.T) { g := draw(t); m.upload(t, g, m.some(t, g)) },
			"answer lost": func(t *rapid.T) {
				g := draw(t)
				some := m.some(t, g)
				_ = m.steward.PostJSON(m.h.URL("/door/main/scans"), m.body(g, some), nil)
				m.take(g, some)
				m.upload(t, g, some)
			},
			"both gates at once": func(t *rapid.T) { m.both(t, gates) },
			"renew a pass":       m.renew,
			"restart":            m.restart,
		})
		for _, g := range gates {
			m.upload(t, g, g.held)
		}
		m.compare(t)
	})
}

func newDoorModel(t *testing.T) *doorModel {
	m := &doorModel{t: t, options: apptest.Options{Data: t.TempDir()}, version: map[seminar.ID]uint8{}, used: map[int]bool{}, base: time.Now().Add(-50 * time.Minute).Truncate(time.Second)}
	m.open()
	m.steward, m.office = m.h.Enter(m.h.With(seminar.Steward, "main")), m.h.Enter(m.h.With(seminar.Organiser, ""))
	for _, key := range []string{"d001", "d002", "d003", "d004"} {
		p := m.h.Person(key)
		m.people, m.version[p.ID] = append(m.people, p), 1
	}
	var err error
	if m.keys, err = pass.Open(filepath.Join(m.options.Data, "keys")); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *doorModel) open() {
	m.h = apptest.Start(m.t, m.options)
	m.options.Port = m.h.Base[strings.LastIndex(m.h.Base, ":")+1:]
}

// scan lets a gate scan somebody; nobody else knows of it.
func (m *doorModel) scan(t *rapid.T, g *modelGate) {
	slot := rapid.IntRange(0, 29_000).Filter(func(n int) bool { return !m.used[n] }).Draw(t, "time")
	m.used[slot] = true
	s := modelScan{sequence: int64(len(g.held) + 1), person: rapid.SampledFrom(m.people).Draw(t, "who"), out: rapid.Bool().Draw(t, "out"),
		shown: rapid.SampledFrom([]string{"", "door.welcome", "door.replaced"}).Draw(t, "shown"), at: m.base.Add(time.Duration(slot) * 100 * time.Millisecond)}
	switch rapid.IntRange(0, 4).Draw(t, "pass") {
	case 0: // a code that is no pass
	case 1:
		s.version = max(1, m.version[s.person.ID]-1)
	default:
		s.version = m.version[s.person.ID]
	}
	g.held = append(g.held, s)
}

// some draws what an upload has: some of what is held, in any order, perhaps twice.
func (m *doorModel) some(t *rapid.T, g *modelGate) (some []modelScan) {
	if len(g.held) == 0 {
		t.Skip("nothing is held")
	}
	return rapid.SliceOfN(rapid.SampledFrom(g.held), 0, 8).Draw(t, "upload")
}

func (m *doorModel) code(s modelScan) string {
	if s.version == 0 {
		return "S1:NONSENSE"
	}
	code, err := m.keys.Sign(pass.Pass{Seminar: m.h.Plan.Seminar.ID, Person: s.person.ID, NotAfter: m.base.AddDate(0, 1, 0), Version: s.version})
	if err != nil {
		m.t.Fatal(err)
	}
	return code
}

// take is the model: what it makes of scans that come.
func (m *doorModel) take(g *modelGate, scans []modelScan) {
	for _, s := range scans {
		if g.kept[s.sequence] {
			continue
		}
		g.kept[s.sequence] = true
		s.welcome = s.version > 0 && (s.out || s.version >= m.version[s.person.ID])
		if s.welcome || s.version > 0 && s.shown == "door.welcome" {
			e := roll.Evidence{Person: s.person.ID, Kind: roll.ScanIn, Place: s.person.Place, At: s.at, Device: g.device, Sequence: s.sequence}
			if s.out {
				e.Kind = roll.ScanOut
			}
			m.seen = append(m.seen, e)
		}
		g.answer[s.sequence] = s
	}
}

func (m *doorModel) body(g *modelGate, scans []modelScan) map[string]any {
	sent := []scan{}
	for _, s := range scans {
		sent = append(sent, scan{"sequence": s.sequence, "at": s.at, "code": m.code(s), "out": s.out, "verdict": s.shown})
	}
	return map[string]any{"device": g.device, "scans": sent}
}

// upload sends scans and compares the answer with the model's.
func (m *doorModel) upload(t *rapid.T, g *modelGate, scans []modelScan) {
	var u uploaded
	status := m.steward.PostJSON(m.h.URL("/door/main/scans"), m.body(g, scans), &u)
	m.take(g, scans)
	m.check(t, g, scans, status, u)
}

func (m *doorModel) check(t *rapid.T, g *modelGate, scans []modelScan, status int, u uploaded) {
	through := int64(0)
	for g.kept[through+1] {
		through++
	}
	if status != http.StatusOK || u.Through != through || len(u.Verdicts) != len(scans) {
		t.Fatalf("%s: status %d, through %d, want %d; %d answers to %d scans", g.device, status, u.Through, through, len(u.Verdicts), len(scans))
	}
	for i, v := range u.Verdicts {
		if want := g.answer[scans[i].sequence]; v.Sequence != want.sequence || v.Welcome != want.welcome {
			t.Fatalf("%s: %+v, the model says %+v", g.device, v, want)
		}
	}
}

// both lets the two gates, which were offline, upload the same pass at the same moment.
func (m *doorModel) both(t *rapid.T, gates []*modelGate) {
	m.scan(t, gates[0])
	same := gates[0].held[len(gates[0].held)-1]
	m.scan(t, gates[1])
	other := &gates[1].held[len(gates[1].held)-1]
	other.person, other.version = same.person, same.version
	var wg sync.WaitGroup
	var answers [2]uploaded
	var status [2]int
	for i, g := range gates {
		body := m.body(g, g.held[len(g.held)-1:])
		wg.Go(func() { status[i] = m.steward.PostJSON(m.h.URL("/door/main/scans"), body, &answers[i]) })
	}
	wg.Wait()
	for i, g := range gates {
		last := g.held[len(g.held)-1:]
		m.take(g, last)
		m.check(t, g, last, status[i], answers[i])
	}
}

// renew makes the older passes of somebody void.
func (m *doorModel) renew(t *rapid.T) {
	p := rapid.SampledFrom(m.people).Draw(t, "who")
	if m.version[p.ID] == 255 {
		t.Skip("no more versions")
	}
	if status, body := m.office.Post(m.h.URL("/people/pass"), url.Values{"person": {string(p.ID)}}); status != http.StatusSeeOther {
		m.t.Fatalf("renewing: %d %.300s", status, body)
	}
	m.version[p.ID]++
}

// restart stops the server and starts another one on the same data.
func (m *doorModel) restart(t *rapid.T) {
	if rapid.IntRange(0, 59).Draw(t, "rarely") != 0 {
		t.Skip("takes long")
	}
	m.h.Close()
	m.open()
}

// compare compares the roll, and what it is made of, with the model's.
func (m *doorModel) compare(t *rapid.T) {
	kept, err := m.h.App.Store.Evidence(m.t.Context(), m.h.Plan.Seminar.ID)
	if err != nil {
		m.t.Fatal(err)
	}
	if len(kept) != len(m.seen) {
		t.Fatalf("%d pieces of evidence, the model has %d", len(kept), len(m.seen))
	}
	_, body := m.office.Get(m.h.URL("/roll.json"))
	var raw export.Raw
	if err := json.Unmarshal([]byte(body), &raw); err != nil {
		m.t.Fatalf("%v: %.300s", err, body)
	}
	got := raw.Roll
	want := asSent(m.t, roll.Fold(roll.Facts{Policy: m.h.Plan.Policy, Seminar: &m.h.Plan.Seminar, People: m.people, Evidence: m.seen, AsOf: got.AsOf}))
	for _, row := range want.Rows {
		i := slices.IndexFunc(got.Rows, func(r roll.Row) bool { return r.Person.ID == row.Person.ID })
		if i < 0 {
			t.Fatalf("%s has no row", row.Person.Key)
		}
		for j, cell := range row.Cells {
			there, model := asJSON(m.t, got.Rows[i].Cells[j]), asJSON(m.t, cell)
			if there != model {
				t.Fatalf("%s in %s:\n%s, the model has\n%s", row.Person.Key, want.Sessions[j].Key, there, model)
			}
		}
	}
}

// asSent returns what a reader of the roll gets of it.
func asSent(t *testing.T, r roll.Roll) (sent roll.Roll) {
	t.Helper()
	if err := json.Unmarshal([]byte(asJSON(t, r)), &sent); err != nil {
		t.Fatal(err)
	}
	return sent
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

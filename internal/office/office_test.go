package office_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"aula/internal/certificate"
	"aula/internal/i18n"
	"aula/internal/office"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

const site = certificate.Site("https://aula.example.org")

var (
	begin   = time.Date(2026, 12, 31, 14, 0, 0, 0, time.UTC)
	spring  = seminar.IDFromBytes([8]byte{1})
	hall    = seminar.IDFromBytes([8]byte{2})
	session = seminar.IDFromBytes([8]byte{3})
)

// desk is an office over a store of its own, at a time that a test moves.
type desk struct {
	*testing.T
	*office.Office
	facts certificate.Facts
	now   time.Time
}

// open opens an office; the seminar is in Shanghai, is over, and n people have attended it but for the last.
func open(t *testing.T, n int) *desk {
	t.Helper()
	d := &desk{T: t, now: begin.Add(3 * time.Hour)}
	db, err := store.Open(context.Background(), t.TempDir(), "", func() time.Time { return d.now })
	d.ok(err)
	t.Cleanup(func() { _ = db.Close() })
	keys, err := certificate.Open(t.TempDir())
	d.ok(err)
	texts, err := i18n.Open()
	d.ok(err)
	d.Office = &office.Office{Store: db, Keys: keys, Texts: texts, Clock: func() time.Time { return d.now }}
	plan := &seminarfile.Plan{Policy: roll.Policy{Preset: "plain"}, Seminar: programme.Seminar{
		ID: spring, Key: "spring", Zone: "Asia/Shanghai", Title: seminar.Text{"en": "Spring"}, Host: seminar.Text{"en": "The Institute"}, Languages: []string{"zh-Hans", "en"},
		Places:   []seminar.Place{{ID: hall, Key: "hall", Kind: seminar.MainHall}},
		Sessions: []programme.Session{{ID: session, Key: "s", Kind: programme.Lecture, Title: seminar.Text{"en": "Rivers"}, Starts: begin, Ends: begin.Add(time.Hour), Places: []seminar.ID{hall}}},
	}}
	var evidence []roll.Evidence
	for i := range n {
		p := seminar.Person{ID: seminar.IDFromBytes([8]byte{9, byte(i)}), Key: string(rune('a' + i)), Name: seminar.Text{"en": "Li Wei"}, Place: hall, Delegate: true, Order: i + 1}
		plan.People = append(plan.People, p)
		if i < n-1 {
			evidence = append(evidence, roll.Evidence{ID: seminar.NewID(), Person: p.ID, Kind: roll.Attested, Mark: roll.Present, Session: session, Place: hall, At: begin})
		}
	}
	d.ok(db.Write(context.Background(), func(tx *store.Tx) error { return tx.SavePlan(plan) }))
	r := roll.Fold(roll.Facts{Policy: plan.Policy, Seminar: &plan.Seminar, People: plan.People, Evidence: evidence, AsOf: d.now})
	d.facts = certificate.Facts{Seminar: &plan.Seminar, Roll: r, Rule: certificate.RuleOf(plan.Policy), People: plan.People}
	return d
}

func (d *desk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *desk) order(op string) office.Order {
	return office.Order{Deed: office.Deed{By: "somebody", Op: op}, Site: site, Facts: d.facts}
}

func (d *desk) kept() []certificate.Kept {
	d.Helper()
	all, err := d.Store.Certificates(context.Background(), spring)
	d.ok(err)
	return all
}

// Two who press the button at once issue to everybody once, numbered by the year of the seminar's own clocks.
func TestIssueToAllAtOnce(t *testing.T) {
	const people = 40
	d := open(t, people)
	var wg sync.WaitGroup
	counts := make([]int, 2)
	for i, op := range []string{"one", "two"} {
		wg.Go(func() {
			var err error
			if counts[i], err = d.Issue(context.Background(), d.order(op)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := d.kept()
	if len(all) != people-1 || counts[0]+counts[1] != people-1 {
		t.Fatalf("%d certificates, %v", len(all), counts)
	}
	for i, k := range all {
		if want := certificate.NewNumber(2027, i+1); k.Number != want { // it is New Year there
			t.Errorf("number %s, want %s", k.Number, want)
		}
	}
}

// The list is signed once for a while, and anew when something was revoked.
func TestList(t *testing.T) {
	d := open(t, 3)
	ctx := context.Background()
	_, err := d.Issue(ctx, d.order("1"))
	d.ok(err)
	list := func() string {
		t.Helper()
		text, err := d.List(ctx, site, 0)
		d.ok(err)
		return text
	}
	first := list()
	d.now = d.now.Add(office.ListStays / 2)
	if list() != first {
		t.Error("signed again at once")
	}
	k := d.kept()[0]
	d.ok(d.Revoke(ctx, spring, k.ID, "A test.", office.Deed{Op: "r"}))
	second := list()
	if second == first {
		t.Error("what was revoked is not on the list")
	}
	address, bits, err := certificate.ReadStatus(second, d.Keys.Ring(), d.now)
	if revoked, wrong := bits.Revoked(k.Index); err != nil || wrong != nil || !revoked || address != site.Status(0) {
		t.Errorf("%s: revoked %v, %v %v", address, revoked, err, wrong)
	}
	d.now = d.now.Add(office.ListStays)
	if list() == second {
		t.Error("not signed again after its time")
	}
	if _, err := d.List(ctx, site, 1); seminar.CodeOf(err) != seminar.CodeNotFound {
		t.Errorf("a list of nobody: %v", err)
	}
}

// A badge that our key has signed and that is not in our books is not called valid.
func TestCheckOfWhatIsNotKept(t *testing.T) {
	d, other := open(t, 2), open(t, 2)
	other.Keys = d.Keys
	_, err := other.Issue(context.Background(), other.order("1"))
	d.ok(err)
	found, err := d.Check(context.Background(), other.kept()[0].Badge)
	d.ok(err)
	if !errors.Is(found.Err, office.ErrUnknown) || found.Verdict() != "unknown" || found.Said.Number == "" {
		t.Errorf("%+v", found)
	}
	d.now = d.now.Add(-2 * time.Hour) // a clock that is wrong
	if found, _ = d.Check(context.Background(), other.kept()[0].Badge); found.Verdict() != "not_yet" {
		t.Errorf("%s before it was issued", found.Verdict())
	}
}

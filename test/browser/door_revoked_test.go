package browser_test

import (
	"net/url"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// gates are the phones at the doors as the desk sees them.
func (d *phone) gates() []store.Gate {
	d.t.Helper()
	all, err := d.h.App.Store.Gates(d.t.Context(), d.h.Plan.Seminar.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return all
}

// names is what the phone has kept of people: the lists, as text.
const names = `new Promise(done => { const r = indexedDB.open("aula /s/demo"); r.onsuccess = () => { const q = r.result.transaction("lists").objectStore("lists").getAll(); q.onsuccess = () => { r.result.close(); done(JSON.stringify(q.result)); }; }; })`

// A phone becomes a scanner by a link, scans without a network, and is revoked meanwhile:
// it says so, forgets the names and keeps its scans; the server holds them back.
func TestDoorOfARevokedPhone(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true, Whole: true}).Tab()
	tab.Before(typing)
	d := &phone{t: t, h: h, tab: tab}
	link, id := h.GateLink("main", "North door")
	tab.Go(link)
	tab.Tap("main form button")
	tab.WaitFor("#scanner[data-ready]", patience)
	d.says("h1", "North door")
	d.types(passText(t, h, ours[0]))
	d.verdict("door.welcome", ours[0])
	d.delivery("scanner.delivery.delivered", 0)
	if gates := d.gates(); len(gates) != 1 || gates[0].Label != "North door" || gates[0].Enrolment != id || !strings.HasPrefix(gates[0].Device, tab.Text("#phone")) {
		t.Errorf("the desk sees %+v", gates)
	}
	d.installed()

	tab.Offline(true)
	for _, p := range ours[1:3] {
		d.types(passText(t, h, p))
		d.verdict("door.welcome", p)
	}
	desk := h.Enter(h.With(seminar.Operator, ""))
	if status, _ := desk.Post(h.URL("/gates/revoke"), url.Values{"device": {string(id)}}); status != 303 {
		t.Fatalf("revoking: status %d", status)
	}
	d.delivery("scanner.delivery.waiting", 2) // it cannot know yet
	tab.Offline(false)
	d.delivery("scanner.delivery.revoked", 2)
	tab.WaitGone("#scanner[data-ready]", patience)
	if kept := browsertest.Eval[string](tab, names); kept != "[]" {
		t.Errorf("the phone still has %.200s", kept)
	}
	if body := tab.Text("body"); strings.Contains(body, ours[0].Name["en"]) || strings.Contains(body, ours[1].Name["en"]) {
		t.Errorf("the page still shows names:\n%s", body)
	}
	d.has(map[seminar.ID]int{ours[0].ID: 1, ours[1].ID: 0, ours[2].ID: 0})
	if gates := d.gates(); gates[0].Held != 2 || len(gates[0].Missing()) != 0 {
		t.Errorf("the desk sees %+v", gates)
	}
	tab.Go(h.URL("/door/main"))
	d.delivery("scanner.delivery.revoked", 2)

	t.Log("enrolled anew, it hears what became of them")
	link, _ = h.GateLink("main", "South door")
	tab.Go(link)
	tab.Tap("main form button")
	d.delivery("scanner.delivery.delivered", 0)
	d.says("h1", "South door")
	d.says("#differences", "This phone was revoked")
	d.has(map[seminar.ID]int{ours[0].ID: 1, ours[1].ID: 0, ours[2].ID: 0})
	if n := d.told("gate.refused", door.DeviceRevoked); n != 2 {
		t.Errorf("the record holds back %d scans, want 2", n)
	}
	for _, m := range tab.Console() {
		if m.Kind != "network" && m.Kind != "javascript" && !strings.HasPrefix(m.Text, "Manifest fetch") { // which a revoked phone may not have
			t.Errorf("the console says %s", m)
		}
	}
}

// told counts the entries of a kind whose body says something.
func (d *phone) told(kind, what string) (n int) {
	d.t.Helper()
	for e, err := range d.h.App.Store.EntriesOf(d.t.Context(), d.h.Plan.Seminar.ID, kind) {
		if err != nil {
			d.t.Fatal(err)
		}
		if strings.Contains(string(e.Body), what) {
			n++
		}
	}
	return n
}

// Signing out wipes the names; what is not delivered stays and is delivered when the
// steward is in again. A door has the name that its steward gives it.
func TestDoorOfAStewardWhoSignsOut(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true}).Tab()
	tab.Before(typing)
	d := scannerPage(t, h, tab)
	tab.Type("#gate", "Garden gate")
	tab.Key("Tab")
	eventually(t, "the door's name", func() string {
		if gates := d.gates(); len(gates) == 1 && gates[0].Label == "Garden gate" {
			return ""
		}
		return "the desk does not have it"
	})
	tab.Before(`window.realFetch = fetch; window.fetch = (url, init) => window.cut && String(url).includes("/scans") ? Promise.reject(new TypeError("cut")) : realFetch(url, init);`)
	tab.Go(h.URL("/door/main"))
	tab.WaitFor("#scanner[data-ready]", patience)
	if got := browsertest.Eval[string](tab, `document.getElementById("gate").value`); got != "Garden gate" {
		t.Errorf("after a reload the door is called %q", got)
	}
	tab.Run(`window.cut = true, 0`)
	d.types(passText(t, h, ours[0]))
	d.verdict("door.welcome", ours[0])
	d.delivery("scanner.delivery.waiting", 1)
	tab.Go(h.URL(""))
	tab.Tap(`form[action="/sign-out"] button`)
	tab.WaitFor(`a[href^="/sign-in"]`, patience)
	if kept := browsertest.Eval[string](tab, names); kept != "[]" {
		t.Errorf("after signing out the phone still has %.200s", kept)
	}
	d.has(map[seminar.ID]int{ours[0].ID: 0})
	enter(h, tab, h.With(seminar.Steward, "main"))
	tab.Go(h.URL("/door/main"))
	d.delivery("scanner.delivery.delivered", 0)
	d.has(map[seminar.ID]int{ours[0].ID: 1})
	unexcepted(t, tab)
}

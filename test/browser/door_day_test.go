package browser_test

import (
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// ahead sets a phone's clock eleven minutes ahead.
const ahead = `(() => {
  const Real = Date, by = 11 * 60_000;
  window.Date = class extends Real {
    constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + by); }
    static now() { return Real.now() + by; }
  };
})();`

// way chooses a direction.
func (d *phone) way(way string) {
	d.t.Helper()
	d.tab.Run(`document.getElementById("way-` + way + `").click()`)
}

// passes lets a scanner type the pass of somebody and waits for the verdict.
func (d *phone) passes(texts map[seminar.ID]string, p seminar.Person, key string) {
	d.t.Helper()
	text := texts[p.ID]
	if text == "" {
		d.t.Fatalf("no pass of %s", p.Key)
	}
	d.types(text)
	d.verdict(key, p)
}

// installed waits until the phone can be opened without a network.
func (d *phone) installed() {
	d.t.Helper()
	d.tab.WaitUntil(`navigator.serviceWorker.controller !== null && caches.open("aula-door").then(async c => (await c.match(location.href)) && (await c.keys()).length > 3)`, patience)
}

// Two gates through a day on which the network goes: the same pass at both, somebody who
// leaves and comes back, somebody who was withdrawn meanwhile, a clock that is eleven
// minutes wrong, a phone that is closed and opened. Then the network is back, and the
// roll says what is true.
func TestDoorThroughADay(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	leaver, early, twice, gone, late := ours[0], ours[1], ours[2], ours[3], ours[4]
	texts := map[seminar.ID]string{}
	for _, p := range ours[:5] {
		texts[p.ID] = passText(t, h, p)
	}
	browser := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true, Whole: true})
	north := &phone{t: t, h: h, tab: browser.Guest()}
	south := &phone{t: t, h: h, tab: browser.Guest()}
	for _, d := range []*phone{north, south} {
		d.tab.Before(typing)
	}
	south.tab.Before(ahead)
	link, _ := h.GateLink("main", "North door")
	north.tab.Go(link)
	north.tab.Tap("main form button")
	enter(h, south.tab, h.With(seminar.Steward, "main"))
	south.tab.Go(h.URL("/door/main"))

	t.Log("the morning, with a network")
	began := time.Now()
	for _, d := range []*phone{north, south} {
		d.tab.WaitFor("#scanner[data-ready]", patience)
		d.installed()
	}
	north.passes(texts, leaver, "door.welcome")
	south.passes(texts, early, "door.welcome")
	for _, d := range []*phone{north, south} {
		d.delivery("scanner.delivery.delivered", 0)
	}

	t.Log("the network goes at both gates")
	north.tab.Offline(true)
	south.tab.Offline(true)
	withdraw(t, h, gone)
	north.passes(texts, twice, "door.welcome")
	south.passes(texts, twice, "door.welcome") // it cannot know
	north.way("out")
	north.passes(texts, leaver, "door.goodbye")
	north.way("in")
	north.passes(texts, leaver, "door.welcome")
	north.passes(texts, gone, "door.welcome") // its list is of the morning
	south.tab.Go(h.URL("/door/main"))
	south.tab.WaitFor("#scanner[data-ready]", patience)
	south.passes(texts, late, "door.welcome")
	south.tab.WaitUntil(`document.querySelectorAll("#recent li").length === 1`, patience)
	north.delivery("scanner.delivery.waiting", 4)
	south.delivery("scanner.delivery.waiting", 2)
	north.has(map[seminar.ID]int{leaver.ID: 1, early.ID: 1, twice.ID: 0, gone.ID: 0, late.ID: 0})

	t.Log("the network is back")
	for _, d := range []*phone{south, north} {
		d.tab.Offline(false)
		d.delivery("scanner.delivery.delivered", 0)
	}
	north.says("#differences", gone.Name["en"])
	north.says("#differences", "no longer takes part")
	north.has(map[seminar.ID]int{leaver.ID: 2, early.ID: 1, twice.ID: 2, gone.ID: 1, late.ID: 1})

	evidence, err := h.App.Store.Evidence(t.Context(), h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range evidence {
		if e.Kind != roll.ScanIn && e.Kind != roll.ScanOut {
			continue
		}
		if e.At.Before(began.Add(-3*time.Second)) || e.At.After(time.Now().Add(3*time.Second)) {
			t.Errorf("%s of %s is put at %s, which is not between %s and now", e.Kind, e.Person, e.At, began)
		}
	}
	session, _ := h.Plan.Seminar.Session(lecture)
	r := theRoll(t, h.Enter(h.With(seminar.Auditor, "")), h)
	for _, x := range []struct {
		who   seminar.Person
		stays int
	}{{leaver, 2}, {early, 1}, {twice, 1}, {late, 1}} {
		c := cell(t, r, x.who, session.ID)
		if len(c.Stays) != x.stays || c.Stays[len(c.Stays)-1].End != roll.EndOpen {
			t.Errorf("the roll says of %s %+v, want %d stays, the last one open", x.who.Key, c.Stays, x.stays)
		}
	}
	if c := cell(t, r, leaver, session.ID); len(c.Stays) == 2 && c.Stays[0].End == roll.EndOpen {
		t.Errorf("who has left is still in: %+v", c.Stays)
	}
	gates := north.gates()
	if len(gates) != 2 {
		t.Fatalf("the desk sees %d phones", len(gates))
	}
	for _, g := range gates {
		if len(g.Missing()) != 0 || g.Held != 0 {
			t.Errorf("of %q is missing %v, held %d", g.Label, g.Missing(), g.Held)
		}
		if fast := g.Person != ""; fast != (g.Skew > 10*time.Minute && g.Skew < 12*time.Minute) || !fast && g.Skew != 0 {
			t.Errorf("the clock of %q is measured %s ahead", g.Label, g.Skew)
		}
	}
	for _, d := range []*phone{north, south} {
		unexcepted(t, d.tab)
	}
}

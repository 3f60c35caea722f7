package browser_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// The pages order the hands as the floor does.
func TestPagesAgreeOnTheQueue(t *testing.T) {
	t.Parallel()
	vectors, err := os.ReadFile("../../internal/floor/testdata/queue.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []json.RawMessage
	if err := json.Unmarshal(vectors, &cases); err != nil || len(cases) < 50 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	tab := module(t, "src/console/vectors.ts")
	got := browsertest.Eval[struct {
		Ran    int
		Faults []string
	}](tab, `import("/module.js").then(m => m.run(`+string(vectors)+`))`)
	if got.Ran != len(cases) {
		t.Errorf("%d of %d cases ran", got.Ran, len(cases))
	}
	for _, fault := range got.Faults {
		t.Error(fault)
	}
	tab.Quiet()
}

// The chair's console says of each place what it has had of the floor: closed turns and
// the open one, and the median wait, also of those who still wait.
func TestSharesOfPlaces(t *testing.T) {
	t.Parallel()
	tab := module(t, "src/console/vectors.ts")
	got := browsertest.Eval[string](tab, `import("/module.js").then(m => {
		const at = (s) => new Date(s * 1000).toISOString();
		const had = [{place: "main", raised: at(0), given: at(10), ended: at(70)}, {place: "home", raised: at(5), given: at(80), ended: at(100)}, {place: "main", raised: at(60), given: at(100)}];
		const hands = [{place: "east", raised: at(90)}, {place: "home", raised: at(100)}, {place: "home", raised: at(110)}];
		return m.shares({had, hands}, 120_000).map(x => [x.place, x.waiting, x.turns, x.spoken / 1000, x.wait / 1000].join(" ")).join(", ");
	})`)
	if want := "main 0 2 80 40, home 2 1 20 20, east 1 0 0 30"; got != want {
		t.Errorf("shares %q, want %q", got, want)
	}
	tab.Quiet()
}

// The chair lets places take turns and then chooses for a reason: everybody in the hall
// reads the rule, and the reason. Giving up the reason leaves the rule as it is.
func TestRuleOfTheQueue(t *testing.T) {
	t.Parallel()
	h := house(t, stopped(morning()))
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	begin(t, h, chair)
	reads := func(want string) {
		t.Helper()
		home.WaitUntil(fmt.Sprintf(`document.getElementById("queue-rule").innerText === %q`, want), patience)
	}
	choose := func(rule string) {
		t.Helper()
		chair.Run(fmt.Sprintf(`rule.value = %q, rule.dispatchEvent(new Event("change")), 0`, rule))
		reach(t, chair, "#rule-set")
		chair.Key("Enter")
	}
	reads("First come, first served")
	choose("places")
	reads("Places take turns")
	chair.WaitGone("#rule-set", patience)
	choose("free")
	chair.WaitFor("#why-dialog[open]", patience)
	chair.Key("Escape")
	chair.WaitGone("#why-dialog[open]", patience)
	chair.WaitUntil(`rule.value === "places"`, patience)
	reads("Places take turns")
	choose("free")
	chair.WaitFor("#why-dialog[open]", patience)
	chair.Type("#why", "A panel answers")
	chair.Key("Enter")
	reads("The chair chooses: A panel answers")
	if got := chair.Text("#rule-why"); got != "A panel answers" {
		t.Errorf("the console says why: %q", got)
	}
	chair.Quiet()
	home.Quiet()
}

package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// axe is axe-core, which finds what a machine can find of the faults that keep people
// out. It is vendored in axe/.
//
//go:embed axe/axe.min.js
var axe string

// Violation is one rule that a page breaks.
type Violation struct {
	ID     string // of the rule: "color-contrast"
	Impact string // "minor", "moderate", "serious", "critical"
	Help   string // what to do
	Nodes  []Node
}

// Node is one element that breaks a rule.
type Node struct {
	Target         []any // selectors that lead to it
	HTML           string
	FailureSummary string
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n  %v %s\n    %s", n.Target, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
	}
	return b.String()
}

// Axe checks the page as it is now against WCAG 2.0, 2.1 and 2.2, levels A and AA.
func (t *Tab) Axe() []Violation {
	t.tb.Helper()
	t.Run(`window.axe ? 0 : (() => {` + axe + "\n})()")
	t.Run(`Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity).map(a => a.finished)).then(() => 0)`) // a colour on its way is none
	found := Eval[string](t, `axe.run(document, {
		runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
		resultTypes: ["violations"],
	}).then(r => JSON.stringify(r.violations))`)
	var all []Violation
	t.ok("reading what axe found", json.Unmarshal([]byte(found), &all))
	return all
}

// Accessible fails the test for each violation.
func (t *Tab) Accessible() {
	t.tb.Helper()
	for _, v := range t.Axe() {
		t.tb.Errorf("%s breaks %s", t.Address(), v)
	}
}

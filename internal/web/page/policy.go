package page

import (
	"io"

	"aula/internal/roll"
)

// Policy shows the rule of the roll to everybody in the seminar; an organiser changes it here.
//
// POST /s/{seminar}/policy with preset, source and each number of the policy. GET with preset fills the form with
// another rule and saves nothing.
type Policy struct {
	Frame
	Policy  roll.Policy
	Begun   bool // the form holds another preset, which is not saved yet
	MayEdit bool
	Faults  map[string]string // by field, in the reader's language
}

// Presets lists the rules to begin from.
func (Policy) Presets() []roll.Policy { return roll.Presets() }

// PolicyField is one number of the rule.
type PolicyField struct {
	Key    string
	Value  int
	Fault  string
	Switch bool // yes or no
}

// Fields lists the numbers of the rule.
func (v Policy) Fields() []PolicyField {
	var all []PolicyField
	for _, n := range v.Policy.Numbers() {
		all = append(all, PolicyField{n.Key, *n.Value, v.Faults[n.Key], n.Key == "credit_nearest" || n.Key == "credit_each"})
	}
	return all
}

// Render writes the page.
func (v Policy) Render(w io.Writer) error { return Render(w, "policy", v) }

package page

import (
	"io"
	"slices"
	"time"

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

// PolicyGroup is some numbers of the rule that belong together.
type PolicyGroup struct {
	Key    string // of the catalogues: policy.group.KEY
	Fields []PolicyField
}

type policyGroup struct {
	key    string
	fields []string
}

// policyGroups says where each number stands; one that is named nowhere stands in the last.
var policyGroups = []policyGroup{
	{"marks", []string{"late_after", "leave_before", "absent_after", "absent_before", "share", "hall_code", "seat_code"}},
	{"credits", []string{"credit_minutes", "credit_step", "credit_nearest", "credit_each", "feedback"}},
	{"prompts", []string{"prompts", "prompt_seconds", "prompt_share"}},
	{"leave", []string{"leave_parts", "leave_liaison", "leave_second", "missed_halves", "lates_one_miss"}},
	{"after", nil},
}

// Groups lists the numbers of the rule.
func (v Policy) Groups() []PolicyGroup {
	all := make([]PolicyGroup, len(policyGroups))
	for i, g := range policyGroups {
		all[i].Key = g.key
	}
	for _, n := range v.Policy.Numbers() {
		i := slices.IndexFunc(policyGroups, func(g policyGroup) bool { return slices.Contains(g.fields, n.Key) })
		if i < 0 {
			i = len(all) - 1
		}
		all[i].Fields = append(all[i].Fields, PolicyField{n.Key, *n.Value, v.Faults[n.Key], slices.Contains([]string{"credit_nearest", "credit_each", "hall_code", "seat_code", "feedback"}, n.Key)})
	}
	return all
}

// Keeps returns until when what is kept.
func (v Policy) Keeps() roll.Keep {
	if v.Seminar == nil {
		return roll.Keep{}
	}
	return v.Policy.Keeps(v.Seminar, time.Time{})
}

// Render writes the page.
func (v Policy) Render(w io.Writer) error { return Render(w, "policy", v) }

package seminarfile

import (
	"aula/internal/roll"
)

// plain is the preset of a seminar that names none.
const plain = "plain"

// readPolicy reads [policy]: a preset and what differs from it. Without a preset it
// says what differs from the policy that is there.
func (b *book) readPolicy(top *table) roll.Policy {
	t, _ := top.table("policy")
	if !top.has("policy") && b.before.plan != nil {
		return b.before.plan.Policy
	}
	p, ok := b.basis(t)
	if _, given := t.values["source"]; given {
		p.Source = b.clean(t.at("source"), t.string("source"), prose)
	}
	t.asked = append(t.asked, "source")
	for _, l := range p.Numbers() {
		*l.Value = t.number(l.Key, *l.Value, maxNumber)
	}
	t.done()
	if !ok {
		return p
	}
	for _, f := range roll.Check(p) {
		b.faults = append(b.faults, Fault{File: t.file, Line: t.at(f.Field).line, Field: f.Field, Level: LevelError, Key: f.Key, Args: f.Args})
	}
	return p
}

// basis is the policy from which the numbers of the file differ; false after a fault.
func (b *book) basis(t *table) (roll.Policy, bool) {
	name := t.string("preset")
	if !t.has("preset") {
		if b.before.plan != nil {
			return b.before.plan.Policy, true
		}
		name = plain
	}
	p, ok := roll.Preset(name)
	if _, is := t.values["preset"].(string); !ok && is {
		var names []string
		for _, x := range roll.Presets() {
			names = append(names, x.Preset)
		}
		unknown(b, t.at("preset"), name, names)
	}
	return p, ok
}

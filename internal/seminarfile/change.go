package seminarfile

import (
	"strconv"
	"strings"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// What says what happened to a thing.
type What string

// What can happen to a thing: it is new, it says something else, it is taken away, or
// the file does not name it. Only a role can be taken away, by the row of the person
// who held it; what is missing from a file stays as it is.
const (
	Added   What = "added"
	Changed What = "changed"
	Removed What = "removed"
	Missing What = "missing"
)

// Change is one thing that differs between two plans.
type Change struct {
	Kind   string // "seminar", "policy", "place", "organisation", "session", "person", "grant"
	Key    string // "" for policy; "li-wei steward@east" for a grant
	What   What
	Fields []Field // what is said now, for Added and Changed
}

// Field is one value before and after; "" where there was or is none.
type Field struct{ Name, Before, After string }

// Changes lists how new differs from old, in the order of the files; what is removed or
// missing stands at the end of its kind. A person whom new names holds the roles that
// new gives and no others. old may be nil: then everything is added.
func Changes(old, new *Plan) []Change {
	w := naming(new)
	var before []thing
	if old != nil {
		was := naming(old)
		before = was.things()
		for id, key := range was.keys { // new may speak of what only old has
			if w.keys[id] == "" {
				w.keys[id] = key
			}
		}
	}
	var all []Change
	after := w.things()
	for _, kind := range []string{kindSeminar, "policy", kindPlace, kindOrganisation, kindSession, kindPerson, "grant"} {
		all = append(all, changes(kind, before, after)...)
	}
	return all
}

func changes(kind string, before, after []thing) []Change {
	was, is := byKey(kind, before), byKey(kind, after)
	named := byKey(kindPerson, after)
	var all []Change
	for _, x := range after {
		if x.kind != kind {
			continue
		}
		c := Change{Kind: kind, Key: x.key, What: Changed}
		old, known := was[x.key]
		if !known {
			c.What = Added
		}
		c.Fields = differ(old.fields, x.fields)
		if !known || len(c.Fields) > 0 {
			all = append(all, c)
		}
	}
	for _, x := range before {
		if _, there := is[x.key]; x.kind == kind && !there {
			c := Change{Kind: kind, Key: x.key, What: Missing}
			if _, names := named[x.holder]; names { // a row says all that its person holds
				c.What = Removed
			}
			all = append(all, c)
		}
	}
	return all
}

// thing is one thing of a plan as the names and values that a person would compare.
type thing struct {
	kind, key string
	fields    []Field // After alone
	holder    string  // the key of the person whose grant it is
}

func byKey(kind string, all []thing) map[string]thing {
	m := map[string]thing{}
	for _, x := range all {
		if x.kind == kind {
			m[x.key] = x
		}
	}
	return m
}

// differ lists the fields whose values differ, in the order of the new thing, then
// those that it no longer has.
func differ(before, after []Field) []Field {
	was, is := map[string]string{}, map[string]bool{}
	for _, f := range before {
		was[f.Name] = f.After
	}
	var all []Field
	for _, f := range after {
		is[f.Name] = true
		if was[f.Name] != f.After {
			all = append(all, Field{f.Name, was[f.Name], f.After})
		}
	}
	for _, f := range before {
		if !is[f.Name] && f.After != "" {
			all = append(all, Field{f.Name, f.After, ""})
		}
	}
	return all
}

// fields collects the values of one thing.
type values []Field

func (v *values) string(name, s string) { *v = append(*v, Field{Name: name, After: s}) }

func (v *values) number(name string, n int) { v.string(name, strconv.Itoa(n)) }

func (v *values) bool(name string, b bool) { v.string(name, yes(b)) }

func (v *values) text(name string, t seminar.Text) {
	for _, l := range keys(t) {
		v.string(name+"."+l, t[l])
	}
}

// things takes the plan apart.
func (w *writer) things() []thing {
	p := w.plan
	all := []thing{{kind: kindSeminar, key: p.Seminar.Key, fields: ofSeminar(p)}, {kind: "policy", fields: ofPolicy(p)}}
	for _, x := range p.Seminar.Places {
		var v values
		v.string("kind", string(x.Kind))
		v.text("name", x.Name)
		v.text("address", x.Address)
		v.number("seats", x.Seats)
		all = append(all, thing{kind: kindPlace, key: x.Key, fields: v})
	}
	for _, x := range p.Organisations {
		var v values
		v.text("name", x.Name)
		v.string("level", x.Level)
		v.number("order", x.Order)
		all = append(all, thing{kind: kindOrganisation, key: x.Key, fields: v})
	}
	for _, x := range p.Seminar.Sessions {
		all = append(all, thing{kind: kindSession, key: x.Key, fields: w.ofSession(x)})
	}
	for _, x := range p.People {
		all = append(all, thing{kind: kindPerson, key: x.Key, fields: w.ofPerson(x)})
	}
	for _, g := range p.Grants {
		holder := w.keys[g.Person]
		all = append(all, thing{kind: "grant", key: holder + " " + w.grant(g), holder: holder})
	}
	return all
}

func ofSeminar(p *Plan) []Field {
	var v values
	v.text("title", p.Seminar.Title)
	v.text("theme", p.Seminar.Theme)
	v.text("host", p.Seminar.Host)
	v.string("zone", p.Seminar.Zone)
	v.string("languages", strings.Join(p.Seminar.Languages, ", "))
	v.string("accent", p.Seminar.Accent)
	v.bool("record", p.Seminar.Record)
	for _, l := range p.Seminar.Levels {
		v.text("levels."+l.Key, l.Name)
	}
	return v
}

func ofPolicy(p *Plan) []Field {
	var v values
	v.string("preset", p.Policy.Preset)
	v.string("source", p.Policy.Source)
	for _, l := range p.Policy.Numbers() {
		v.number(l.Key, *l.Value)
	}
	return v
}

func (w *writer) ofSession(x programme.Session) []Field {
	var v values
	v.string("kind", string(x.Kind))
	v.text("title", x.Title)
	v.text("abstract", x.Abstract)
	v.string("starts", x.Starts.In(w.zone).Format("2006-01-02 15:04:05 -07:00"))
	v.string("ends", x.Ends.In(w.zone).Format("2006-01-02 15:04:05 -07:00"))
	v.string("places", strings.Join(w.named(x.Places), ", "))
	for _, deed := range programme.Deeds() {
		v.string(field(deed), strings.Join(w.named(x.People(deed)), ", "))
	}
	v.bool("no_roll", x.NoRoll)
	v.bool("no_record", x.NoRecord)
	v.bool("cancelled", x.Cancelled)
	var order []string
	for _, i := range x.Items {
		order = append(order, i.Key)
		v.text("items."+i.Key+".title", i.Title)
		v.number("items."+i.Key+".minutes", i.Minutes)
		v.string("items."+i.Key+".person", w.keys[i.Person])
	}
	v.string("items", strings.Join(order, ", "))
	return v
}

func (w *writer) ofPerson(x seminar.Person) []Field {
	var v values
	v.text("name", x.Name)
	v.string("organisation", w.keys[x.Organisation])
	v.text("post", x.Post)
	v.string("level", x.Level)
	v.string("place", w.keys[x.Place])
	v.bool("delegate", x.Delegate)
	v.number("order", x.Order)
	v.string("language", x.Language)
	v.string("email", x.Email)
	v.bool("withdrawn", x.Withdrawn)
	return v
}

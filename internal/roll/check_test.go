package roll_test

import (
	"strings"
	"testing"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func TestPresetsCanBeUsed(t *testing.T) {
	names := map[string]bool{}
	for _, p := range roll.Presets() {
		if faults := roll.Check(p); len(faults) > 0 {
			t.Errorf("%s: %v", p.Preset, faults)
		}
		if p.Source == "" || names[p.Preset] {
			t.Errorf("%q has no source, or is there twice", p.Preset)
		}
		names[p.Preset] = true
		for _, lang := range seminar.Languages() {
			if key := "roll.preset." + p.Preset; printer(t, lang).T(key) == key {
				t.Errorf("%s has no name in %s", p.Preset, lang)
			}
		}
	}
	if p, ok := roll.Preset("cn-cadre"); !ok || p.AbsentAfter != 20 {
		t.Errorf("cn-cadre: %+v", p)
	}
	if _, ok := roll.Preset("unknown"); ok {
		t.Error("found an unknown preset")
	}
}

func TestCheckPolicy(t *testing.T) {
	good := roll.Policy{LateAfter: 10, AbsentAfter: 20, LeaveBefore: 10, Share: 50, KeepYears: 1}
	for _, x := range []struct {
		field string
		spoil func(*roll.Policy)
	}{
		{"", func(*roll.Policy) {}},
		{"", func(p *roll.Policy) { p.AbsentAfter = 0 }},
		{"", func(p *roll.Policy) { p.AbsentAfter = p.LateAfter }},
		{"late_after", func(p *roll.Policy) { p.LateAfter = -1 }},
		{"leave_before", func(p *roll.Policy) { p.LeaveBefore = 24*60 + 1 }},
		{"absent_after", func(p *roll.Policy) { p.AbsentAfter = 9 }},
		{"share", func(p *roll.Policy) { p.Share = 101 }},
		{"keep_years", func(p *roll.Policy) { p.KeepYears = 0 }},
	} {
		p := good
		x.spoil(&p)
		var fields []string
		for _, f := range roll.Check(p) {
			fields = append(fields, f.Field)
			if s := printer(t, seminar.English).Sentence(f.Key, f.Args); s == f.Key || strings.Contains(s, "<no value>") {
				t.Errorf("%s says %q", f.Field, s)
			}
		}
		if got := strings.Join(fields, " "); got != x.field {
			t.Errorf("%+v: faults in %q, want %q", p, got, x.field)
		}
	}
}

func TestCheckEvidence(t *testing.T) {
	scan := in(hall, hm(1, "09:00"))
	scan.ID = "e1"
	word := corrects(roll.Present, "morning", "seen", hm(1, "10:00"))
	word.ID, word.Actor = "e2", "chen"
	line := home(hm(1, "09:00"), hm(1, "10:00"))
	line.ID = "e3"
	for _, x := range []struct {
		field string
		e     roll.Evidence
		spoil func(*roll.Evidence)
	}{
		{"", scan, func(*roll.Evidence) {}},
		{"", word, func(*roll.Evidence) {}},
		{"", line, func(*roll.Evidence) {}},
		{"", word, func(e *roll.Evidence) { e.Mark = "" }},
		{"id", scan, func(e *roll.Evidence) { e.ID = "" }},
		{"person", scan, func(e *roll.Evidence) { e.Person = "" }},
		{"at", scan, func(e *roll.Evidence) { e.At = e.From }},
		{"place", scan, func(e *roll.Evidence) { e.Place = "" }},
		{"kind", scan, func(e *roll.Evidence) { e.Kind = "guess" }},
		{"to", line, func(e *roll.Evidence) { e.To = e.From }},
		{"session", word, func(e *roll.Evidence) { e.Session = "" }},
		{"actor", word, func(e *roll.Evidence) { e.Actor = "" }},
		{"reason", word, func(e *roll.Evidence) { e.Reason = "" }},
		{"mark", word, func(e *roll.Evidence) { e.Mark = "asleep" }},
		{"mark", word, func(e *roll.Evidence) { e.Kind, e.Mark = roll.Attested, "" }},
	} {
		x.spoil(&x.e)
		err := x.e.Check()
		want := ""
		if x.field != "" {
			want = "invalid: error.roll.evidence map[field:" + x.field + "]"
		}
		if got := text(err); got != want {
			t.Errorf("%+v: %q, want %q", x.e, got, want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

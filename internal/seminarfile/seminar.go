package seminarfile

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

var colour = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// readSeminar reads [seminar] and [policy]. The languages come first, because every
// text after them is in one of them. What may be left out stays as it was before.
func (b *book) readSeminar(top *table) {
	b.plan.Policy = b.readPolicy(top)
	t, ok := top.table("seminar")
	if !ok {
		if _, given := top.values["seminar"]; !given {
			b.fault(spot{file: top.file}, "file.fault.no_seminar")
		}
		return
	}
	s := &b.plan.Seminar
	if old := b.before.plan; old != nil {
		if len(old.Seminar.Languages) > 0 {
			b.languages = old.Seminar.Languages
		}
		s.Theme, s.Host, s.Accent, s.Record = old.Seminar.Theme, old.Seminar.Host, old.Seminar.Accent, old.Seminar.Record
	}
	b.readLanguages(t)
	s.Languages = b.languages
	s.Key, s.ID, _ = t.key(kindSeminar, "")
	s.Title = t.required("title", title)
	s.Theme = t.textOr("theme", s.Theme, prose)
	s.Host = t.textOr("host", s.Host, title)
	s.Accent = b.accent(t, s.Accent)
	if t.has("record") {
		s.Record = t.bool("record")
	}
	b.readZone(t)
	b.readSpan(t)
	t.done()
}

// readLanguages sets the languages of the seminar's texts: if none is named, those
// that it has, and English for a new one.
func (b *book) readLanguages(t *table) {
	b.unsure[kindLanguage] = false
	tags, at, given := t.strings("languages")
	if !given {
		return
	}
	var all []string
	for i, tag := range tags {
		l := seminar.Language(tag)
		switch {
		case l == "":
			b.fault(at[i], "file.fault.language", "value", short(tag))
		case slices.Contains(all, l):
			b.fault(at[i], "file.fault.language_twice", "value", l)
		default:
			all = append(all, l)
		}
	}
	if len(all) > 0 {
		b.languages = all
	} else if len(tags) == 0 {
		b.fault(t.at("languages"), "file.fault.required")
	}
}

// accent reads the seminar's colour; it stays where the file names none.
func (b *book) accent(t *table, absent string) string {
	s := fold(t.string("accent"))
	if !t.has("accent") {
		return absent
	}
	if s != "" && !colour.MatchString(s) {
		b.fault(t.at("accent"), "file.fault.accent", "value", short(s))
		return ""
	}
	return s
}

func (b *book) readZone(t *table) {
	name := strings.TrimSpace(t.string("zone"))
	if name == "" {
		if v, given := t.values["zone"]; !given || v == "" {
			b.fault(t.at("zone"), "file.fault.required")
		}
		return
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		b.fault(t.at("zone"), "file.fault.zone", "value", short(name))
		return
	}
	b.zone, b.plan.Seminar.Zone = zone, name
}

// readSpan reads the first and the last day; both may be missing.
func (b *book) readSpan(t *table) {
	zone := b.zone
	if zone == nil {
		zone = time.UTC
	}
	if d, ok := t.date("begins"); ok {
		b.begins = d.at(zone)
	}
	if d, ok := t.date("ends"); ok {
		d.day++
		b.last = d.at(zone)
		if b.last.Before(b.begins) {
			b.fault(t.at("ends"), "file.fault.ends_before")
			b.last = time.Time{}
		}
	}
}

// readLevels reads [[levels]]; those that exist stay, after the ones of the file.
func (b *book) readLevels(top *table) {
	b.unsure[kindLevel] = false
	for _, t := range top.tables("levels", maxLevels) {
		var l programme.Level
		l.Key, _, _ = t.key(kindLevel, "")
		l.Name = t.required("name", name)
		t.done()
		b.plan.Seminar.Levels = append(b.plan.Seminar.Levels, l)
	}
	if old := b.before.plan; old != nil {
		b.plan.Seminar.Levels = keep(old.Seminar.Levels, b.plan.Seminar.Levels, func(l programme.Level) string { return l.Key })
	}
}

// readPlaces reads [[places]]; a seminar has at least one, here or already.
func (b *book) readPlaces(top *table) {
	b.unsure[kindPlace] = false
	kinds := []seminar.PlaceKind{seminar.MainHall, seminar.BranchHall, seminar.Online}
	for _, t := range top.tables("places", maxPlaces) {
		var p seminar.Place
		p.Key, p.ID, _ = t.key(kindPlace, "")
		p.Kind = choice(t, "kind", kinds)
		p.Name = t.required("name", name)
		p.Address = t.text("address", title)
		p.Seats = t.number("seats", 0, maxNumber)
		t.done()
		b.seats[p.ID] = t.at("seats")
		b.plan.Seminar.Places = append(b.plan.Seminar.Places, p)
	}
	old := b.before.plan
	if !top.has("places") && (old == nil || len(old.Seminar.Places) == 0) {
		b.unsure[kindPlace] = true
		b.fault(spot{file: top.file}, "file.fault.no_place")
	}
}

// readOrganisations reads [[organisations]]; without an order they rank as they stand.
func (b *book) readOrganisations(top *table) {
	b.unsure[kindOrganisation] = false
	for i, t := range top.tables("organisations", maxOrganisations) {
		var o seminar.Organisation
		o.Key, o.ID, _ = t.key(kindOrganisation, "")
		o.Name = t.required("name", name)
		o.Level = b.level(t.at("level"), t.string("level"))
		o.Order = t.number("order", i+1, maxNumber)
		t.done()
		b.plan.Organisations = append(b.plan.Organisations, o)
	}
}

// level resolves a level; "" stays "".
func (b *book) level(at spot, s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	if _, ok := b.find(kindLevel, s, at); !ok {
		return ""
	}
	return fold(s)
}

package seminarfile

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// hostile are texts that have broken other programs.
var hostile = []string{
	`<script>alert(1)</script>`, `=HYPERLINK("http://x","y")`, "+41 44 123", "-1+1", "@SUM(A1)", "＝1+1", "＠x", "'=1", "''=1", "'t Hooft",
	`"quoted"`, `""`, `\`, `\n`, `a\"b`, "a,b;c\td", "#", "]]", `"""`, `'''`, "{{.}}", "%s", "null", "NaN", "é", "한글", "𠀋",
	"م\u200Dن", "👩🏽\u200D🏫", "[[sessions]]", "= 1", "\u00A0x", "sep=;", "\uFEFFx", "'", "'+", strings.Repeat("长", 200),
}

// shape brings a text to the form in which Read keeps it.
func shape(s string, r rule) string {
	for {
		was := s
		s = strings.Map(func(c rune) rune {
			if bidi(c) || unicode.IsControl(c) && (c != '\n' || !r.lines) || !r.lines && (c == '\u2028' || c == '\u2029') || c == unicode.ReplacementChar {
				return -1
			}
			return c
		}, s)
		s = strings.TrimSpace(norm.NFC.String(s))
		if runes := []rune(s); len(runes) > r.limit {
			s = string(runes[:r.limit])
		}
		if s == was {
			return strings.ReplaceAll(strings.ReplaceAll(s, "\u2028", ""), "\u2029", "")
		}
	}
}

func anyString(r rule) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.OneOf(rapid.SampledFrom(hostile), rapid.String(), rapid.StringMatching(`[=+@'" \-a-z]{1,12}`)).Draw(t, "text")
		if r.lines && rapid.Bool().Draw(t, "long") {
			s = strings.Repeat(s+"\n“x”\n\n", rapid.SampledFrom([]int{1, 2, 5_000}).Draw(t, "times"))
		}
		return shape(s, r)
	})
}

func anyText(r rule, languages []string) *rapid.Generator[seminar.Text] {
	return rapid.Custom(func(t *rapid.T) seminar.Text {
		var text seminar.Text
		for _, l := range append([]string{"fr"}, languages...) {
			if s := anyString(r).Draw(t, l); s != "" && (l != "fr" || rapid.IntRange(0, 9).Draw(t, "foreign") == 0) {
				if text == nil {
					text = seminar.Text{}
				}
				text[l] = s
			}
		}
		return text
	})
}

// said is anyText that says something.
func said(t *rapid.T, r rule, languages []string) seminar.Text {
	if text := anyText(r, languages).Draw(t, "text"); text != nil {
		return text
	}
	return seminar.Text{languages[0]: "x"}
}

func unique(t *rapid.T, label string, least, most int) []string {
	form := rapid.StringMatching(`[a-z0-9-]{1,8}`)
	return rapid.SliceOfNDistinct(form, least, most, rapid.ID[string]).Draw(t, label)
}

func pick[T any](t *rapid.T, from []T) []T {
	if len(from) == 0 {
		return nil
	}
	shuffled := rapid.Permutation(from).Draw(t, "order")
	return shuffled[:rapid.IntRange(0, len(shuffled)).Draw(t, "n")]
}

func one[T any](t *rapid.T, from []T) (x T) {
	if len(from) > 0 && rapid.Bool().Draw(t, "some") {
		x = rapid.SampledFrom(from).Draw(t, "one")
	}
	return x
}

// anyPlan draws plans as Read returns them.
func anyPlan(t *rapid.T) *Plan {
	languages := rapid.SampledFrom([][]string{{"en"}, {"zh-Hans", "en"}, {"en", "zh-Hans", "ar"}}).Draw(t, "languages")
	p := &Plan{Policy: anyPolicy(t)}
	s := &p.Seminar
	s.ID, s.Key, s.Languages = seminar.NewID(), unique(t, "key", 1, 1)[0], languages
	s.Title, s.Theme, s.Host = said(t, title, languages), anyText(prose, languages).Draw(t, "theme"), anyText(title, languages).Draw(t, "host")
	s.Zone = rapid.SampledFrom([]string{"Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC"}).Draw(t, "zone")
	s.Record = rapid.Bool().Draw(t, "record")
	s.Accent = rapid.SampledFrom([]string{"", "#1f5f8b"}).Draw(t, "accent")
	var levels []string
	for _, key := range unique(t, "levels", 0, 3) {
		s.Levels, levels = append(s.Levels, programme.Level{Key: key, Name: said(t, name, languages)}), append(levels, key)
	}
	var places, organisations []seminar.ID
	for _, key := range unique(t, "places", 1, 4) {
		kind := rapid.SampledFrom([]seminar.PlaceKind{seminar.MainHall, seminar.BranchHall, seminar.Online}).Draw(t, "kind")
		x := seminar.Place{ID: seminar.NewID(), Key: key, Kind: kind, Name: said(t, name, languages), Address: anyText(title, languages).Draw(t, "address"), Seats: rapid.IntRange(0, 9).Draw(t, "seats")}
		s.Places, places = append(s.Places, x), append(places, x.ID)
	}
	for _, key := range unique(t, "organisations", 0, 4) {
		x := seminar.Organisation{ID: seminar.NewID(), Key: key, Name: said(t, name, languages), Level: one(t, levels), Order: rapid.IntRange(0, 99).Draw(t, "order")}
		p.Organisations, organisations = append(p.Organisations, x), append(organisations, x.ID)
	}
	p.people(t, levels, places, organisations)
	for _, key := range unique(t, "sessions", 0, 4) {
		s.Sessions = append(s.Sessions, p.session(t, key, places))
	}
	s.Sort()
	return p
}

func anyPolicy(t *rapid.T) roll.Policy {
	p := rapid.SampledFrom(roll.Presets()).Draw(t, "preset")
	if rapid.Bool().Draw(t, "edited") {
		p.LateAfter, p.AbsentAfter, p.Share = 3, rapid.SampledFrom([]int{0, 30}).Draw(t, "absent"), rapid.IntRange(0, 100).Draw(t, "share")
		p.Source = shape(anyString(prose).Draw(t, "source"), prose)
	}
	return p
}

func (p *Plan) people(t *rapid.T, levels []string, places, organisations []seminar.ID) {
	for _, key := range unique(t, "people", 0, 6) {
		x := seminar.Person{
			ID: seminar.NewID(), Key: key, Name: said(t, name, p.Seminar.Languages), Post: anyText(name, p.Seminar.Languages).Draw(t, "post"),
			Organisation: one(t, organisations), Level: one(t, levels), Place: one(t, places),
			Delegate: rapid.Bool().Draw(t, "delegate"), Withdrawn: rapid.Bool().Draw(t, "withdrawn"), Order: rapid.IntRange(0, 99).Draw(t, "order"),
			Language: rapid.SampledFrom([]string{"", "en", "zh-Hans", "fr"}).Draw(t, "language"),
			Email:    rapid.SampledFrom([]string{"", "a@example.org", "+x@example.org"}).Draw(t, "email"),
		}
		p.People = append(p.People, x)
		for _, role := range pick(t, seminar.Roles()) {
			p.Grants = append(p.Grants, seminar.Grant{Person: x.ID, Role: role, Place: one(t, places)})
		}
	}
}

func (p *Plan) session(t *rapid.T, key string, places []seminar.ID) programme.Session {
	var people []seminar.ID
	for _, x := range p.People {
		people = append(people, x.ID)
	}
	// Around the end of summer time in Berlin, Newfoundland and on Lord Howe.
	minute := rapid.IntRange(0, 60*24*240).Draw(t, "minute")
	starts := time.Date(2026, 3, 26, 0, minute, rapid.SampledFrom([]int{0, 0, 7}).Draw(t, "second"), 0, time.UTC)
	s := programme.Session{
		ID: seminar.NewID(), Key: key, Kind: rapid.SampledFrom(programme.Kinds()).Draw(t, "kind"),
		Title: said(t, title, p.Seminar.Languages), Abstract: anyText(prose, p.Seminar.Languages).Draw(t, "abstract"),
		Starts: starts, Ends: starts.Add(time.Duration(rapid.IntRange(1, 24*60).Draw(t, "length")) * time.Minute),
		NoRoll: rapid.Bool().Draw(t, "no roll"), NoRecord: rapid.Bool().Draw(t, "no record"), Cancelled: rapid.Bool().Draw(t, "cancelled"),
	}
	s.Places = append(s.Places, places[0])
	if rapid.Bool().Draw(t, "everywhere") {
		s.Places = append([]seminar.ID(nil), places...)
	}
	for _, deed := range programme.Deeds() {
		for _, id := range pick(t, people) {
			s.Parts = append(s.Parts, programme.Part{Person: id, Deed: deed})
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "items") {
		s.Items = append(s.Items, programme.Item{ID: seminar.NewID(), Key: fmt.Sprint("i", i), Title: said(t, title, p.Seminar.Languages), Minutes: rapid.IntRange(0, 90).Draw(t, "minutes"), Person: one(t, people)})
	}
	return s
}

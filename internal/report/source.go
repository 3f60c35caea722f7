package report

import (
	"time"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Source is every fact that a report is drafted from.
type Source struct {
	Seminar       *programme.Seminar
	People        []seminar.Person
	Organisations []seminar.Organisation
	Roll          roll.Roll
	Entries       []record.Entry          // of floor.Kinds, in their order
	Printers      map[string]i18n.Printer // by language
	AsOf          time.Time               // what was not over by then is not told
}

// Draft writes the report from the facts alone, in each of the seminar's languages
// that has a printer. It is pure: the same facts give the same words. It tells of the
// sessions that are over and were not cancelled, says of each number only what the
// record and the roll say, and leaves the credits to the editor. It returns an error
// when an entry cannot be read.
func Draft(src Source) (Report, error) {
	f, err := gather(src)
	if err != nil {
		return Report{}, err
	}
	r := Report{
		Seminar: src.Seminar.ID, State: Drafted,
		Title: seminar.Text{}, Dateline: seminar.Text{}, Lead: seminar.Text{},
		Starts: f.first, Ends: f.last, Minutes: f.minutes,
		Modes: f.modes, Places: f.named(), Attended: f.attended(), Numbers: f.numbers(),
	}
	for _, lang := range src.Seminar.Languages {
		p, ok := src.Printers[lang]
		if !ok {
			continue
		}
		p.Zone = f.zone
		w := writer{p: p, facts: f, numbers: r.Numbers}
		r.Languages = append(r.Languages, lang)
		r.Title[lang], r.Dateline[lang], r.Lead[lang] = w.title(), w.dateline(), w.lead()
		r.Sections = merge(r.Sections, lang, w.sections())
	}
	for i, n := range r.Numbers {
		if n.Place == "" {
			r.Numbers[i].PlaceName = src.inEach(r.Languages, "report.no_place")
		}
	}
	return r, nil
}

// inEach returns a sentence of the catalogues in several languages.
func (src *Source) inEach(languages []string, key string) seminar.Text {
	t := seminar.Text{}
	for _, lang := range languages {
		t[lang] = src.Printers[lang].T(key)
	}
	return t
}

// merge adds one more language to the sections. The same facts make the same sections
// in every language.
func merge(all []Section, lang string, more []paragraphs) []Section {
	if all == nil {
		for range more {
			all = append(all, Section{Heading: seminar.Text{}, Text: seminar.Text{}})
		}
	}
	for i, m := range more {
		all[i].Heading[lang], all[i].Text[lang] = m.heading, m.String()
	}
	return all
}

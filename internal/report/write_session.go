package report

import (
	"slices"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// ceremonies tells an opening or a closing: when it was, who presided, who spoke, who
// attended by rank.
func (w writer) ceremonies(kind programme.Kind) (text []string) {
	for _, s := range w.facts.of(kind) {
		ran := w.facts.clock[s.ID]
		when := w.p.T("report.ceremony."+string(kind), "date", w.p.Date(ran.from), "from", ran.from, "until", ran.to)
		text = append(text, w.prose(append([]string{when}, w.cast(s, programme.Deeds()...)...)...))
	}
	return text
}

// day tells the sessions of a day but for its ceremonies, a paragraph each.
func (w writer) day(d programme.Day) (text []string) {
	for _, s := range d.Sessions {
		if s.Kind != programme.Opening && s.Kind != programme.Closing {
			text = append(text, w.session(s))
		}
	}
	return text
}

func (w writer) session(s programme.Session) string {
	ran := w.facts.clock[s.ID]
	pairs := []any{"from", ran.from, "until", ran.to, "title", s.Title}
	key, others := "report.session.titled", programme.Deeds() // titles mostly say themselves what sort of session it is
	if speakers := s.People(programme.Speaks); s.Kind == programme.Lecture && len(speakers) > 0 {
		key = "report.session.lecture_by"
		pairs = append(pairs, "people", w.people(speakers))
		others = slices.DeleteFunc(others, func(d programme.Deed) bool { return d == programme.Speaks })
	}
	sentences := append([]string{w.p.T(key, pairs...)}, w.cast(s, others...)...)
	sentences = append(sentences, w.elsewhere(s), firstSentence(w.p.Text(s.Abstract)))
	return w.prose(sentences...)
}

// cast says who had each of the deeds: speakers in the order of the programme, those
// who attended by rank.
func (w writer) cast(s programme.Session, deeds ...programme.Deed) (sentences []string) {
	for _, deed := range deeds {
		ids := s.People(deed)
		if deed == programme.Attends {
			slices.SortFunc(ids, w.facts.rank)
		}
		if len(ids) == 0 {
			continue
		}
		key := "report.deed." + string(deed)
		if deed == programme.Speaks && (s.Kind == programme.Opening || s.Kind == programme.Closing) {
			key = "report.ceremony.speaks"
		}
		sentences = append(sentences, w.p.T(key, "people", w.people(ids)))
	}
	return sentences
}

// elsewhere names the places of a session that was not held at all of them.
func (w writer) elsewhere(s programme.Session) string {
	var names []string
	all := w.facts.named()
	for _, p := range all {
		if s.At(p.Place) {
			names = append(names, w.p.Text(p.Name))
		}
	}
	if len(names) == 0 || len(names) == len(all) {
		return ""
	}
	return w.p.T("report.session.places", "places", w.list(names))
}

// place names a place of the seminar; one that it does not know is named by its id.
func (w writer) place(id seminar.ID) string {
	if p, ok := w.facts.src.Seminar.Place(string(id)); ok {
		return w.p.Text(p.Name)
	}
	if id == "" {
		return w.p.T("report.no_place")
	}
	return string(id)
}

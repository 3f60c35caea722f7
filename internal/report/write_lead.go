package report

import "aula/internal/seminar"

// tense says from where the sentences look: the seminar is planned, running or held.
func (w writer) tense() string {
	switch {
	case !w.facts.begun():
		return "planned"
	case !w.facts.over():
		return "running"
	}
	return "held"
}

func (w writer) title() string {
	return w.p.T("report.title."+w.tense(), "title", w.facts.src.Seminar.Title)
}

// dateline says where the report comes from and of which day it is: the last one of
// the seminar, or the day of writing when that is earlier.
func (w writer) dateline() string {
	day := w.facts.last
	if !w.facts.over() || day.IsZero() {
		day = w.facts.src.AsOf
	}
	place := w.facts.src.Seminar.Host
	for _, p := range w.facts.named() {
		if p.Kind == seminar.MainHall {
			place = p.Name
			if full, _ := w.facts.src.Seminar.Place(string(p.Place)); !full.Address.IsZero() {
				place = full.Address
			}
			break
		}
	}
	if place.IsZero() {
		return w.date(day)
	}
	return w.p.T("report.dateline", "place", place, "date", w.date(day))
}

// lead says in one paragraph what was held, when, where and in which modes, by whom
// and for how many.
func (w writer) lead() string {
	s := w.facts.src.Seminar
	var when, host, theme, figures string
	if !w.facts.first.IsZero() {
		when = w.period(w.facts.first, w.facts.last)
	}
	if !s.Host.IsZero() {
		host = w.p.T("report.lead.host", "host", s.Host)
	}
	if !s.Theme.IsZero() {
		theme = w.p.T("report.lead.theme", "theme", s.Theme)
	}
	if took, of := w.took(); w.facts.begun() && of > 0 {
		figures = w.p.T("report.lead.took."+w.tense(), "took", took, "count", of)
	}
	what := w.p.T("report.lead."+w.tense(), "title", s.Title, "when", when, "where", w.where())
	return w.prose(what, host, theme, figures)
}

// where names the modes: in the main hall, in two branch halls and online at the same time.
func (w writer) where() string {
	count := map[seminar.PlaceKind]int{}
	for _, p := range w.facts.named() {
		count[p.Kind]++
	}
	var modes []string
	for _, kind := range w.facts.modes {
		modes = append(modes, w.p.T("report.where."+string(kind), "count", count[kind], "number", w.number(count[kind])))
	}
	key := "report.where.each"
	switch {
	case len(modes) == 0:
		return ""
	case w.facts.together:
		key = "report.where.together"
	}
	return w.p.T(key, "places", w.list(modes))
}

// took counts the delegates who took part, and all of them.
func (w writer) took() (took, of int) {
	for _, n := range w.numbers {
		took += n.Took
		of += n.Delegates
	}
	return took, of
}

package report

import (
	"slices"
	"strconv"
	"strings"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// discussion tells what the record has of the floor: how often it was given, to whom
// at which place, and how many hands were raised; nothing when there is nothing.
func (w writer) discussion() []string {
	t := w.facts.talk
	var turns, hands []string
	if t.given > 0 {
		turns = append(turns, w.p.T("report.turns", "count", t.given))
		for _, place := range w.places(func(id seminar.ID) bool {
			return slices.ContainsFunc(t.turns, func(x turn) bool { return x.place == id })
		}) {
			turns = append(turns, w.p.T("report.turns.place", "place", w.place(place), "people", strings.Join(w.spokeAt(place), w.p.T("report.list.turns"))))
		}
	}
	if len(t.hands) > 0 {
		total, by := 0, []string{}
		for _, place := range w.places(func(id seminar.ID) bool { return t.hands[id] > 0 }) {
			total += t.hands[place]
			by = append(by, w.p.T("report.hands.place", "place", w.place(place), "count", t.hands[place]))
		}
		hands = append(hands, w.p.T("report.hands", "count", total, "places", strings.Join(by, w.p.T("report.list.comma"))))
	}
	return slices.Concat([]string{w.prose(turns...), w.prose(hands...), w.prose(w.asked()...)}, w.polls(), w.ideas(), w.groups())
}

// ideas tells what came of rounds of ideas, a paragraph each: what all places agreed on, and what they differed about.
func (w writer) ideas() (text []string) {
	for _, r := range w.facts.talk.ideas {
		count := w.p.T("report.ideas.count", "count", len(r.Result.Receptions))
		parts := []string{w.p.T("report.ideas", "title", r.Title, "count", r.Result.People, "ideas", count)}
		for _, a := range []floor.Agreement{floor.Shared, floor.Divided} {
			var named []string
			for _, x := range r.Result.Of(a) {
				if i := slices.IndexFunc(r.Ideas, func(i floor.Idea) bool { return i.ID == x.Idea }); i >= 0 {
					named = append(named, w.p.T("report.idea", "idea", r.Ideas[i].Text))
				}
			}
			if len(named) > 0 {
				parts = append(parts, stop(w.p.T("report.ideas."+string(a), "ideas", strings.Join(named, w.p.T("report.list.turns")))))
			}
		}
		text = append(text, w.prose(parts...))
	}
	return text
}

// groups tells what the groups found, a paragraph for each that has handed it in.
func (w writer) groups() (text []string) {
	all := w.facts.talk.groups
	if len(all) == 0 {
		return nil
	}
	text = append(text, w.p.T("report.groups", "count", len(all)))
	for _, g := range all {
		var points []string
		for _, p := range g.Points {
			points = append(points, stop(w.p.Text(p.Text)))
		}
		title := seminar.Text{}
		if s, there := w.facts.src.Seminar.Session(string(g.Session)); there {
			title = s.Title
		}
		text = append(text, w.prose(append([]string{w.p.T("report.group", "title", title, "number", g.Number)}, points...)...))
	}
	return text
}

// asked tells how many questions were asked in writing, and what became of them.
func (w writer) asked() (sentences []string) {
	t := w.facts.talk
	if t.asked == 0 {
		return nil
	}
	sentences = append(sentences, w.p.T("report.questions", "count", t.asked, "answered", t.answered))
	if t.later > 0 {
		sentences = append(sentences, w.p.T("report.questions.later", "count", t.later))
	}
	return sentences
}

// polls tells what was voted, a paragraph each, as everybody saw it.
func (w writer) polls() (text []string) {
	for _, p := range w.facts.talk.polls {
		parts := []string{w.p.T("report.poll", "title", p.Title, "count", p.Result.Voters)}
		var results []string
		switch {
		case p.Kind == floor.Ranking:
			for i, n := range p.Result.Points {
				results = append(results, w.p.T("report.poll.points", "name", p.Options[i], "count", n))
			}
		case p.Kind == floor.Single || p.Kind == floor.Multiple:
			for i, n := range p.Result.Counts {
				results = append(results, w.p.T("report.poll.option", "name", p.Options[i], "count", n))
			}
		case p.Kind != floor.Words: // words are for the editor to choose from
			results = append(results, w.p.T("report.poll.mean", "mean", strconv.FormatFloat(p.Result.Mean, 'f', 1, 64)))
		}
		if len(results) > 0 {
			parts = append(parts, stop(strings.Join(results, w.p.T("report.list.turns"))))
		}
		text = append(text, w.prose(parts...))
	}
	return text
}

// spokeAt names those who were given the floor at the place, the first one first.
func (w writer) spokeAt(place seminar.ID) (names []string) {
	for _, x := range w.facts.talk.turns {
		if x.place != place {
			continue
		}
		name := w.named(x.person.Name, x.person.Post, x.person.Organisation)
		if _, known := w.facts.people[x.person.ID]; known {
			name = w.person(x.person.ID)
		}
		if x.times > 1 {
			name = w.p.T("report.turns.times", "name", name, "count", x.times)
		}
		names = append(names, name)
	}
	return names
}

// places returns the places for which has holds: the seminar's in their order, then
// those that it no longer has.
func (w writer) places(has func(seminar.ID) bool) (ids []seminar.ID) {
	all := []seminar.ID{}
	for _, p := range w.facts.src.Seminar.Places {
		all = append(all, p.ID)
	}
	for _, x := range w.facts.talk.turns {
		all = append(all, x.place)
	}
	var gone []seminar.ID
	for place := range w.facts.talk.hands {
		gone = append(gone, place)
	}
	slices.Sort(gone)
	for _, id := range append(all, gone...) {
		if has(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// duration says how long it lasted.
func (w writer) duration() string {
	if len(w.facts.told) == 0 {
		return ""
	}
	return w.p.T("report.duration."+w.tense(),
		"days", w.p.T("report.days", "count", len(w.facts.days())),
		"sessions", w.p.T("report.sessions", "count", len(w.facts.told)),
		"length", w.length(w.facts.minutes))
}

// participation says how many took part, by place and level.
func (w writer) participation() string {
	took, of := w.took()
	if took+of == 0 || !w.facts.begun() {
		return ""
	}
	sentences := []string{w.p.T("report.took."+w.tense(), "took", took, "count", of)}
	for i := 0; i < len(w.numbers); {
		rest := w.numbers[i:]
		n := slices.IndexFunc(rest, func(x Number) bool { return x.Place != rest[0].Place })
		if n < 0 {
			n = len(rest)
		}
		sentences = append(sentences, w.tookAt(rest[:n]))
		i += n
	}
	return w.prose(sentences...)
}

// tookAt says how many took part at one place, and of which levels they are when
// there are several.
func (w writer) tookAt(levels []Number) string {
	var took, of int
	var by []string
	for _, n := range levels {
		took += n.Took
		of += n.Delegates
		name := w.p.T("report.no_level")
		if n.Level != "" {
			name = w.p.Text(n.LevelName)
		}
		if n.Took > 0 {
			by = append(by, w.p.T("report.took.level", "level", name, "took", n.Took))
		}
	}
	key := "report.took.levels"
	if len(by) == 0 || len(levels) == 1 && levels[0].Level == "" {
		key = "report.took.place"
	}
	return w.p.T(key, "place", w.place(levels[0].Place), "took", took, "of", of, "levels", strings.Join(by, w.p.T("report.list.comma")))
}

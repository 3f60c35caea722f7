package web

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/export"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// present returns the ledger of the seminar, and what the roll of this moment needs
// besides: the evidence of the facts is that of the open presences.
func (c *call) present() (*roll.Ledger, roll.Facts, error) {
	return c.s.present(c.r.Context(), c.book)
}

func (s *Server) present(ctx context.Context, b *book) (*roll.Ledger, roll.Facts, error) {
	ledger, err := s.ledgers.read(ctx, b.Seminar.ID)
	if err != nil {
		return nil, roll.Facts{}, err
	}
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return nil, roll.Facts{}, err
	}
	facts := roll.Facts{Policy: b.Policy, Seminar: &b.Seminar, People: b.Plan.People, AsOf: s.Clock()}
	for _, l := range h.Presence().Open() {
		facts.Evidence = append(facts.Evidence, l.Evidence())
	}
	return ledger, facts, nil
}

// facts returns everything the roll is made of, for readings that need all evidence in
// one piece.
func (c *call) facts() (roll.Facts, error) {
	ledger, facts, err := c.present()
	if err == nil {
		facts.Evidence = append(ledger.All(0), facts.Evidence...)
	}
	return facts, err
}

// evidenceOf returns what is known of one person.
func (c *call) evidenceOf(person seminar.ID) ([]roll.Evidence, error) {
	ledger, err := c.s.ledgers.read(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	return ledger.Evidence(person), nil
}

// roll folds the roll of this moment. After retention has deleted the evidence there is nobody on it: that nothing is known of
// somebody any more is not that they were absent.
func (c *call) roll() (roll.Roll, error) {
	ledger, facts, err := c.present()
	if err != nil {
		return roll.Roll{}, err
	}
	forgotten, err := c.s.Store.EvidenceForgotten(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return roll.Roll{}, err
	}
	if !forgotten.IsZero() {
		facts.People = nil
	}
	return ledger.Fold(facts), nil
}

// chosenRoll returns the part of the roll that is asked for and may be seen: a steward
// of some places sees those alone.
func (c *call) chosenRoll() (roll.Roll, page.RollFilter, error) {
	filter := page.ParseRollFilter(c.r.URL.Query())
	if s, ok := c.book.Seminar.Session(string(filter.Session)); ok { // by key, too
		filter.Session = s.ID
	}
	if p, ok := c.book.Seminar.Place(string(filter.Place)); ok {
		filter.Place = p.ID
	}
	r, err := c.roll()
	if err != nil {
		return r, filter, err
	}
	if places, all := c.rollPlaces(); !all {
		r = keepRows(r, func(row roll.Row) bool { return seenAt(row, places) })
	}
	return filter.Apply(r, c.book.Directory), filter, nil
}

func showRoll(c *call) error {
	r, filter, err := c.chosenRoll()
	if err != nil {
		return err
	}
	number, _ := strconv.Atoi(c.r.FormValue("page"))
	v := page.Roll{Frame: c.frame("page.roll.title", "light", "roll.js"), Directory: c.book.Directory, Roll: r, Filter: filter, Page: number,
		MayCorrect: c.who.Has(seminar.Organiser)}
	if v.Forgotten, err = c.s.Store.EvidenceForgotten(c.r.Context(), c.book.Seminar.ID); err != nil {
		return err
	}
	if v.MayCorrect {
		if v.Waiting, err = c.leaveWaiting(); err != nil {
			return err
		}
		if v.Patience, err = c.s.Store.Patience(c.r.Context(), c.book.Seminar.ID); err != nil {
			return err
		}
	}
	if c.r.FormValue("part") == "table" {
		c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		return v.RenderTable(c.w)
	}
	return c.page(v)
}

// rollPlaces returns the places whose roll the reader may see; all is true for
// organisers and auditors.
func (c *call) rollPlaces() (places []seminar.ID, all bool) {
	if c.who.Has(seminar.Organiser, seminar.Auditor) {
		return nil, true
	}
	return c.who.Places(seminar.Steward)
}

// seenAt reports whether somebody belongs to one of the places or was there.
func seenAt(row roll.Row, places []seminar.ID) bool {
	for _, p := range places {
		if row.Person.Place == p {
			return true
		}
		for _, cell := range row.Cells {
			if cell.Place == p {
				return true
			}
		}
	}
	return false
}

// keepRows returns the roll with some of its rows, counted anew.
func keepRows(r roll.Roll, keep func(roll.Row) bool) roll.Roll {
	part := r
	part.Rows = nil
	for _, row := range r.Rows {
		if keep(row) {
			part.Rows = append(part.Rows, row)
		}
	}
	return part.Filter(roll.Filter{})
}

// ownRow folds the reader's own line of the roll alone.
func (c *call) ownRow() (*roll.Row, error) {
	ledger, facts, err := c.present()
	if err != nil {
		return nil, err
	}
	if forgotten, err := c.s.Store.EvidenceForgotten(c.r.Context(), c.book.Seminar.ID); err != nil || !forgotten.IsZero() {
		return nil, err
	}
	if row, ok := ledger.Row(facts, c.who.Person.ID); ok {
		return &row, nil
	}
	return nil, nil
}

// rollTypes are the forms in which the roll is sent.
var rollTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"json": "application/json",
}

// sendRoll sends the chosen part of the roll as a file.
func sendRoll(format string) func(*call) error {
	return func(c *call) error {
		r, _, err := c.chosenRoll()
		if err != nil {
			return err
		}
		c.file("roll", format)
		if format == "csv" {
			c.describe()
		}
		return export.Write(c.w, format, export.Sheet{Roll: r, Seminar: &c.book.Seminar, Organisations: c.book.Plan.Organisations}, c.Printer)
	}
}

// correctRoll adds a correction. The evidence that it overrules stays.
func correctRoll(c *call) error {
	made := c.r.FormValue("mark") == string(roll.MadeUp)
	if made {
		c.r.Form.Set("mark", "")
	}
	e, err := c.judged(roll.Corrected)
	if err != nil {
		return err
	}
	if e.Person == c.who.Person.ID {
		return seminar.Forbidden("error.roll.own")
	}
	if e.Reason = strings.TrimSpace(c.r.FormValue("reason")); e.Reason == "" || len(e.Reason) > maxReason {
		return seminar.Invalid("error.roll.reason")
	}
	if e.Kind, err = c.corrects(e.Session); err != nil {
		return err
	}
	switch { // it takes nothing back, and comes on top
	case made && e.Kind == roll.Proposed: // of a sealed half-day two people say that it counts whole
		e.Mark = roll.Present
	case made:
		e.Kind = roll.MadeUp
	}
	if err := c.addEvidence(e, c.r.FormValue("op")); err != nil {
		return err
	}
	done := "done.corrected"
	if e.Kind == roll.Proposed {
		done = "done.proposed"
	}
	if next := safeNext(c.r.FormValue("next")); next != "" && next != "/" {
		return c.goTo(next, done)
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/roll", done)
}

// judged reads a mark that somebody gives: for which session, which person, what.
func (c *call) judged(kind roll.Kind) (roll.Evidence, error) {
	session, ok := c.book.Seminar.Session(c.r.FormValue("session"))
	id := seminar.ID(c.r.FormValue("person"))
	if kind == roll.Claimed {
		id = c.who.Person.ID
	}
	person, known := c.book.Directory.People[id]
	mark := roll.Mark(c.r.FormValue("mark"))
	if !ok || !session.Marked() || !known || !person.Delegate {
		return roll.Evidence{}, seminar.NotFound("error.roll.nobody")
	}
	allowed := map[roll.Mark]bool{roll.Present: true, roll.Late: true, roll.LeftEarly: true, roll.Absent: true, roll.Excused: kind != roll.Attested, "": kind == roll.Corrected}
	if !allowed[mark] {
		return roll.Evidence{}, seminar.Invalid("error.roll.mark", "mark", mark)
	}
	return roll.Evidence{Kind: kind, Person: person.ID, Session: session.ID, Mark: mark, At: seminar.Millis(c.s.Clock()), Actor: c.who.Person.ID}, nil
}

// addEvidence keeps one observation; the same op again is done once.
func (c *call) addEvidence(e roll.Evidence, op string) error {
	if op == "" || len(op) > 100 {
		return seminar.Invalid("error.invalid")
	}
	op = string(c.who.Person.ID) + ":" + op
	if e.ID == "" {
		e.ID = seminar.NewID()
	}
	if _, done, err := c.s.Store.Told(c.r.Context(), c.book.Seminar.ID, op); done || err != nil {
		return err
	}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error { return tx.AddEvidence(c.book.Seminar.ID, e, op) })
	if errors.Is(err, record.ErrTold) {
		return nil
	}
	return err
}

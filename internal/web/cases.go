package web

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showCases shows what the roll cannot decide by itself.
func showCases(c *call) error {
	cases, err := c.cases()
	if err != nil {
		return err
	}
	v := page.Cases{Frame: c.frame("page.cases.title", "light", ""), Directory: c.book.Directory, MayDecide: c.who.Has(seminar.Organiser)}
	for _, x := range cases {
		if x.Left.At.IsZero() {
			v.Open = append(v.Open, x)
		} else {
			v.Settled = append(v.Settled, x)
		}
	}
	return c.page(v)
}

// cases returns all cases with what was said of those that were left as they are.
func (c *call) cases() ([]page.CaseView, error) {
	facts, err := c.facts()
	if err != nil {
		return nil, err
	}
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	left, err := c.settled()
	if err != nil {
		return nil, err
	}
	r := roll.Fold(facts)
	cases := roll.Cases(facts, r, seals)
	if cases, err = c.walkIns(cases, facts.Evidence); err != nil {
		return nil, err
	}
	if cases, err = c.phones(cases); err != nil {
		return nil, err
	}
	var all []page.CaseView
	for _, x := range cases {
		v := page.CaseView{Case: x, Left: left[x.Key], Own: x.Claim != nil && x.Claim.Kind == roll.Proposed && x.Claim.Actor == c.who.Person.ID}
		if row, ok := r.Row(x.Person); ok {
			v.Row = &row
			v.Cell, _ = row.Cell(x.Session)
		}
		if h, ok := r.Half(x.Session); ok {
			v.Seals = sealOf(seals, h) != nil
		}
		all = append(all, v)
	}
	return all, nil
}

// walkIns adds those who were put onto the list at a door: the desk has to know them.
func (c *call) walkIns(cases []roll.Case, evidence []roll.Evidence) ([]roll.Case, error) {
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, "person.added") {
		if err != nil {
			return nil, err
		}
		var b struct{ Why string }
		if e.Decode(&b) != nil || b.Why != walkIn {
			continue
		}
		x := roll.Case{Key: string(roll.DoubtWalkIn) + ":" + string(e.Person), Doubt: roll.DoubtWalkIn, Person: e.Person, Place: e.Place, At: e.At}
		if i := slices.IndexFunc(evidence, func(said roll.Evidence) bool { return said.Person == e.Person }); i >= 0 {
			x.Evidence = evidence[i : i+1]
		}
		cases = append(cases, x)
	}
	return cases, nil
}

// wrongClock is from when on the clock of a phone is an alarm: its scans are set right by what is known of it, but nobody knows
// since when it is wrong.
const wrongClock = 2 * time.Minute

// phones adds the phones at doors of which scans have not arrived, or the clock is wrong.
func (c *call) phones(cases []roll.Case) ([]roll.Case, error) {
	gates, err := c.s.Store.Gates(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range gates {
		x := roll.Case{Place: g.Place, At: g.Heard, Device: cmp.Or(g.Label, g.Device)}
		if n := door.Count(g.Missing()); n > 0 {
			x.Doubt, x.Count = roll.DoubtGap, int(n)
			x.Key = fmt.Sprintf("%s:%s:%d", x.Doubt, g.Device, n)
			cases = append(cases, x)
		}
		if minutes := int(g.Skew.Round(time.Minute).Minutes()); g.Skew.Abs() >= wrongClock {
			x.Doubt, x.Minutes = roll.DoubtSkew, max(minutes, -minutes)
			x.Behind = minutes < 0
			x.Key = fmt.Sprintf("%s:%s:%d", x.Doubt, g.Device, minutes)
			cases = append(cases, x)
		}
	}
	return cases, nil
}

// settledEntry is the kind of the entry that tells that a case was left as it is.
const settledEntry = "case.settled"

type settledBody struct {
	Case   string `json:"case"`
	Reason string `json:"reason"`
}

// settled returns what was said of cases, by their keys.
func (c *call) settled() (map[string]page.Settlement, error) {
	left := map[string]page.Settlement{}
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, settledEntry) {
		if err != nil {
			return nil, err
		}
		var b settledBody
		if e.Decode(&b) == nil {
			left[b.Case] = page.Settlement{By: e.Actor, Reason: b.Reason, At: e.At}
		}
	}
	return left, nil
}

// decideCase answers a claim or what was proposed, or leaves a case as it is.
func decideCase(c *call) error {
	reason := strings.TrimSpace(c.r.FormValue("reason"))
	if reason == "" || len(reason) > maxReason {
		return seminar.Invalid("error.roll.reason")
	}
	var err error
	if ref := seminar.ID(c.r.FormValue("ref")); ref != "" {
		err = c.answerClaim(ref, seminar.ID(c.r.FormValue("person")), reason)
	} else {
		err = c.settle(c.r.FormValue("case"), reason)
	}
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/cases", "done.case")
}

// settle leaves a case as it is.
func (c *call) settle(key, reason string) error {
	cases, err := c.cases()
	if err != nil {
		return err
	}
	for _, x := range cases {
		if x.Key != key || x.Claim != nil {
			continue
		}
		op, err := c.op()
		if err != nil {
			return err
		}
		e := record.New(settledEntry, settledBody{key, reason})
		e.Seminar, e.Actor, e.Person, e.Session, e.Place, e.Op = c.book.Seminar.ID, c.who.Person.ID, x.Person, x.Session, x.Place, op
		if _, err := c.s.Store.Tell(c.r.Context(), e); !errors.Is(err, record.ErrTold) {
			return err
		}
		return nil
	}
	return seminar.Conflict("error.case.gone")
}

// answerClaim grants or refuses. What was proposed for a sealed half-day is decided by another person than who proposed it; a claim
// that is granted there is a proposal first.
func (c *call) answerClaim(id, person seminar.ID, reason string) error {
	said, err := c.evidenceOf(person)
	if err != nil {
		return err
	}
	var claim *roll.Claim
	for _, x := range roll.Claims(said) {
		if x.ID == id {
			claim = &x
		}
	}
	switch {
	case claim == nil:
		return seminar.NotFound("error.not_found")
	case person == c.who.Person.ID:
		return seminar.Forbidden("error.roll.own")
	case !claim.Open():
		return seminar.Conflict("error.case.gone")
	case claim.Kind == roll.Proposed && claim.Actor == c.who.Person.ID:
		return seminar.Conflict("error.case.own")
	}
	e := roll.Evidence{Person: person, Session: claim.Session, Mark: claim.Mark, Reason: reason, Ref: id, At: seminar.Millis(c.s.Clock()), Actor: c.who.Person.ID}
	switch c.r.FormValue("deed") {
	case "grant":
		e.Kind = roll.Corrected
		if claim.Kind == roll.Claimed {
			if e.Kind, err = c.corrects(claim.Session); err != nil {
				return err
			}
		} else {
			e.Reason = claim.Reason
		}
	case "refuse":
		e.Kind, e.Mark = roll.Refused, ""
	default:
		return seminar.Invalid("error.invalid")
	}
	return c.addEvidence(e, c.r.FormValue("op"))
}

// corrects returns as what a correction of a session is kept: at once, or to be confirmed by a second person once the half-day is sealed.
func (c *call) corrects(session seminar.ID) (roll.Kind, error) {
	seal, err := c.sealed(session)
	if err != nil || seal == nil {
		return roll.Corrected, err
	}
	return roll.Proposed, nil
}

// claimRow says that the reader's own row is wrong in a session.
func claimRow(c *call) error {
	e, err := c.judged(roll.Claimed)
	if err != nil {
		return err
	}
	session, _ := c.book.Seminar.Session(string(e.Session))
	switch e.Reason = strings.TrimSpace(c.r.FormValue("reason")); {
	case e.Reason == "" || len(e.Reason) > maxReason:
		return seminar.Invalid("error.roll.reason")
	case !c.book.Policy.MayClaim(session.Ends, e.At):
		return seminar.Conflict("error.claim.over")
	}
	said, err := c.evidenceOf(e.Person)
	if err != nil {
		return err
	}
	for _, x := range roll.Claims(said) {
		if x.Session == e.Session && x.Kind == roll.Claimed && x.State != roll.Corrected && x.State != roll.Refused {
			return seminar.Conflict("error.claim.open")
		}
	}
	if err := c.addEvidence(e, c.r.FormValue("op")); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/me", "done.claimed")
}

// op returns the reader's own name for what the form does.
func (c *call) op() (string, error) {
	op := c.r.FormValue("op")
	if op == "" || len(op) > 100 {
		return "", seminar.Invalid("error.invalid")
	}
	return string(c.who.Person.ID) + ":" + op, nil
}

// maxReason is how long a reason may be, in bytes.
const maxReason = 2000

// beforeSeal refuses a mark that was made after its half-day was sealed; one that a tablet made before and delivers later is taken.
func (c *call) beforeSeal(session seminar.ID, at time.Time) error {
	seal, err := c.sealed(session)
	if err == nil && seal != nil && at.After(seal.At) {
		return seminar.Conflict("error.seal.marks")
	}
	return err
}

package hall

import (
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// promptGrace is how long after its time an answer is still taken: it was given in time and was under way.
const promptGrace = 5 * time.Second

// Asking is what it takes to ask those who attend alone whether they are there.
type Asking struct {
	Policy   roll.Policy
	Secret   []byte
	Session  *programme.Session // that runs; nil for none
	Online   []roll.Lease       // who is there now
	Prompt   func(seminar.ID) (roll.Prompt, bool)
	Open     []roll.Prompt // that wait for an answer
	Patience map[seminar.ID]int
	Since    time.Time // when the server began
	Fault    bool      // nothing comes of the hall, by no fault of those who watch
}

// Due returns what is to be added now: prompts for those whose moment has come, and the end of those that were not answered in
// time. A prompt is voided, and asked again, when the server or the hall was at fault: it was open while the server was
// down, or the hall was not to be seen at its end. Nobody is asked in a break, nor in a hall, nor twice for one part of a session.
func (a *Asking) Due(now time.Time) (all []roll.Evidence) {
	for _, p := range a.Open {
		e := roll.Evidence{Person: p.Person, Kind: roll.PromptMissed, Place: p.Place, Session: p.Session, At: now, Ref: p.ID}
		switch {
		case p.From.Before(a.Since):
			e.Kind, e.Reason = roll.PromptVoided, "restart"
		case now.Before(p.To.Add(promptGrace)):
			continue
		case a.Fault:
			e.Kind, e.Reason = roll.PromptVoided, "hall"
		}
		all = append(all, e)
	}
	if a.Session == nil || a.Fault || a.Policy.Prompts == 0 {
		return all
	}
	part := roll.PromptPart(a.Policy, a.Session, now)
	asked := map[seminar.ID]bool{}
	for _, l := range a.Online {
		if !asked[l.Person] {
			asked[l.Person] = true
			all = a.ask(all, l, part, now)
		}
	}
	return all
}

// ask adds the prompt of a part of the session for one person if its moment has come.
func (a *Asking) ask(all []roll.Evidence, l roll.Lease, part int, now time.Time) []roll.Evidence {
	window := a.window(l.Person)
	at, ends, ok := roll.PromptTime(a.Secret, a.Policy, a.Session, l.Person, window, part)
	if !ok || now.Before(at) || now.Add(window).After(ends) {
		return all
	}
	e := roll.Evidence{Person: l.Person, Kind: roll.PromptShown, Place: l.Place, Session: a.Session.ID, At: now, From: now, To: now.Add(window)}
	for try := range 10 {
		e.Ref = seminar.IDFromBytes([8]byte(roll.PromptID(a.Secret, a.Session.ID, l.Person, part, try)))
		p, known := a.Prompt(e.Ref)
		if !known {
			return append(all, e)
		}
		if p.State != roll.PromptVoided {
			return all
		}
		e.Reason = string(e.Ref)
	}
	return all
}

func (a *Asking) window(person seminar.ID) time.Duration {
	return a.Policy.PromptWindow() * time.Duration(max(1, a.Patience[person]))
}

// Answerable reports whether a prompt can still be answered.
func Answerable(p roll.Prompt, now time.Time) bool {
	return p.State == roll.PromptShown && now.Before(p.To.Add(promptGrace))
}

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
	Sessions []*programme.Session // that run, by the programme
	Online   []roll.Lease         // who is there now
	Prompt   func(seminar.ID) (roll.Prompt, bool)
	Open     []roll.Prompt // that wait for an answer
	Patience map[seminar.ID]int
	Since    time.Time // when the server began
	Fault    bool      // nothing comes of the hall, by no fault of those who watch
}

// Due returns what is to be added now: prompts for those whose moment has come, and the end of those that were not answered in
// time. A prompt is voided, and asked again, when the server or the hall was at fault: it was open while the server was
// down, or the hall was not to be seen at its end. Nobody is asked in a break, nor in a hall, nor twice for one part of a session.
// Who is there at the end of a part and could not be asked in it, for whatever reason, has a prompt that is voided at once: it was
// not theirs to give.
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
	if a.Policy.Prompts == 0 {
		return all
	}
	asked := map[seminar.ID]bool{}
	for _, s := range a.Sessions {
		part := roll.PromptPart(a.Policy, s, now)
		for _, l := range a.Online {
			if s.At(l.Place) && !asked[l.Person] {
				asked[l.Person] = true
				all = a.ask(all, l, s, part, now)
			}
		}
	}
	return all
}

// ask adds the prompt of a part of a session for one person if its moment has come, or has passed in vain.
func (a *Asking) ask(all []roll.Evidence, l roll.Lease, s *programme.Session, part int, now time.Time) []roll.Evidence {
	window := a.window(l.Person, s)
	at, ends, ok := roll.PromptTime(a.Secret, a.Policy, s, l.Person, window, part)
	passed := now.Add(window).After(ends)
	if !ok || now.Before(at) || a.Fault && !passed {
		return all
	}
	e := roll.Evidence{Person: l.Person, Kind: roll.PromptShown, Place: l.Place, Session: s.ID, At: now, From: now, To: now.Add(window)}
	for try := range 10 {
		e.Ref = seminar.IDFromBytes([8]byte(roll.PromptID(a.Secret, s.ID, l.Person, part, try)))
		p, known := a.Prompt(e.Ref)
		switch {
		case !known && !passed:
			return append(all, e)
		case !known && try == 0:
			e.To = now.Add(time.Millisecond) // nobody is shown it
			void := roll.Evidence{Person: l.Person, Kind: roll.PromptVoided, Place: l.Place, Session: s.ID, At: now, Ref: e.Ref, Reason: "not asked"}
			return append(all, e, void)
		case !known, p.State != roll.PromptVoided:
			return all
		}
		e.Reason = string(e.Ref)
	}
	return all
}

// window returns how long somebody has to answer: never so long that a part of the session had no room for it.
func (a *Asking) window(person seminar.ID, s *programme.Session) time.Duration {
	window := a.Policy.PromptWindow() * time.Duration(max(1, a.Patience[person]))
	if n := a.Policy.PromptCount(s.Ends.Sub(s.Starts)); n > 0 {
		window = min(window, s.Ends.Sub(s.Starts)/time.Duration(n)*3/4)
	}
	return window
}

// Answerable reports whether a prompt can still be answered.
func Answerable(p roll.Prompt, now time.Time) bool {
	return p.State == roll.PromptShown && now.Before(p.To.Add(promptGrace))
}

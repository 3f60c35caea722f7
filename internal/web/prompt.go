package web

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"aula/internal/hall"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// prompts keep what was asked in each seminar, as far as the evidence has been read.
type prompts struct {
	mu sync.Mutex
	of map[seminar.ID]*promptBook // guarded by mu
}

type promptBook struct {
	mu   sync.Mutex
	read int                            // guarded by mu; so much of the evidence has been looked at
	said map[seminar.ID][]roll.Evidence // guarded by mu; by prompt
	all  map[seminar.ID]roll.Prompt     // guarded by mu
	open map[seminar.ID]roll.Prompt     // guarded by mu; that wait for an answer
}

// book returns a seminar's prompts, brought up to the evidence.
func (ps *prompts) book(of seminar.ID, ledger *roll.Ledger) *promptBook {
	ps.mu.Lock()
	if ps.of == nil {
		ps.of = map[seminar.ID]*promptBook{}
	}
	b := ps.of[of]
	if b == nil {
		b = &promptBook{said: map[seminar.ID][]roll.Evidence{}, all: map[seminar.ID]roll.Prompt{}, open: map[seminar.ID]roll.Prompt{}}
		ps.of[of] = b
	}
	ps.mu.Unlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	fresh := ledger.All(b.read)
	b.read += len(fresh)
	for _, e := range fresh {
		switch e.Kind {
		case roll.PromptShown, roll.PromptAnswered, roll.PromptMissed, roll.PromptVoided:
			b.hearLocked(e)
		}
	}
	return b
}

func (b *promptBook) hearLocked(e roll.Evidence) {
	b.said[e.Ref] = append(b.said[e.Ref], e)
	for _, p := range roll.Prompts(b.said[e.Ref]) {
		b.all[p.ID] = p
		if delete(b.open, p.ID); p.State == roll.PromptShown {
			b.open[p.ID] = p
		}
	}
}

func (b *promptBook) prompt(id seminar.ID) (roll.Prompt, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p, ok := b.all[id]
	return p, ok
}

func (b *promptBook) waiting() (all []roll.Prompt) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.open {
		all = append(all, p)
	}
	return all
}

// openPrompts returns the prompts of a seminar as they are now.
func (s *Server) openPrompts(ctx context.Context, of seminar.ID) (*promptBook, error) {
	ledger, err := s.ledgers.read(ctx, of)
	if err != nil {
		return nil, err
	}
	return s.prompts.book(of, ledger), nil
}

// ask asks those who attend alone whether they are there, where the rule wants it.
func (s *Server) ask(ctx context.Context, b *book) error {
	if b.Policy.Prompts == 0 {
		return nil
	}
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return err
	}
	known, err := s.openPrompts(ctx, b.Seminar.ID)
	if err != nil {
		return err
	}
	patience, err := s.Store.Patience(ctx, b.Seminar.ID)
	if err != nil {
		return err
	}
	now := seminar.Millis(s.Clock())
	state := h.State()
	a := hall.Asking{
		Policy: b.Policy, Secret: s.Keys.Secret("prompts " + string(b.Seminar.ID)), Prompt: known.prompt, Open: known.waiting(), Patience: patience,
		Since: s.began, Fault: state.Air["programme"].Lost != nil,
	}
	for i := range b.Seminar.Sessions {
		if x := &b.Seminar.Sessions[i]; x.Marked() && !now.Before(x.Starts) && now.Before(x.Ends) {
			a.Sessions = append(a.Sessions, x)
		}
	}
	a.Online = b.alone(h.Presence().Online())
	due := a.Due(now)
	if len(due) == 0 {
		return nil
	}
	return s.Store.Write(ctx, func(tx *store.Tx) error {
		for _, e := range due {
			err := tx.AddEvidence(b.Seminar.ID, e, "prompt:"+string(e.Ref)+":"+string(e.Kind))
			if err != nil && !errors.Is(err, record.ErrTold) {
				return err
			}
		}
		return nil
	})
}

// alone returns the presences of delegates.
func (b *book) alone(online []roll.Lease) (all []roll.Lease) {
	for _, l := range online {
		if p := b.Directory.People[l.Person]; p.Delegate && !p.Withdrawn {
			all = append(all, l)
		}
	}
	return all
}

// promptWire is a prompt as its own person is told of it.
type promptWire struct {
	Prompt seminar.ID `json:"prompt"`
	Until  time.Time  `json:"until,omitzero"`
}

// ownPrompt returns what the reader is asked now; nil when nothing.
func (c *call) ownPrompt() *promptWire {
	if !c.who.Person.Delegate || c.book.Policy.Prompts == 0 {
		return nil
	}
	b, err := c.s.openPrompts(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil // the page learns of it by the entry that follows
	}
	for _, p := range b.waiting() {
		if p.Person == c.who.Person.ID && hall.Answerable(p, c.s.Clock()) {
			return &promptWire{p.ID, p.To}
		}
	}
	return nil
}

// answerPrompt says that the reader is there.
func (c *call) answerPrompt(m command) error {
	b, err := c.s.openPrompts(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	p, ok := b.prompt(m.Prompt)
	switch {
	case !ok || p.Person != c.who.Person.ID:
		return seminar.NotFound("error.prompt.unknown")
	case p.State == roll.PromptAnswered:
		return nil
	case !hall.Answerable(p, c.s.Clock()):
		return seminar.Conflict("error.prompt.over")
	}
	e := roll.Evidence{Person: p.Person, Kind: roll.PromptAnswered, Place: p.Place, Session: p.Session, At: seminar.Millis(c.s.Clock()), Ref: p.ID, Actor: p.Person}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		return tx.AddEvidence(c.book.Seminar.ID, e, "prompt:"+string(p.ID)+":"+string(e.Kind))
	})
	if errors.Is(err, record.ErrTold) {
		return nil
	}
	return err
}

// ownPrompts are the kinds of evidence of which their own person is told, and as what.
var ownPrompts = map[roll.Kind]string{
	roll.PromptShown: "prompt.shown", roll.PromptAnswered: "prompt.answered", roll.PromptMissed: "prompt.missed", roll.PromptVoided: "prompt.voided",
}

// ownLogins are the entries that tell a person that somebody has come in as them.
var ownLogins = []string{"invitation.opened", "login.made"}

// ownWritten are the entries about questions and ideas of which who wrote them is told everything.
var ownWritten = []string{"question.asked", "question.hidden", "idea.written", "idea.hidden", "idea.withdrawn"}

// own returns an entry as the person whom it is about is told of it: a prompt, what became of a question or an idea, or that somebody has come in as
// them; ok is false for others, and for another's. Those who run the hall are told why it was hidden as well.
func (a audience) own(e record.Entry) (m message, ok bool) {
	mine := a.person != "" && e.Person == a.person
	if slices.Contains(ownWritten, e.Kind) && (mine || a.staff) {
		return message{Seq: e.Seq, At: e.At, Kind: e.Kind, Session: e.Session, Place: e.Place, Body: e.Body}, true
	}
	if a.person == "" || e.Person != a.person {
		return m, false
	}
	if e.Kind == groupNews {
		return tell(e), true
	}
	if slices.Contains(ownLogins, e.Kind) && e.At.After(a.since) {
		return message{Seq: e.Seq, At: e.At, Kind: "login.opened"}, true
	}
	if e.Kind != "roll.evidence" {
		return m, false
	}
	var x roll.Evidence
	if e.Decode(&x) != nil || ownPrompts[x.Kind] == "" || x.Kind == roll.PromptShown && x.To.Sub(x.From) < time.Second { // voided at once
		return m, false
	}
	return message{Seq: e.Seq, At: e.At, Kind: ownPrompts[x.Kind], Session: e.Session, Place: e.Place, Body: promptWire{x.Ref, x.To}}, true
}

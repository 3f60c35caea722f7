package web

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// pollGrace is how long votes are still taken after a poll was called closed: a vote may be on its way. Who sees the
// hall by a delayed stream hears of it later, and has that much longer.
const (
	pollGrace    = 2 * time.Second
	longestGrace = 30 * time.Second
)

// pollDeed is a command that leads to an entry about a poll.
func pollDeed(deed string) func(*call, command) (floor.Command, error) {
	return func(_ *call, m command) (floor.Command, error) { return floor.PollDeed{Deed: deed, Poll: m.Poll}, nil }
}

// makePoll prepares a poll. Its texts are in languages of the seminar.
func makePoll(c *call, m command) (floor.Command, error) {
	if m.Draft == nil {
		return nil, seminar.Invalid("error.invalid")
	}
	p := *m.Draft
	p.Title = trimmed(p.Title)
	for i, o := range p.Options {
		p.Options[i] = trimmed(o)
	}
	return floor.MakePoll{Poll: p}, nil
}

func trimmed(t seminar.Text) seminar.Text {
	all := seminar.Text{}
	for language, s := range t {
		if s = strings.TrimSpace(s); s != "" {
			all[language] = s
		}
	}
	return all
}

func closePoll(c *call, m command) (floor.Command, error) {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	late := min(h.Presence().Late(), longestGrace)
	return floor.PollDeed{Deed: "closing", Poll: m.Poll, Until: seminar.Millis(c.s.Clock().Add(pollGrace + late)).UTC()}, nil
}

func countHeads(c *call, m command) (floor.Command, error) {
	place, ok := c.book.Seminar.Place(m.Place)
	if !ok {
		return nil, seminar.NotFound("error.not_found")
	}
	return floor.CountHeads{Poll: m.Poll, Place: place.ID, Counts: m.Counts}, nil
}

// vote puts the reader's vote into the box.
func (c *call) vote(m command, mode string) error {
	if !voters.allows(c.who, "") {
		return seminar.Forbidden("error.poll.voters_only")
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	p, there := h.State().Poll(m.Poll)
	if !there || p.Stage == floor.Draft || m.Ballot == nil {
		return seminar.NotFound("error.poll.unknown")
	}
	ballot, err := p.Check(*m.Ballot)
	if err != nil {
		return err
	}
	by := c.by(mode)
	where, err := c.s.turnouts.where(c.r.Context(), c.s, c.book, c.who.Person.ID, p.Present)
	if err != nil {
		return err
	}
	if p.Present && where == "" {
		return seminar.Forbidden("error.poll.present_only")
	}
	v := floor.Vote{Poll: p.ID, Voter: c.who.Person.ID, Place: cmp.Or(where, by.Place), Ballot: ballot}
	err = c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		first, err := tx.Vote(c.book.Seminar.ID, v)
		if err == nil && first && p.Feedback && c.who.Person.Delegate {
			err = once(tx.AddEvidence(c.book.Seminar.ID, roll.Evidence{Person: v.Voter, Kind: roll.Fed, Session: p.Session, At: tx.Now, Actor: v.Voter}, "feedback:"+string(p.Session)+":"+string(v.Voter)))
		}
		if err != nil || !first || !c.who.Person.Delegate || where == "" && by.From != floor.FromHome {
			return err // a page that says that it is in a hall proves nothing
		}
		e := roll.Evidence{Person: v.Voter, Kind: roll.Voted, Place: v.Place, At: tx.Now, Ref: p.ID, Actor: v.Voter}
		return once(tx.AddEvidence(c.book.Seminar.ID, e, "voted:"+string(p.ID)+":"+string(v.Voter)))
	})
	if err == nil {
		c.s.turnouts.changed(c.s, c.book, p)
	}
	return err
}

// once is nil for what was told before.
func once(err error) error {
	if errors.Is(err, record.ErrTold) {
		return nil
	}
	return err
}

// feedback asks what people think of the session that runs: how useful it was, and what they take home, without names.
func (c *call) feedback(m command, mode string) error {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	if m.Op == "" {
		return seminar.Invalid("error.invalid")
	}
	for _, p := range []floor.Poll{
		{Title: c.inAll("poll.feedback.useful"), Kind: floor.Scale, Low: 1, High: 5, Secret: true, Feedback: true},
		{Title: c.inAll("poll.feedback.home"), Kind: floor.Words, Secret: true, Feedback: true},
	} {
		if err := h.Do(c.r.Context(), c.by(mode), m.Op+":"+string(p.Kind), floor.MakePoll{Poll: p}); err != nil {
			return err
		}
	}
	return nil
}

// inAll returns a sentence in every language of the seminar.
func (c *call) inAll(key string) seminar.Text {
	all := seminar.Text{}
	for _, l := range c.book.Seminar.Languages {
		all[l] = c.s.Texts.Printer(l, c.book.Seminar.Location()).T(key)
	}
	return all
}

// ownVotes returns in which of the polls the reader has voted, and how.
func (c *call) ownVotes(polls []floor.Poll) map[seminar.ID]json.RawMessage {
	if len(polls) == 0 || !voters.allows(c.who, "") {
		return nil
	}
	votes, err := c.s.Store.VotedIn(c.r.Context(), c.book.Seminar.ID, c.who.Person.ID)
	if err != nil {
		return nil // the page then offers to vote, and is told that the vote is there
	}
	all := map[seminar.ID]json.RawMessage{}
	for poll, choice := range votes {
		all[poll] = json.RawMessage(cmp.Or(choice, "null"))
	}
	return all
}

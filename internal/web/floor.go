package web

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// command is what a page wants done on the floor (docs/protocol.md, section 3).
type command struct {
	Do        string        `json:"do"`
	Op        string        `json:"op"`
	Place     string        `json:"place"`
	Person    seminar.ID    `json:"person"`
	Hand      seminar.ID    `json:"hand"`
	Rule      string        `json:"rule"`
	Why       string        `json:"why"`
	Session   string        `json:"session"`
	Item      seminar.ID    `json:"item"`
	Slot      string        `json:"slot"`
	Publisher string        `json:"publisher"`
	Source    seminar.ID    `json:"source"`
	Layout    string        `json:"layout"`
	Fixed     bool          `json:"fixed"`
	Mode      string        `json:"mode"`
	Report    *hallReport   `json:"report"`
	Prompt    seminar.ID    `json:"prompt"`
	Path      roll.Path     `json:"path"`
	Late      int           `json:"late"` // milliseconds
	Poll      seminar.ID    `json:"poll"`
	Draft     *floor.Poll   `json:"draft"`
	Ballot    *floor.Ballot `json:"ballot"`
	Seconds   int           `json:"seconds"`
	Hall      bool          `json:"hall"`
	Counts    []int         `json:"counts"`
	questionFields
	ideaFields
	captionFields
}

// reply answers a command.
type reply struct {
	Reply string      `json:"reply"`
	OK    bool        `json:"ok"`
	Error *replyError `json:"error,omitempty"`
}

type replyError struct {
	Code seminar.Code `json:"code"`
	Text string       `json:"text"`
}

// deeds says how each command becomes one of the floor's. Who may do it, the floor decides.
var deeds = map[string]func(*call, command) (floor.Command, error){
	"hand.raise": raiseHand,
	"hand.lower": func(_ *call, m command) (floor.Command, error) { return floor.Lower{Hand: m.Hand}, nil },
	"turn.give": func(_ *call, m command) (floor.Command, error) {
		return floor.Give{Hand: m.Hand, Why: strings.TrimSpace(m.Why)}, nil
	},
	"queue.rule": func(_ *call, m command) (floor.Command, error) {
		return floor.ChooseRule{Rule: floor.Rule(m.Rule), Why: strings.TrimSpace(m.Why)}, nil
	},
	"queue.time":  func(_ *call, m command) (floor.Command, error) { return floor.ChooseTime{Seconds: m.Seconds}, nil },
	"turn.extend": func(_ *call, m command) (floor.Command, error) { return floor.Extend{Seconds: m.Seconds}, nil },
	"hand.join":   joinHand,
	"hand.leave":  func(_ *call, m command) (floor.Command, error) { return floor.Leave{Hand: m.Hand}, nil },
	"turn.end":    func(*call, command) (floor.Command, error) { return floor.End{}, nil },
	"session.start": func(c *call, m command) (floor.Command, error) {
		session, ok := c.book.Seminar.Session(m.Session)
		if !ok || session.Cancelled {
			return nil, seminar.NotFound("error.floor.no_such_session")
		}
		return floor.StartSession{Session: c.book.floorSession(*session)}, nil
	},
	"session.close": func(*call, command) (floor.Command, error) { return floor.CloseSession{}, nil },
	"item.start":    func(_ *call, m command) (floor.Command, error) { return floor.StartItem{Item: m.Item}, nil },
	"air.put":       putOnAir,
	"air.take":      func(_ *call, m command) (floor.Command, error) { return floor.TakeOffAir{Slot: m.Slot}, nil },
	"air.mute":      func(_ *call, m command) (floor.Command, error) { return floor.Mute{Slot: m.Slot, Muted: true}, nil },
	"air.unmute":    func(_ *call, m command) (floor.Command, error) { return floor.Mute{Slot: m.Slot}, nil },
	"layout.choose": func(_ *call, m command) (floor.Command, error) {
		return floor.ChooseLayout{Layout: floor.Layout{Picture: floor.Picture(m.Layout), Fixed: m.Fixed}}, nil
	},
	"poll.make":         makePoll,
	"poll.close":        closePoll,
	"poll.open":         pollDeed("opened"),
	"poll.show":         pollDeed("shown"),
	"poll.hide":         pollDeed("hidden"),
	"poll.reopen":       pollDeed("reopened"),
	"poll.reset":        pollDeed("reset"),
	"poll.drop":         pollDeed("dropped"),
	"poll.heads":        countHeads,
	"questions.open":    openBoard,
	"questions.close":   func(*call, command) (floor.Command, error) { return floor.CloseBoard{}, nil },
	"question.ask":      ask,
	"question.withdraw": func(_ *call, m command) (floor.Command, error) { return floor.Withdraw{Question: m.Question}, nil },
	"question.open":     questionDeed("opened"),
	"question.hide":     questionDeed("hidden"),
	"question.merge":    questionDeed("merged"),
	"question.relay":    questionDeed("relayed"),
	"question.unrelay":  questionDeed("unrelayed"),
	"question.take":     questionDeed("taken"),
	"question.return":   questionDeed("returned"),
	"question.answer":   questionDeed("answered"),
	"question.defer":    questionDeed("deferred"),
	"ideas.open":        openIdeas,
	"ideas.close":       ideasDeed("closed"),
	"ideas.show":        ideasDeed("shown"),
	"ideas.hide":        ideasDeed("hidden"),
	"idea.write":        writeIdea,
	"idea.open":         ideaDeed("opened"),
	"idea.hide":         ideaDeed("hidden"),
	"idea.withdraw":     ideaDeed("withdrawn"),
	"source.bar":        barSource,
	"source.allow":      func(_ *call, m command) (floor.Command, error) { return floor.Allow{Source: m.Source}, nil },
}

// putOnAir puts a source into a slot.
func putOnAir(c *call, m command) (floor.Command, error) {
	label, place := c.s.About(m.Publisher)
	return floor.PutOnAir{Slot: m.Slot, Publisher: m.Publisher, Label: label, Place: place}, nil
}

// barSource is the kill switch: the source is named by its publisher, or by itself.
func barSource(c *call, m command) (floor.Command, error) {
	label, _ := c.s.About(m.Publisher)
	if m.Publisher != "" {
		m.Source = floor.Owner(m.Publisher)
	}
	return floor.Bar{Source: m.Source, Label: label}, nil
}

// raiseHand puts up one's own hand or, by a steward, that of somebody in the hall.
func raiseHand(c *call, m command) (floor.Command, error) {
	if m.Hall {
		return raiseHall(c, m)
	}
	if m.Person == "" || m.Person == c.who.Person.ID {
		if !c.who.Has(seminar.Delegate, seminar.Speaker) {
			return nil, seminar.Forbidden("error.floor.delegates_only")
		}
		return floor.Raise{}, nil
	}
	person, known := c.book.Directory.People[m.Person]
	place, there := c.book.Seminar.Place(m.Place)
	if !known || !there || !person.Delegate || person.Withdrawn {
		return nil, seminar.NotFound("error.not_found")
	}
	who := c.book.whoIs(person)
	return floor.Raise{For: &who, Place: place.ID}, nil
}

// raiseHall puts up the hand of a hall itself: somebody there has a question, and their steward brings them to the microphone.
func raiseHall(c *call, m command) (floor.Command, error) {
	place, there := c.book.Seminar.Place(m.Place)
	if !there || place.Kind == seminar.Online {
		return nil, seminar.NotFound("error.not_found")
	}
	return floor.Raise{For: &floor.Who{ID: place.ID, Name: place.Name}, Place: place.ID}, nil
}

// joinHand says that the reader would say the same.
func joinHand(c *call, m command) (floor.Command, error) {
	if !c.who.Has(seminar.Delegate, seminar.Speaker) {
		return nil, seminar.Forbidden("error.floor.delegates_only")
	}
	return floor.Join{Hand: m.Hand}, nil
}

// command carries out one command and answers it.
func (c *call) command(m command, mode string) reply {
	err := c.obey(m, mode)
	if err == nil {
		return reply{Reply: m.Op, OK: true}
	}
	if seminar.CodeOf(err) == seminar.CodeInternal && !errors.Is(err, context.Canceled) { // else the page has gone
		c.s.Log.Error("command failed", "do", m.Do, "err", err)
	}
	return reply{Reply: m.Op, Error: &replyError{seminar.CodeOf(err), c.Error(err)}}
}

func (c *call) obey(m command, mode string) error {
	if err := c.s.limits.act(c.login.ID); err != nil {
		return err
	}
	switch m.Do {
	case "prompt.answer":
		return c.answerPrompt(m)
	case "poll.vote":
		return c.vote(m, mode)
	case "poll.feedback":
		return c.feedback(m, mode)
	case "caption.say":
		return c.caption(m)
	case "question.support":
		return c.support(m)
	case "idea.say":
		return c.say(m, mode)
	}
	read, ok := deeds[m.Do]
	if !ok || m.Op == "" || len(m.Op) > 100 {
		return seminar.Invalid("error.invalid")
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	order, err := read(c, m)
	if err != nil {
		return err
	}
	by := c.by(mode)
	if writes(order) {
		if done, err := h.Done(c.r.Context(), by, m.Op, order); done || err != nil {
			return err // what was asked and not heard to be asked is no second one
		}
		if err := c.s.limits.ask(c.login.ID); err != nil {
			return err
		}
	}
	if err := h.Do(c.r.Context(), by, m.Op, order); err != nil {
		return err
	}
	switch m.Do {
	case "turn.give":
		return c.sawSpeaker(h.State().Turn)
	case "question.merge":
		c.s.supports.changed(c.s, c.book.Seminar.ID)
	case "poll.open", "poll.reopen":
		if p, there := h.State().Poll(m.Poll); there {
			c.s.turnouts.changed(c.s, c.book, p)
		}
	}
	return nil
}

// writes reports whether by a command somebody writes for others to read, of which one may do only so much.
func writes(order floor.Command) bool {
	switch o := order.(type) {
	case floor.Ask:
		return o.For == nil
	case floor.WriteIdea:
		return true
	}
	return false
}

// sawSpeaker keeps that a delegate for whom a steward raised a hand has the floor in that hall: they are there, whether or not a door has seen
// them. What a page says of where it is, is no proof.
func (c *call) sawSpeaker(turn *floor.Turn) error {
	if turn == nil || turn.From != floor.FromBranch || !c.book.Directory.People[turn.Person.ID].Delegate {
		return nil
	}
	e := roll.Evidence{Person: turn.Person.ID, Kind: roll.Spoke, Place: turn.Place, At: seminar.Millis(turn.Given), Actor: c.who.Person.ID}
	err := c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		return tx.AddEvidence(c.book.Seminar.ID, e, "spoke:"+string(turn.Hand))
	})
	if errors.Is(err, record.ErrTold) {
		return nil
	}
	return err
}

// by is who commands, from the login and never from the message.
func (c *call) by(mode string) floor.By {
	by := floor.By{
		Who: c.book.whoIs(c.who.Person), Place: c.who.Person.Place, From: floor.FromHall,
		Chair: c.who.Has(seminar.Chair), Air: c.who.Has(seminar.Operator), Moderates: moderators.allows(c.who, ""), Announces: announcers.allows(c.who, ""), Divides: dividers.allows(c.who, ""),
		Serve: func(place seminar.ID) bool { return place != "" && c.who.HasAt(seminar.Steward, place) },
	}
	if online := c.book.online(c.who.Person); online != "" && (mode == "home" || by.Place == online) {
		by.Place, by.From = online, floor.FromHome
	}
	return by
}

// commandFloor takes one command by POST, for scripts and for stewards without a socket.
func commandFloor(c *call) error {
	var m command
	if err := c.decode(&m); err != nil {
		return err
	}
	answer := c.command(m, m.Mode)
	status := 200
	if !answer.OK {
		status = statuses[answer.Error.Code]
	}
	return c.json(status, answer)
}

// online returns the place at which somebody at home attends; "" when there is none.
func (b *book) online(p seminar.Person) seminar.ID {
	if own, ok := b.Seminar.Place(string(p.Place)); ok && own.Kind == seminar.Online {
		return own.ID
	}
	for _, place := range b.Seminar.Places {
		if place.Kind == seminar.Online {
			return place.ID
		}
	}
	return ""
}

// whoIs returns a person as the floor shows them.
func (b *book) whoIs(p seminar.Person) floor.Who {
	return floor.Who{ID: p.ID, Name: p.Name, Organisation: b.organisationOf(p).Name, Post: p.Post}
}

// floorSession returns a session of the programme as the floor runs it.
func (b *book) floorSession(s programme.Session) floor.Session {
	f := floor.Session{ID: s.ID, Key: s.Key, Kind: s.Kind, Title: s.Title, Starts: s.Starts, Ends: s.Ends, Items: []floor.Item{}}
	for _, i := range s.Items {
		item := floor.Item{ID: i.ID, Title: i.Title, Minutes: i.Minutes}
		if p, ok := b.Directory.People[i.Person]; ok {
			who := b.whoIs(p)
			item.Person = &who
		}
		f.Items = append(f.Items, item)
	}
	return f
}

// readCommand reads one message of a socket.
func readCommand(data []byte) (command, error) {
	var m command
	if err := json.Unmarshal(data, &m); err != nil {
		return m, seminar.Invalid("error.invalid").Because(err)
	}
	m.Do = strings.TrimSpace(m.Do)
	return m, nil
}

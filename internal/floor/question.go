package floor

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Names says who learns who asks. It is said before anybody writes, and a question keeps
// what was said when it was asked.
type Names string

// The ways.
const (
	NamedToAll   Names = "all"
	NamedToStaff Names = "staff" // to those who run the hall
	Anonymous    Names = "none"  // to nobody: the record does not know it either
)

func (n Names) known() bool { return n == NamedToAll || n == NamedToStaff || n == Anonymous }

// Board says that questions are taken, and how.
type Board struct {
	Names   Names `json:"names"`
	Approve bool  `json:"approve,omitempty"` // a moderator reads each before everybody does
}

// QuestionStage is how far a question has come.
type QuestionStage string

// The stages.
const (
	Waiting  QuestionStage = "waiting" // for a moderator
	Open     QuestionStage = "open"    // everybody sees it
	Taken    QuestionStage = "taken"   // it is on the floor now
	Answered QuestionStage = "answered"
	Later    QuestionStage = "later" // somebody will answer it by some day
	Hidden   QuestionStage = "hidden"
	Merged   QuestionStage = "merged" // it is part of another
)

// Question is what somebody asks in writing.
type Question struct {
	ID      seminar.ID    `json:"question"`
	Text    seminar.Text  `json:"text"` // in the language in which it was asked
	Names   Names         `json:"names"`
	Person  *Who          `json:"person,omitempty"` // nil when nobody may know, or not this reader
	Place   seminar.ID    `json:"place,omitempty"`
	Session seminar.ID    `json:"session,omitempty"` // that ran
	Asked   time.Time     `json:"asked,omitzero"`
	Stage   QuestionStage `json:"stage"`
	Relayed time.Time     `json:"relayed,omitzero"` // put before the chair, since
	Why     string        `json:"why,omitempty"`    // of Hidden
	Into    seminar.ID    `json:"into,omitempty"`   // of Merged
	Parts   []seminar.ID  `json:"parts,omitempty"`  // questions that were merged into this one
	Answer  seminar.Text  `json:"answer,omitempty"` // in writing
	Owner   *Who          `json:"owner,omitempty"`  // of Later
	Due     string        `json:"due,omitempty"`    // of Later: YYYY-MM-DD
	Votes   int           `json:"votes,omitempty"`  // how many wanted it answered, when it was
}

// Bounds of questions.
const (
	maxQuestions = 2000 // of a seminar, those that were dropped left out
	maxWaiting   = 5    // of one person, before a moderator has read any
	maxQuestion  = 500  // characters
	maxAnswer    = 2000
)

// Question returns the question with that id.
func (s *State) Question(id seminar.ID) (Question, bool) {
	i := slices.IndexFunc(s.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return s.Questions[i], true
}

// Seen reports whether everybody sees the question.
func (q *Question) Seen() bool {
	switch q.Stage {
	case Open, Taken, Answered, Later:
		return true
	}
	return false
}

// Undone reports whether the question still wants an answer.
func (q *Question) Undone() bool {
	switch q.Stage {
	case Waiting, Open, Taken, Later:
		return true
	}
	return false
}

// public returns the question as everybody may see it.
func (q Question) public() Question {
	if q.Names != NamedToAll {
		q.Person, q.Place = nil, ""
	}
	q.Relayed, q.Why = time.Time{}, ""
	return q
}

// PublicQuestions returns the questions as a reader sees them who does not run the hall: those that everybody sees, and their own.
func PublicQuestions(all []Question, reader seminar.ID) (seen []Question) {
	for _, q := range all {
		switch own := q.Person != nil && q.Person.ID == reader; {
		case own:
			q.Relayed = time.Time{}
			seen = append(seen, q)
		case q.Seen():
			seen = append(seen, q.public())
		}
	}
	return seen
}

// OpenBoard begins to take questions.
type OpenBoard struct{ Board Board }

func (c OpenBoard) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.question.staff_only")
	case s.Board != nil: // how questions are asked does not change while somebody may be writing one
		return record.Entry{}, seminar.Conflict("error.question.board_open")
	case !c.Board.Names.known():
		return record.Entry{}, seminar.Invalid("error.invalid")
	}
	return record.New("questions.opened", c.Board), nil
}

// CloseBoard takes no more questions; those that are there stay.
type CloseBoard struct{}

func (CloseBoard) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.question.staff_only")
	case s.Board == nil:
		return record.Entry{}, seminar.Conflict("error.question.closed")
	}
	return record.New("questions.closed", struct{}{}), nil
}

// Ask asks a question, one's own or, by a steward or moderator, that of somebody without a device.
type Ask struct {
	Text  seminar.Text
	Names Names // as the page said while it was written
	For   *Who
	Place seminar.ID // of For
}

// Unsigned is a command of which nobody may find out whose it was.
type Unsigned interface{ Unsigned() bool }

// Unsigned reports whether nobody may know who asks.
func (c Ask) Unsigned() bool { return c.Names == Anonymous }

func (c Ask) do(s *State, by By) (record.Entry, error) {
	q := Question{ID: seminar.NewID(), Names: c.Names, Person: &by.Who, Place: by.Place, Stage: Waiting}
	if c.For != nil {
		if !by.Moderates && !by.Serve(c.Place) {
			return record.Entry{}, seminar.Forbidden("error.floor.not_your_hall")
		}
		q.Person, q.Place = c.For, c.Place
	}
	var err error
	switch q.Text, err = Prose(c.Text, maxQuestion); {
	case s.Board == nil:
		return record.Entry{}, seminar.Conflict("error.question.closed")
	case s.Board.Names != c.Names:
		return record.Entry{}, seminar.Conflict("error.question.names")
	case err != nil:
		return record.Entry{}, seminar.Invalid("error.question.text").Because(err)
	case len(s.Questions) >= maxQuestions, c.For == nil && c.Names != Anonymous && s.waitingOf(q.Person.ID) >= maxWaiting:
		return record.Entry{}, seminar.Conflict("error.question.many")
	}
	if s.Session != nil {
		q.Session = s.Session.ID
	}
	if c.Names == Anonymous {
		q.Person, q.Place = nil, ""
		return record.New("question.asked", q), nil
	}
	return about(record.New("question.asked", q), q.Person.ID, q.Place), nil
}

func (s *State) waitingOf(person seminar.ID) (n int) {
	for _, q := range s.Questions {
		if q.Stage == Waiting && q.Person != nil && q.Person.ID == person {
			n++
		}
	}
	return n
}

// Prose returns a text as people may write one: without control characters, and with at
// most some characters in each language. It fails when nothing is left or too much.
func Prose(t seminar.Text, most int) (seminar.Text, error) {
	all := seminar.Text{}
	for language, s := range t {
		s = seminar.OneLine(s)
		if utf8.RuneCountInString(s) > most {
			return nil, seminar.Invalid("error.invalid")
		}
		if s != "" {
			all[language] = s
		}
	}
	if len(all) == 0 {
		return nil, seminar.Invalid("error.invalid")
	}
	return all, nil
}

// Withdraw takes one's own question back.
type Withdraw struct{ Question seminar.ID }

func (c Withdraw) do(s *State, by By) (record.Entry, error) {
	q, there := s.Question(c.Question)
	switch {
	case !there:
		return record.Entry{}, seminar.NotFound("error.question.unknown")
	case q.Person == nil || q.Person.ID != by.Who.ID:
		return record.Entry{}, seminar.Forbidden("error.forbidden")
	case q.Stage != Waiting && q.Stage != Open, len(q.Parts) > 0: // with it others would lose theirs
		return record.Entry{}, seminar.Conflict("error.question.stage")
	}
	return about(record.New("question.withdrawn", questionBody{Question: q.ID}), by.Who.ID, q.Place), nil
}

// QuestionDeed does something with a question: its name is that of the entry it leads to.
type QuestionDeed struct {
	Deed     string
	Question seminar.ID
	Into     seminar.ID   // of "merged"
	Why      string       // of "hidden"
	Answer   seminar.Text // of "answered"; without, it was answered by word of mouth
	Owner    *Who         // of "deferred"
	Due      string       // of "deferred"
	Votes    int          // how many want it answered
}

// questionDeeds says from which stages a deed is possible.
var questionDeeds = map[string][]QuestionStage{
	"opened":    {Waiting, Hidden},
	"hidden":    {Waiting, Open},
	"merged":    {Waiting, Open},
	"relayed":   {Open},
	"unrelayed": {Open},
	"taken":     {Open},
	"returned":  {Taken, Answered, Later}, // to the board
	"answered":  {Open, Taken, Later},
	"deferred":  {Open, Taken, Later},
}

func (c QuestionDeed) do(s *State, by By) (record.Entry, error) {
	stages, known := questionDeeds[c.Deed]
	q, there := s.Question(c.Question)
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.question.staff_only")
	case !known:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case !there:
		return record.Entry{}, seminar.NotFound("error.question.unknown")
	case !slices.Contains(stages, q.Stage), c.Deed == "relayed" && !q.Relayed.IsZero(), c.Deed == "unrelayed" && q.Relayed.IsZero():
		return record.Entry{}, seminar.Conflict("error.question.stage")
	}
	body, err := c.body(s, q)
	if err != nil {
		return record.Entry{}, err
	}
	e := record.New("question."+c.Deed, body)
	if q.Person != nil {
		e.Person = q.Person.ID
	}
	return e, nil
}

func (c QuestionDeed) body(s *State, q Question) (any, error) {
	b := questionBody{Question: q.ID}
	switch c.Deed {
	case "opened": // now everybody reads it
		q.Stage = Open
		return q.public(), nil
	case "hidden":
		if b.Why = strings.TrimSpace(c.Why); b.Why == "" || len(b.Why) > maxWhy {
			return nil, seminar.Invalid("error.question.why")
		}
	case "merged":
		into, there := s.Question(c.Into)
		if !there || into.ID == q.ID || into.Stage != Waiting && into.Stage != Open {
			return nil, seminar.Invalid("error.question.into")
		}
		b.Into = into.ID
	case "answered":
		b.Votes = c.Votes
		if len(c.Answer) > 0 {
			answer, err := Prose(c.Answer, maxAnswer)
			if err != nil {
				return nil, seminar.Invalid("error.question.answer")
			}
			b.Answer = answer
		}
	case "deferred":
		if _, err := time.Parse(time.DateOnly, c.Due); err != nil || c.Owner == nil || len(c.Owner.Name) == 0 {
			return nil, seminar.Invalid("error.question.owner")
		}
		b.Owner, b.Due, b.Votes = c.Owner, c.Due, c.Votes
	}
	return b, nil
}

type questionBody struct {
	Question seminar.ID   `json:"question"`
	Into     seminar.ID   `json:"into,omitempty"`
	Why      string       `json:"why,omitempty"`
	Answer   seminar.Text `json:"answer,omitempty"`
	Owner    *Who         `json:"owner,omitempty"`
	Due      string       `json:"due,omitempty"`
	Votes    int          `json:"votes,omitempty"`
}

// question changes one question without touching what clones share.
func (s *State) question(id seminar.ID, change func(*Question)) {
	i := slices.IndexFunc(s.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return
	}
	s.Questions = slices.Clone(s.Questions)
	change(&s.Questions[i])
}

// staged applies an entry that brings a question to a stage.
func staged(stage QuestionStage, change func(*Question, questionBody)) func(*State, record.Entry) error {
	return with(func(s *State, _ record.Entry, b questionBody) {
		s.question(b.Question, func(q *Question) {
			q.Stage, q.Relayed, q.Why, q.Answer, q.Owner, q.Due, q.Votes = stage, time.Time{}, "", nil, nil, "", b.Votes
			if change != nil {
				change(q, b)
			}
		})
	})
}

var questionAppliers = map[string]func(*State, record.Entry) error{
	"questions.opened": with(func(s *State, _ record.Entry, b Board) { s.Board = &b }),
	"questions.closed": with(func(s *State, _ record.Entry, _ struct{}) { s.Board = nil }),
	"question.asked": with(func(s *State, e record.Entry, q Question) {
		q.Asked = e.At
		s.Questions = append(slices.Clone(s.Questions), q)
	}),
	"question.withdrawn": with(func(s *State, _ record.Entry, b questionBody) {
		s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q Question) bool { return q.ID == b.Question })
	}),
	"question.opened": with(func(s *State, _ record.Entry, b Question) {
		if _, known := s.Question(b.ID); !known { // who does not run the hall learns of it here
			s.Questions = append(slices.Clone(s.Questions), b)
		}
		s.question(b.ID, func(q *Question) { q.Stage, q.Why = Open, "" })
	}),
	"question.hidden": staged(Hidden, func(q *Question, b questionBody) { q.Why = b.Why }),
	"question.merged": with(func(s *State, _ record.Entry, b questionBody) {
		part, _ := s.Question(b.Question)
		s.question(b.Question, func(q *Question) { q.Stage, q.Into, q.Relayed = Merged, b.Into, time.Time{} })
		s.question(b.Into, func(q *Question) { q.Parts = append(append(slices.Clone(q.Parts), part.ID), part.Parts...) })
	}),
	"question.relayed": with(func(s *State, e record.Entry, b questionBody) {
		s.question(b.Question, func(q *Question) { q.Relayed = e.At })
	}),
	"question.unrelayed": with(func(s *State, _ record.Entry, b questionBody) {
		s.question(b.Question, func(q *Question) { q.Relayed = time.Time{} })
	}),
	"question.taken": with(func(s *State, _ record.Entry, b questionBody) {
		s.put(Answered) // the one before it has been spoken about
		s.question(b.Question, func(q *Question) { q.Stage, q.Relayed = Taken, time.Time{} })
	}),
	"question.returned": staged(Open, nil),
	"question.answered": staged(Answered, func(q *Question, b questionBody) { q.Answer = b.Answer }),
	"question.deferred": staged(Later, func(q *Question, b questionBody) { q.Owner, q.Due = b.Owner, b.Due }),
}

// put brings the question that is on the floor to another stage.
func (s *State) put(stage QuestionStage) {
	for _, q := range s.Questions {
		if q.Stage == Taken {
			s.question(q.ID, func(q *Question) { q.Stage = stage })
		}
	}
}

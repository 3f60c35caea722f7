package floor

import (
	"slices"
	"strings"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// PollKind says what a vote in a poll is.
type PollKind string

// The kinds.
const (
	Single   PollKind = "single"   // one of the options
	Multiple PollKind = "multiple" // some of the options, at most Most
	Scale    PollKind = "scale"    // a whole number from Low to High
	Ranking  PollKind = "ranking"  // all options, the best first
	Number   PollKind = "number"   // any number
	Words    PollKind = "text"     // a few words
)

// PollKinds returns all kinds.
func PollKinds() []PollKind { return []PollKind{Single, Multiple, Scale, Ranking, Number, Words} }

// Stage is how far a poll has come.
type Stage string

// The stages.
const (
	Draft   Stage = "draft"   // only who prepares it sees it
	Voting  Stage = "voting"  // everybody sees it; votes are taken
	Closing Stage = "closing" // is called closed; votes are taken until everybody, however late their picture, has heard so
	Closed  Stage = "closed"
)

// Poll is a question that is put to everybody at once. What it asks, and how, never
// changes after it was made: whoever votes has read what holds.
type Poll struct {
	ID      seminar.ID     `json:"poll"`
	Kind    PollKind       `json:"kind"`
	Title   seminar.Text   `json:"title"`
	Options []seminar.Text `json:"options,omitempty"` // of Single, Multiple and Ranking
	Most    int            `json:"most,omitempty"`    // of Multiple; 0 for as many as there are
	Low     int            `json:"low,omitempty"`     // of Scale
	High    int            `json:"high,omitempty"`
	Secret  bool           `json:"secret,omitempty"`  // nobody can find out who voted how
	Present bool           `json:"present,omitempty"` // only who is on the roll as present may vote
	Change  bool           `json:"change,omitempty"`  // a vote may be changed while votes are taken

	Set seminar.ID `json:"set,omitempty"` // polls of one set are put to everybody together, each to be answered when one likes; "" for a poll by itself

	Feedback bool       `json:"feedback,omitempty"` // asks what people think of Session; a rule may count who answers
	Session  seminar.ID `json:"session,omitempty"`

	Stage  Stage       `json:"stage"`
	Round  int         `json:"round"` // from 1; a reset begins the next one
	Opened time.Time   `json:"opened,omitzero"`
	Until  time.Time   `json:"until,omitzero"` // of Closing: when the last vote is taken
	Result *Result     `json:"result,omitempty"`
	Shown  bool        `json:"shown,omitempty"` // to everybody
	Heads  []Headcount `json:"heads,omitempty"`
}

// Headcount is what a steward counted in a hall, kept apart from the votes.
type Headcount struct {
	Place  seminar.ID `json:"place"`
	Counts []int      `json:"counts"` // by option
	By     Who        `json:"by"`
}

// Bounds of a poll.
const (
	maxPolls   = 100 // that were not dropped
	maxOptions = 12
	maxWords   = 300 // bytes of a title or an option in one language
	maxScale   = 10
)

// open reports whether votes are taken.
func (p *Poll) open() bool { return p.Stage == Voting || p.Stage == Closing }

// chooses reports whether a vote names options.
func (k PollKind) chooses() bool { return k == Single || k == Multiple || k == Ranking }

// check says what is wrong with a poll that is to be made.
func (p *Poll) check() error {
	words := func(t seminar.Text) bool {
		for _, s := range t {
			if len(s) > maxWords {
				return false
			}
		}
		return len(t) > 0 && !strings.Contains(strings.Join(slices.Collect(values(t)), ""), "\x00")
	}
	switch {
	case !slices.Contains(PollKinds(), p.Kind) || len(p.Set) > 40:
		return seminar.Invalid("error.invalid")
	case !words(p.Title):
		return seminar.Invalid("error.poll.title")
	case p.Kind.chooses() && (len(p.Options) < 2 || len(p.Options) > maxOptions || slices.ContainsFunc(p.Options, func(t seminar.Text) bool { return !words(t) })):
		return seminar.Invalid("error.poll.options")
	case !p.Kind.chooses() && len(p.Options) > 0, p.Most < 0 || p.Most > len(p.Options):
		return seminar.Invalid("error.invalid")
	case p.Kind == Scale && (p.Low < 0 || p.High <= p.Low || p.High > maxScale):
		return seminar.Invalid("error.poll.scale")
	case p.Secret && p.Change: // whose vote it is that changes is what nobody may know
		return seminar.Invalid("error.poll.secret_change")
	}
	return nil
}

func values(t seminar.Text) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, s := range t {
			if !yield(s) {
				return
			}
		}
	}
}

// Poll returns the poll with that id.
func (s *State) Poll(id seminar.ID) (Poll, bool) {
	i := slices.IndexFunc(s.Polls, func(p Poll) bool { return p.ID == id })
	if i < 0 {
		return Poll{}, false
	}
	return s.Polls[i], true
}

// Public returns the polls as everybody may see them: no drafts, and results when they are shown.
func Public(polls []Poll) (all []Poll) {
	for _, p := range polls {
		if p.Stage == Draft {
			continue
		}
		if !p.Shown {
			p.Result, p.Heads = nil, nil
		}
		all = append(all, p)
	}
	return all
}

// MakePoll prepares a poll.
type MakePoll struct{ Poll Poll }

func (c MakePoll) do(s *State, by By) (record.Entry, error) {
	p := c.Poll
	p.ID, p.Stage, p.Round, p.Opened, p.Until, p.Result, p.Shown, p.Heads = seminar.NewID(), Draft, 1, time.Time{}, time.Time{}, nil, false, nil
	switch err := p.check(); {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.poll.staff_only")
	case err != nil:
		return record.Entry{}, err
	case len(s.Polls) == maxPolls:
		return record.Entry{}, seminar.Conflict("error.poll.many")
	case p.Feedback && s.Session == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_session")
	case p.Feedback && s.asksFor(p):
		return record.Entry{}, seminar.Conflict("error.poll.feedback")
	}
	if p.Session = ""; p.Feedback {
		p.Session = s.Session.ID
	}
	return record.New("poll.made", p), nil
}

// asksFor reports whether feedback of that kind on the session that runs is asked for already.
func (s *State) asksFor(p Poll) bool {
	return slices.ContainsFunc(s.Polls, func(other Poll) bool {
		return other.Feedback && other.Session == s.Session.ID && other.Kind == p.Kind
	})
}

// PollDeed does something with a poll: its name is that of the entry it leads to.
type PollDeed struct {
	Deed  string // one of PollDeeds
	Poll  seminar.ID
	Until time.Time // of "closing"
}

// pollDeeds says from which stages a deed is possible.
var pollDeeds = map[string][]Stage{
	"opened":   {Draft},
	"closing":  {Voting},
	"shown":    {Closed},
	"hidden":   {Closed},
	"reopened": {Closed},
	"reset":    {Closed},
	"dropped":  {Draft, Closed},
}

func (c PollDeed) do(s *State, by By) (record.Entry, error) {
	stages, known := pollDeeds[c.Deed]
	p, there := s.Poll(c.Poll)
	switch {
	case !by.Moderates:
		return record.Entry{}, seminar.Forbidden("error.poll.staff_only")
	case !known:
		return record.Entry{}, seminar.Invalid("error.invalid")
	case !there:
		return record.Entry{}, seminar.NotFound("error.poll.unknown")
	case !slices.Contains(stages, p.Stage), c.Deed == "shown" && p.Shown, c.Deed == "hidden" && !p.Shown:
		return record.Entry{}, seminar.Conflict("error.poll.stage")
	case c.Deed == "reopened" && p.Secret: // who votes after a count changes it by their own vote
		return record.Entry{}, seminar.Conflict("error.poll.secret_reopen")
	}
	return record.New("poll."+c.Deed, c.body(p)), nil
}

func (c PollDeed) body(p Poll) any {
	switch c.Deed {
	case "opened": // now everybody is told what it asks
		p.Stage = Voting
		return p
	case "closing":
		return pollBody{Poll: p.ID, Until: c.Until}
	case "shown":
		return pollBody{Poll: p.ID, Result: p.Result, Heads: p.Heads}
	case "reset":
		return pollBody{Poll: p.ID, Round: p.Round + 1}
	}
	return pollBody{Poll: p.ID}
}

// ClosePoll ends the taking of votes: the hall does it, when everybody has had their time.
type ClosePoll struct{ Poll seminar.ID }

func (c ClosePoll) do(s *State, by By) (record.Entry, error) {
	if p, there := s.Poll(c.Poll); !there || p.Stage != Closing {
		return record.Entry{}, seminar.Conflict("error.poll.stage")
	}
	return record.New("poll.closed", pollBody{Poll: c.Poll}), nil
}

// CountHeads says how many in a hall are for each option, as its steward has counted them.
type CountHeads struct {
	Poll   seminar.ID
	Place  seminar.ID
	Counts []int
}

func (c CountHeads) do(s *State, by By) (record.Entry, error) {
	p, there := s.Poll(c.Poll)
	switch {
	case !by.Serve(c.Place):
		return record.Entry{}, seminar.Forbidden("error.floor.not_your_hall")
	case !there:
		return record.Entry{}, seminar.NotFound("error.poll.unknown")
	case !p.open():
		return record.Entry{}, seminar.Conflict("error.poll.closed")
	case p.Secret, p.Kind != Single && p.Kind != Multiple, len(c.Counts) != len(p.Options), slices.ContainsFunc(c.Counts, func(n int) bool { return n < 0 || n > 100_000 }):
		return record.Entry{}, seminar.Invalid("error.poll.heads")
	}
	e := record.New("poll.heads", headsBody{c.Poll, Headcount{c.Place, c.Counts, by.Who}})
	e.Place = c.Place
	return e, nil
}

type pollBody struct {
	Poll   seminar.ID  `json:"poll"`
	Until  time.Time   `json:"until,omitzero"`
	Round  int         `json:"round,omitempty"`
	Result *Result     `json:"result,omitempty"`
	Heads  []Headcount `json:"heads,omitempty"`
}

type headsBody struct {
	Poll seminar.ID `json:"poll"`
	Headcount
}

// Counted is the entry that tells what a poll came to.
func Counted(poll seminar.ID, r Result) record.Entry {
	return record.New("poll.counted", pollBody{Poll: poll, Result: &r})
}

// poll changes one poll without touching what clones share.
func (s *State) poll(id seminar.ID, change func(*Poll)) {
	i := slices.IndexFunc(s.Polls, func(p Poll) bool { return p.ID == id })
	if i < 0 {
		return
	}
	s.Polls = slices.Clone(s.Polls)
	change(&s.Polls[i])
}

var pollAppliers = map[string]func(*State, record.Entry) error{
	"poll.made": with(func(s *State, _ record.Entry, p Poll) {
		s.Polls = append(slices.Clone(s.Polls), p)
	}),
	"poll.opened": with(func(s *State, e record.Entry, b Poll) {
		if _, known := s.Poll(b.ID); !known { // who was not told of its making learns of it here
			s.Polls = append(slices.Clone(s.Polls), b)
		}
		s.poll(b.ID, func(p *Poll) { p.Stage, p.Opened = Voting, e.At })
	}),
	"poll.closing": with(func(s *State, _ record.Entry, b pollBody) {
		s.poll(b.Poll, func(p *Poll) { p.Stage, p.Until = Closing, b.Until })
	}),
	"poll.closed": with(func(s *State, _ record.Entry, b pollBody) {
		s.poll(b.Poll, func(p *Poll) { p.Stage, p.Until = Closed, time.Time{} })
	}),
	"poll.counted": with(func(s *State, _ record.Entry, b pollBody) {
		s.poll(b.Poll, func(p *Poll) { p.Result = b.Result })
	}),
	"poll.shown":  with(func(s *State, _ record.Entry, b pollBody) { s.poll(b.Poll, func(p *Poll) { p.Shown = true }) }),
	"poll.hidden": with(func(s *State, _ record.Entry, b pollBody) { s.poll(b.Poll, func(p *Poll) { p.Shown = false }) }),
	"poll.reopened": with(func(s *State, _ record.Entry, b pollBody) {
		s.poll(b.Poll, func(p *Poll) { p.Stage, p.Result, p.Shown = Voting, nil, false })
	}),
	"poll.reset": with(func(s *State, _ record.Entry, b pollBody) {
		s.poll(b.Poll, func(p *Poll) {
			p.Stage, p.Round, p.Result, p.Shown, p.Heads, p.Opened = Draft, b.Round, nil, false, nil, time.Time{}
		})
	}),
	"poll.dropped": with(func(s *State, _ record.Entry, b pollBody) {
		s.Polls = slices.DeleteFunc(slices.Clone(s.Polls), func(p Poll) bool { return p.ID == b.Poll })
	}),
	"poll.heads": with(func(s *State, _ record.Entry, b headsBody) {
		s.poll(b.Poll, func(p *Poll) {
			p.Heads = append(slices.DeleteFunc(slices.Clone(p.Heads), func(h Headcount) bool { return h.Place == b.Place }), b.Headcount)
		})
	}),
}

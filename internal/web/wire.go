package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// message is an entry as it goes over the wire (docs/protocol.md, section 2).
type message struct {
	Seq     int64      `json:"seq"`
	At      time.Time  `json:"at"`
	Kind    string     `json:"kind"`
	Session seminar.ID `json:"session,omitempty"`
	Place   seminar.ID `json:"place,omitempty"`
	Body    any        `json:"body,omitempty"`
}

// snapshot is the floor as it is, for who has just come (section 4).
type snapshot struct {
	HeartbeatMS int64 `json:"heartbeat_ms"`
	floor.State
	Places []seminar.Place `json:"places"`
	Me     *me             `json:"me,omitempty"`
	Told   []any           `json:"told,omitempty"` // how polls, questions and ideas stand: messages of before
}

type me struct {
	Person seminar.ID                     `json:"person"` // of the device of a branch hall: its source
	Place  seminar.ID                     `json:"place"`
	Roles  []seminar.Role                 `json:"roles"`
	Prompt *promptWire                    `json:"prompt,omitempty"` // that waits for an answer
	Voted  map[seminar.ID]json.RawMessage `json:"voted,omitempty"`  // polls, and how; null where nobody may know
	Wants  []seminar.ID                   `json:"wants,omitempty"`  // questions that they want answered
	Says   map[seminar.ID]floor.Opinion   `json:"says,omitempty"`   // of which ideas, while opinions are taken
}

// audience says what a listener may hear: kinds of entry, each by its full name. A kind
// that nobody has thought of is heard by nobody.
type audience struct {
	kinds  []string
	person seminar.ID   // is told of their own prompts and logins
	places []seminar.ID // of whose evidence they are told; none means all
	since  time.Time    // of logins after their own
	staff  bool         // runs the hall
}

var publicKinds = []string{"session.started", "session.closed", "item.started", "programme.released"}

func audienceOf(p seminar.Principal) audience {
	kinds := slices.Clone(publicKinds)
	if hallPeople.allows(p, "") {
		kinds = append(kinds, floor.Kinds()...)
		kinds = append(kinds, "poll.turnout", "question.support", ideasTurnout, "groups.told", channels)
	}
	if !dividers.allows(p, "") { // what a group writes is its own
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return slices.Contains(floor.GroupKinds(), kind) })
	}
	if !operators.allows(p, "") { // who was shut out is between them and the operator
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return strings.HasPrefix(kind, "source.") })
	}
	staff := moderators.allows(p, "")
	if staff {
		kinds = append(kinds, "poll.tally")
	} else {
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return slices.Contains(floor.StaffKinds(), kind) })
	}
	a := audience{kinds: kinds, person: p.Person.ID, staff: staff}
	if rollKeeper.allows(p, "") {
		a.kinds = append(a.kinds, "roll.evidence")
		if !auditors.allows(p, "") { // a steward hears of their own halls
			a.places, _ = p.Places(seminar.Steward)
		}
	}
	return a
}

// hears reports whether the audience hears of an entry.
func (a audience) hears(e record.Entry) bool {
	return slices.Contains(a.kinds, e.Kind) && (e.Kind != "roll.evidence" || len(a.places) == 0 || slices.Contains(a.places, e.Place))
}

// tell returns what whoever hears of an entry is told: the same for everybody.
func tell(e record.Entry) message {
	m := message{Seq: e.Seq, At: e.At, Kind: e.Kind, Session: e.Session, Place: e.Place, Body: e.Body}
	switch e.Kind {
	case "roll.evidence":
		m.Body = struct {
			Person seminar.ID `json:"person"`
			Kind   string     `json:"kind"`
		}{e.Person, evidenceKind(e)}
	case "question.hidden", "idea.hidden":
		m.Body = hiddenWire(e)
	case "programme.released":
		var b struct {
			Release int `json:"release"`
		}
		_ = e.Decode(&b) // a body that retention has deleted says nothing
		m.Body = b
	}
	return m
}

func evidenceKind(e record.Entry) string {
	var b struct {
		Kind string `json:"kind"`
	}
	_ = e.Decode(&b)
	return b.Kind
}

// snapshot returns the state for this listener.
func (c *call) snapshot(s *floor.State, beat time.Duration) message {
	view := snapshot{HeartbeatMS: beat.Milliseconds(), State: s.Clone(), Places: c.book.Seminar.Places}
	if !hallPeople.allows(c.who, "") {
		view.State = floor.State{Session: s.Session, Item: s.Item}
	}
	if !operators.allows(c.who, "") {
		view.Barred = nil
	}
	if !moderators.allows(c.who, "") {
		view.Polls = floor.Public(view.Polls)
		view.Questions = floor.PublicQuestions(view.Questions, c.who.Person.ID)
		view.IdeaRounds = floor.PublicIdeas(view.IdeaRounds, c.who.Person.ID)
	}
	view.Told = c.s.turnouts.of(view.Polls, audienceOf(c.who))
	if len(view.Questions) > 0 {
		view.Told = append(view.Told, c.s.supports.of(c.s, c.book.Seminar.ID)...)
	}
	view.Told = append(view.Told, c.ideasNow(view.IdeaRounds)...)
	if hallPeople.allows(c.who, "") {
		view.Told = append(view.Told, c.channelsNow()...)
	}
	if view.Hands == nil {
		view.Hands = []floor.Hand{}
	}
	if view.Air == nil {
		view.Air = map[string]floor.OnAir{}
	}
	if c.login.ID != "" {
		view.Me = &me{Person: c.who.Person.ID, Place: c.who.Person.Place, Roles: []seminar.Role{}, Prompt: c.ownPrompt(), Voted: c.ownVotes(view.Polls), Wants: c.ownSupport(view.Questions), Says: c.ownOpinions(view.IdeaRounds)}
		for _, r := range append(seminar.Roles(), seminar.Delegate) {
			if c.who.Has(r) {
				view.Me.Roles = append(view.Me.Roles, r)
			}
		}
	}
	return message{Seq: s.Seq, At: c.s.Clock().UTC(), Kind: "state", Body: view}
}

// build is the first message on every connection.
func (c *call) build() message {
	return message{At: c.s.Clock().UTC(), Kind: "build", Body: map[string]string{"build": c.s.Assets.Build()}}
}

func encode(m message) []byte {
	b, err := json.Marshal(m)
	if err != nil {
		panic("web: message: " + err.Error()) // made of types that always marshal
	}
	return b
}

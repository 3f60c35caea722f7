package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Group is a part of the delegates who discuss by themselves in a group session, write down
// together what they find, and report it to everybody.
type Group struct {
	ID       seminar.ID   `json:"group"`
	Session  seminar.ID   `json:"session"`
	Number   int          `json:"number"`          // from 1
	Topic    seminar.Text `json:"topic,omitempty"` // what is to be discussed: lines
	Room     seminar.Text `json:"room,omitempty"`  // where those meet who are in the house
	Members  []seminar.ID `json:"members"`         // in the order of the list
	Convener seminar.ID   `json:"convener,omitempty"`
	Recorder seminar.ID   `json:"recorder,omitempty"`
	Points   []Point      `json:"points,omitempty"` // the minutes, in the order in which they were begun
	Handed   time.Time    `json:"handed,omitzero"`  // when the minutes were handed in; zero while they are written
}

// Bounds of groups.
const (
	mostGroups = 200 // of one session
	mostPoints = 60
	longTopic  = 1000
	longPoint  = 600
	longRoom   = 80
)

// Has reports whether somebody is a member of the group.
func (g Group) Has(person seminar.ID) bool { return slices.Contains(g.Members, person) }

// Leads reports whether somebody hands in the minutes and says who is there: convener and recorder, or while the group has
// neither any member.
func (g Group) Leads(person seminar.ID) bool {
	if g.Convener == "" && g.Recorder == "" {
		return g.Has(person)
	}
	return person != "" && (person == g.Convener || person == g.Recorder)
}

// Group returns the group with that id.
func (s *State) Group(id seminar.ID) (Group, bool) {
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return Group{}, false
	}
	return s.Groups[i], true
}

// GroupsOf returns the groups of a session by their numbers.
func (s *State) GroupsOf(session seminar.ID) (all []Group) {
	for _, g := range s.Groups {
		if g.Session == session {
			all = append(all, g)
		}
	}
	return all
}

// GroupOf returns the group of a session of which somebody is a member.
func (s *State) GroupOf(session, person seminar.ID) (Group, bool) {
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return g.Session == session && g.Has(person) })
	if i < 0 {
		return Group{}, false
	}
	return s.Groups[i], true
}

// Divide forms the groups of a session, in place of those it had. Once a group has written anything they stand.
type Divide struct {
	Session seminar.ID
	Topic   seminar.Text // of all groups; each may get its own
	Members [][]seminar.ID
}

func (c Divide) do(s *State, by By) (record.Entry, error) {
	switch {
	case !by.Divides:
		return record.Entry{}, seminar.Forbidden("error.group.staff_only")
	case len(c.Members) == 0 || len(c.Members) > mostGroups:
		return record.Entry{}, seminar.Invalid("error.group.number", "most", mostGroups)
	case slices.ContainsFunc(s.GroupsOf(c.Session), func(g Group) bool { return len(g.Points) > 0 }):
		return record.Entry{}, seminar.Conflict("error.group.begun")
	}
	topic, err := passage(c.Topic, longTopic)
	if err != nil {
		return record.Entry{}, err
	}
	b := groupsBody{Session: c.Session}
	for i, members := range c.Members {
		b.Groups = append(b.Groups, Group{ID: seminar.NewID(), Session: c.Session, Number: i + 1, Topic: topic, Members: members})
	}
	e := record.New("groups.formed", b)
	e.Session = c.Session
	return e, nil
}

// passage is Prose of several lines, which may be empty.
func passage(t seminar.Text, most int) (seminar.Text, error) {
	all := seminar.Text{}
	for language, s := range t {
		if s = seminar.Lines(s); s == "" {
			continue
		}
		if len([]rune(s)) > most {
			return nil, seminar.Invalid("error.group.long", "most", most)
		}
		all[language] = s
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// Settle says what a group discusses, where it meets, and who convenes and records it.
type Settle struct {
	Group              seminar.ID
	Topic, Room        seminar.Text
	Convener, Recorder seminar.ID // members, or ""
}

func (c Settle) do(s *State, by By) (record.Entry, error) {
	g, there := s.Group(c.Group)
	switch {
	case !by.Divides:
		return record.Entry{}, seminar.Forbidden("error.group.staff_only")
	case !there:
		return record.Entry{}, seminar.NotFound("error.group.unknown")
	case c.Convener != "" && !g.Has(c.Convener), c.Recorder != "" && !g.Has(c.Recorder):
		return record.Entry{}, seminar.Invalid("error.group.member")
	}
	var err error
	if c.Topic, err = passage(c.Topic, longTopic); err != nil {
		return record.Entry{}, err
	}
	if c.Room, err = passage(c.Room, longRoom); err != nil {
		return record.Entry{}, err
	}
	return g.tells("group.settled", settleBody(c)), nil
}

// Record makes a member the recorder of a group that has none: whoever offers to write.
type Record struct{ Group seminar.ID }

func (c Record) do(s *State, by By) (record.Entry, error) {
	g, there := s.Group(c.Group)
	switch {
	case !there || !g.Has(by.Who.ID):
		return record.Entry{}, seminar.NotFound("error.group.unknown")
	case g.Recorder != "":
		return record.Entry{}, seminar.Conflict("error.group.recorded")
	}
	return g.tells("group.settled", settleBody{c.Group, g.Topic, g.Room, g.Convener, by.Who.ID}), nil
}

// Transfer makes somebody a member of a group; of another of its session they are one no longer.
type Transfer struct{ Group, Person seminar.ID }

func (c Transfer) do(s *State, by By) (record.Entry, error) {
	g, there := s.Group(c.Group)
	switch {
	case !by.Divides:
		return record.Entry{}, seminar.Forbidden("error.group.staff_only")
	case !there || c.Person == "":
		return record.Entry{}, seminar.NotFound("error.group.unknown")
	case g.Has(c.Person):
		return record.Entry{}, seminar.Conflict("error.group.member_already")
	}
	return g.tells("group.joined", groupPersonBody(c)), nil
}

// tells is an entry about a group and its session.
func (g Group) tells(kind string, body any) record.Entry {
	e := record.New(kind, body)
	e.Session = g.Session
	return e
}

type (
	groupsBody struct {
		Session seminar.ID `json:"session"`
		Groups  []Group    `json:"groups"`
	}
	groupBody struct {
		Group seminar.ID `json:"group"`
	}
	groupPersonBody struct {
		Group  seminar.ID `json:"group"`
		Person seminar.ID `json:"person"`
	}
	settleBody struct {
		Group    seminar.ID   `json:"group"`
		Topic    seminar.Text `json:"topic,omitempty"`
		Room     seminar.Text `json:"room,omitempty"`
		Convener seminar.ID   `json:"convener,omitempty"`
		Recorder seminar.ID   `json:"recorder,omitempty"`
	}
	noteBody struct {
		Group seminar.ID   `json:"group"`
		Point seminar.ID   `json:"point"`
		Text  seminar.Text `json:"text,omitempty"`
	}
)

// GroupKinds lists the kinds of entry that groups are made of. They tell of them who are in the group, and who runs the seminar.
func GroupKinds() []string {
	return []string{"groups.formed", "group.settled", "group.joined", "group.noted", "group.handed", "group.reopened"}
}

var groupAppliers = map[string]func(*State, record.Entry) error{
	"groups.formed": with(func(s *State, _ record.Entry, b groupsBody) {
		s.Groups = append(slices.DeleteFunc(slices.Clone(s.Groups), func(g Group) bool { return g.Session == b.Session }), b.Groups...)
	}),
	"group.settled": with(func(s *State, _ record.Entry, b settleBody) {
		s.group(b.Group, func(g *Group) { g.Topic, g.Room, g.Convener, g.Recorder = b.Topic, b.Room, b.Convener, b.Recorder })
	}),
	"group.joined": with(func(s *State, _ record.Entry, b groupPersonBody) {
		into, there := s.Group(b.Group)
		if !there {
			return
		}
		for _, g := range s.GroupsOf(into.Session) {
			if g.Has(b.Person) {
				s.group(g.ID, func(g *Group) { g.lose(b.Person) })
			}
		}
		s.group(b.Group, func(g *Group) { g.Members = append(slices.Clone(g.Members), b.Person) })
	}),
	"group.noted": with(func(s *State, e record.Entry, b noteBody) {
		s.group(b.Group, func(g *Group) { g.note(b, e) })
	}),
	"group.handed": with(func(s *State, e record.Entry, b groupBody) { s.group(b.Group, func(g *Group) { g.Handed = e.At }) }),
	"group.reopened": with(func(s *State, _ record.Entry, b groupBody) {
		s.group(b.Group, func(g *Group) { g.Handed = time.Time{} })
	}),
}

// group changes a group without touching what clones share; change must not change in place what the group holds.
func (s *State) group(id seminar.ID, change func(*Group)) {
	i := slices.IndexFunc(s.Groups, func(g Group) bool { return g.ID == id })
	if i < 0 {
		return
	}
	s.Groups = slices.Clone(s.Groups)
	change(&s.Groups[i])
}

// lose takes a member out, and their office with them.
func (g *Group) lose(person seminar.ID) {
	g.Members = slices.DeleteFunc(slices.Clone(g.Members), func(x seminar.ID) bool { return x == person })
	if g.Convener == person {
		g.Convener = ""
	}
	if g.Recorder == person {
		g.Recorder = ""
	}
}

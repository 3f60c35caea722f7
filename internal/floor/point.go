package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Point is one point of a group's minutes.
type Point struct {
	ID       seminar.ID   `json:"point"`
	Text     seminar.Text `json:"text"`
	By       seminar.ID   `json:"by"`       // who wrote it last
	Revision int          `json:"revision"` // from 1, up with every change
	At       time.Time    `json:"at,omitzero"`
}

// Report is what a group says to everybody while its turn lasts.
type Report struct {
	Group  seminar.ID     `json:"group"`
	Number int            `json:"number"`
	Points []seminar.Text `json:"points"`
}

// Reporter returns who reports for the group: its recorder, else its convener, else nobody.
func (g Group) Reporter() seminar.ID {
	if g.Recorder != "" {
		return g.Recorder
	}
	return g.Convener
}

func (g Group) point(id seminar.ID) (Point, bool) {
	i := slices.IndexFunc(g.Points, func(p Point) bool { return p.ID == id })
	if i < 0 {
		return Point{}, false
	}
	return g.Points[i], true
}

// Note writes a point of a group's minutes: a new one, or another text for one; without text it is crossed out. Revision is that
// which the writer read, so that nobody writes over what they have not seen.
type Note struct {
	Group    seminar.ID
	Point    seminar.ID // "" for a new one
	Revision int
	Text     seminar.Text
}

func (c Note) do(s *State, by By) (record.Entry, error) {
	g, there := s.Group(c.Group)
	switch {
	case !there || !g.Has(by.Who.ID) && !by.Divides:
		return record.Entry{}, seminar.NotFound("error.group.unknown")
	case !g.Handed.IsZero():
		return record.Entry{}, seminar.Conflict("error.group.handed")
	}
	text, err := passage(c.Text, longPoint)
	if err != nil {
		return record.Entry{}, err
	}
	p, old := g.point(c.Point)
	switch {
	case c.Point != "" && !old:
		return record.Entry{}, seminar.Conflict("error.group.point_gone")
	case old && p.Revision != c.Revision:
		return record.Entry{}, seminar.Conflict("error.group.point_changed")
	case !old && text == nil:
		return record.Entry{}, seminar.Invalid("error.group.empty")
	case !old && len(g.Points) >= mostPoints:
		return record.Entry{}, seminar.Conflict("error.group.many", "most", mostPoints)
	case !old:
		p.ID = seminar.NewID()
	}
	return g.tells("group.noted", noteBody{g.ID, p.ID, text}), nil
}

// HandIn closes the minutes of a group, so that they can be reported; TakeUp opens them again.
type (
	HandIn struct{ Group seminar.ID }
	TakeUp struct{ Group seminar.ID }
)

func (c HandIn) do(s *State, by By) (record.Entry, error) {
	g, err := s.led(c.Group, by)
	switch {
	case err != nil:
		return record.Entry{}, err
	case !g.Handed.IsZero():
		return record.Entry{}, seminar.Conflict("error.group.handed")
	case len(g.Points) == 0:
		return record.Entry{}, seminar.Conflict("error.group.nothing")
	}
	return g.tells("group.handed", groupBody(c)), nil
}

func (c TakeUp) do(s *State, by By) (record.Entry, error) {
	g, err := s.led(c.Group, by)
	switch {
	case err != nil:
		return record.Entry{}, err
	case g.Handed.IsZero():
		return record.Entry{}, seminar.Conflict("error.group.not_handed")
	}
	return g.tells("group.reopened", groupBody(c)), nil
}

// led returns a group that somebody leads, or runs the hall.
func (s *State) led(id seminar.ID, by By) (Group, error) {
	g, there := s.Group(id)
	switch {
	case !there || !g.Has(by.Who.ID) && !by.Divides:
		return g, seminar.NotFound("error.group.unknown")
	case !g.Leads(by.Who.ID) && !by.Divides:
		return g, seminar.Forbidden("error.group.leads")
	}
	return g, nil
}

// Hear gives the floor to a group, for which somebody reports: everybody reads its points while they speak.
type Hear struct {
	Group seminar.ID
	Who   Who        // who reports
	Place seminar.ID // where they are
	From  From
}

func (c Hear) do(s *State, by By) (record.Entry, error) {
	g, there := s.Group(c.Group)
	switch {
	case !by.Chair:
		return record.Entry{}, seminar.Forbidden("error.floor.chair_only")
	case !there:
		return record.Entry{}, seminar.NotFound("error.group.unknown")
	case s.Session == nil:
		return record.Entry{}, seminar.Conflict("error.floor.no_session")
	case c.Who.ID == "":
		return record.Entry{}, seminar.Conflict("error.group.nobody")
	case s.Turn != nil && s.Turn.Report != nil && s.Turn.Report.Group == g.ID:
		return record.Entry{}, seminar.Conflict("error.floor.has_the_floor")
	}
	r := Report{Group: g.ID, Number: g.Number, Points: []seminar.Text{}}
	for _, p := range g.Points {
		r.Points = append(r.Points, p.Text)
	}
	t := Turn{Hand: seminar.NewID(), Person: c.Who, Place: c.Place, From: c.From, Seconds: s.Time, Report: &r}
	if h, up := s.HandOf(c.Who.ID); up { // it comes down with the turn
		t.Hand = h.Hand
	}
	return about(record.New("turn.given", t), c.Who.ID, c.Place), nil
}

func (g *Group) note(b noteBody, e record.Entry) {
	i := slices.IndexFunc(g.Points, func(p Point) bool { return p.ID == b.Point })
	switch {
	case i < 0 && len(b.Text) > 0:
		g.Points = append(slices.Clone(g.Points), Point{ID: b.Point, Text: b.Text, By: e.Actor, Revision: 1, At: e.At})
	case i >= 0 && len(b.Text) == 0:
		g.Points = slices.DeleteFunc(slices.Clone(g.Points), func(p Point) bool { return p.ID == b.Point })
	case i >= 0:
		g.Points = slices.Clone(g.Points)
		p := &g.Points[i]
		p.Text, p.By, p.At = b.Text, e.Actor, e.At
		p.Revision++
	}
}

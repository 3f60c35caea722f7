package web

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"aula/internal/floor"
	"aula/internal/media"
	"aula/internal/media/whip"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// circles is what the names of the groups' rooms begin with.
const circles = "group:"

func circleOf(of, group seminar.ID) string { return circles + string(of) + "/" + string(group) }

// floorNow returns the floor as it is.
func (c *call) floorNow() (*floor.State, error) {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	return h.State(), nil
}

// group returns the {group} of the route, for its members and for those who look after groups.
func (c *call) group() (floor.Group, error) {
	s, err := c.floorNow()
	if err != nil {
		return floor.Group{}, err
	}
	g, there := s.Group(seminar.ID(c.r.PathValue("group")))
	if !there || !g.Has(c.who.Person.ID) && !dividers.allows(c.who, "") {
		return g, seminar.NotFound("error.group.unknown")
	}
	return g, nil
}

// showGroups shows the groups of all sessions: to those who look after them all, to others their own.
func showGroups(c *call) error { return c.groups(page.GroupDraft{}, "") }

func (c *call) groups(draft page.GroupDraft, fault string) error {
	s, err := c.floorNow()
	if err != nil {
		return err
	}
	v := page.Groups{Frame: c.frame("page.groups.title", "auto", ""), Directory: c.book.Directory, Draft: draft, Err: fault, All: dividers.allows(c.who, ""), Hears: chairs.allows(c.who, "") && s.Session != nil}
	if s.Turn != nil && s.Turn.Report != nil {
		v.Heard = s.Turn.Report.Group
	}
	for _, session := range c.book.Seminar.Sessions {
		if session.Kind != programme.Group || session.Cancelled {
			continue
		}
		x := page.GroupSession{Session: session, Runs: c.runs(session, s), Attending: len(c.attending(session))}
		for _, g := range s.GroupsOf(session.ID) {
			if v.All || g.Has(c.who.Person.ID) {
				x.Groups = append(x.Groups, g)
			}
		}
		if v.All && c.s.Clock().Before(session.Ends) || len(x.Groups) > 0 { // for one that is over nobody forms groups
			v.Sessions = append(v.Sessions, x)
		}
	}
	return c.page(v)
}

// runs reports whether a group session is going on: by the hour, for several may do so at once, or because the chair has begun it.
func (c *call) runs(session programme.Session, s *floor.State) bool {
	now := c.s.Clock()
	return s.Session != nil && s.Session.ID == session.ID || !now.Before(session.Starts) && now.Before(session.Ends)
}

// attending returns who is to be in a group of a session: the delegates of the places where it is held, in the order of the list.
func (c *call) attending(session programme.Session) (all []floor.Attending) {
	for _, p := range c.book.Plan.People {
		if p.Delegate && !p.Withdrawn && session.At(p.Place) {
			all = append(all, floor.Attending{Person: p.ID, Place: p.Place, Organisation: cmp.Or(p.Organisation, p.ID)})
		}
	}
	return all
}

// formGroups divides the delegates of a session into groups.
func formGroups(c *call) error {
	draft := page.GroupDraft{Session: seminar.ID(c.r.FormValue("session")), Number: c.r.FormValue("number"), By: floor.Division(c.r.FormValue("by")), Topic: c.written("topic")}
	session, there := c.book.Seminar.Session(string(draft.Session))
	if !there || session.Kind != programme.Group || !draft.By.Known() {
		return seminar.NotFound("error.not_found")
	}
	n, err := strconv.Atoi(draft.Number)
	if err != nil || n < 1 {
		return c.refused(seminar.Invalid("error.group.count"), func(fault string) error { return c.groups(draft, fault) })
	}
	s, err := c.floorNow()
	if err != nil {
		return err
	}
	before := s.GroupsOf(session.ID)
	err = c.do(floor.Divide{Session: session.ID, Topic: draft.Topic, Members: draft.By.Into(n, c.attending(*session))})
	if err != nil {
		return c.refused(err, func(fault string) error { return c.groups(draft, fault) })
	}
	for _, g := range before {
		c.s.Plane.CloseRoom(circleOf(c.book.Seminar.ID, g.ID))
	}
	c.s.Store.Feed.Publish(c.s.passing(c.book.Seminar.ID, "groups.told", nil))
	return c.goTo(c.address("groups"), "done.groups_formed")
}

// do has something done on the floor by a form.
func (c *call) do(command floor.Command) error {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	op := c.r.FormValue("op")
	if op == "" || len(op) > 100 {
		return seminar.Invalid("error.invalid")
	}
	return h.Do(c.r.Context(), c.by(""), op, command)
}

// refused shows a form again with what was written in it and why it was not taken; other faults are the caller's.
func (c *call) refused(err error, again func(fault string) error) error {
	code := seminar.CodeOf(err)
	if code != seminar.CodeInvalid && code != seminar.CodeConflict {
		return err
	}
	c.w.WriteHeader(statuses[code])
	return again(c.Error(err))
}

// written reads a text that a form asks for in each language of the seminar: NAME-LANGUAGE.
func (c *call) written(name string) seminar.Text {
	t := seminar.Text{}
	for _, l := range c.book.Seminar.Languages {
		if s := c.r.FormValue(name + "-" + l); s != "" {
			t[l] = s
		}
	}
	return t
}

// address is that of a page of the seminar.
func (c *call) address(parts ...string) string {
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return strings.Join(append([]string{"/s/" + c.book.Seminar.Key}, parts...), "/")
}

func showGroup(c *call) error { return c.groupPage(page.PointDraft{}, "") }

func (c *call) groupPage(draft page.PointDraft, fault string) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	session, there := c.book.Seminar.Session(string(g.Session))
	if !there {
		return seminar.NotFound("error.group.unknown")
	}
	s, err := c.floorNow()
	if err != nil {
		return err
	}
	v := page.Group{
		Frame: c.frame("", "auto", "group.js"), Directory: c.book.Directory, Group: g, Session: *session, Draft: draft, Err: fault,
		Runs: c.runs(*session, s), Cares: dividers.allows(c.who, ""), Leads: g.Leads(c.who.Person.ID) || dividers.allows(c.who, ""), Mine: g.Has(c.who.Person.ID),
		Mode: "hall", Other: s.GroupsOf(g.Session),
	}
	if online := c.book.online(c.who.Person); online != "" && c.who.Person.Place == online {
		v.Mode = "home"
	}
	v.Title = c.T("page.group.title", "number", g.Number)
	if v.Runs {
		if v.Here, err = c.marksOf(g); err != nil {
			return err
		}
	}
	return c.page(v)
}

// marksOf says what the roll says of the members now.
func (c *call) marksOf(g floor.Group) (map[seminar.ID]roll.Mark, error) {
	ledger, facts, err := c.present()
	if err != nil {
		return nil, err
	}
	marks := map[seminar.ID]roll.Mark{}
	for _, id := range g.Members {
		if row, there := ledger.Row(facts, id); there {
			if cell, there := row.Cell(g.Session); there {
				marks[id] = cell.Mark
			}
		}
	}
	return marks, nil
}

// groupDeed is a form of a group's page that leads to a command.
func groupDeed(read func(*call, floor.Group) (floor.Command, error), done string) func(*call) error {
	return func(c *call) error {
		g, err := c.group()
		if err != nil {
			return err
		}
		command, err := read(c, g)
		if err == nil {
			err = c.do(command)
		}
		if err != nil {
			draft := page.PointDraft{Point: seminar.ID(c.r.FormValue("point")), Text: c.r.FormValue("text")}
			return c.refused(err, func(fault string) error { return c.groupPage(draft, fault) })
		}
		c.s.tellGroup(c.book.Seminar.ID, g)
		return c.goTo(c.address("groups", string(g.ID)), done)
	}
}

// tellGroup tells the members that something of their group has changed: their pages read it anew.
func (s *Server) tellGroup(of seminar.ID, g floor.Group) {
	for _, id := range g.Members {
		e := s.passing(of, groupNews, map[string]seminar.ID{"group": g.ID})
		e.Person = id
		s.Store.Feed.Publish(e)
	}
}

// groupNews is told to each member of a group, and to nobody else.
const groupNews = "group.news"

var (
	settleGroup = groupDeed(func(c *call, g floor.Group) (floor.Command, error) {
		return floor.Settle{Group: g.ID, Topic: c.written("topic"), Room: c.written("room"), Convener: seminar.ID(c.r.FormValue("convener")), Recorder: seminar.ID(c.r.FormValue("recorder"))}, nil
	}, "done.group_settled")
	recordGroup = groupDeed(func(_ *call, g floor.Group) (floor.Command, error) { return floor.Record{Group: g.ID}, nil }, "done.group_recorder")
	noteGroup   = groupDeed(func(c *call, g floor.Group) (floor.Command, error) {
		n := floor.Note{Group: g.ID, Point: seminar.ID(c.r.FormValue("point")), Text: seminar.Text{c.language(): c.r.FormValue("text")}}
		if c.r.FormValue("deed") == "cross" {
			n.Text = nil
		}
		var err error
		if n.Point != "" {
			n.Revision, err = strconv.Atoi(c.r.FormValue("revision"))
		}
		if err != nil {
			return nil, seminar.Invalid("error.invalid").Because(err)
		}
		return n, nil
	}, "")
	handInGroup = groupDeed(func(_ *call, g floor.Group) (floor.Command, error) { return floor.HandIn{Group: g.ID}, nil }, "done.group_handed")
	reopenGroup = groupDeed(func(_ *call, g floor.Group) (floor.Command, error) { return floor.TakeUp{Group: g.ID}, nil }, "done.group_reopened")
)

// moveMember moves a member to another group of the session; whatever they send or see in the former one ends.
func moveMember(c *call) error {
	from, err := c.group()
	if err != nil {
		return err
	}
	person := seminar.ID(c.r.FormValue("person"))
	s, err := c.floorNow()
	if err != nil {
		return err
	}
	into, there := s.Group(seminar.ID(c.r.FormValue("into")))
	if !there || into.Session != from.Session || !from.Has(person) {
		return seminar.NotFound("error.group.unknown")
	}
	if err := c.do(floor.Transfer{Group: into.ID, Person: person}); err != nil {
		return c.refused(err, func(fault string) error { return c.groupPage(page.PointDraft{}, fault) })
	}
	c.s.Plane.Dismiss(circleOf(c.book.Seminar.ID, from.ID), func(m media.Member) bool { return floor.Owner(m.Name) == person })
	c.s.tellGroup(c.book.Seminar.ID, from)
	c.s.tellGroup(c.book.Seminar.ID, into)
	return c.goTo(c.address("groups", string(from.ID)), "done.group_moved")
}

// markMember keeps what whoever leads a group says of a member: here or not. Who is at home says so by being on the page.
func markMember(c *call) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	if err := c.r.ParseForm(); err != nil {
		return seminar.Invalid("error.invalid").Because(err)
	}
	c.r.Form.Set("session", string(g.Session))
	e, err := c.judged(roll.Attested)
	if err != nil {
		return err
	}
	place := c.book.Directory.People[e.Person].Place
	at, known := c.book.Seminar.Place(string(place))
	session, _ := c.book.Seminar.Session(string(g.Session))
	s, err := c.floorNow()
	if err != nil {
		return err
	}
	switch {
	case !g.Has(e.Person):
		return seminar.NotFound("error.roll.nobody")
	case !g.Leads(c.who.Person.ID) && !dividers.allows(c.who, ""):
		return seminar.Forbidden("error.group.leads")
	case e.Person == c.who.Person.ID:
		return seminar.Forbidden("error.roll.own")
	case !known || at.Kind == seminar.Online || !session.At(place):
		return seminar.Conflict("error.group.at_home")
	case !c.runs(*session, s):
		return seminar.Conflict("error.group.not_now")
	}
	e.Place = place
	if err := c.beforeSeal(e.Session, e.At); err != nil {
		return err
	}
	if err := c.addEvidence(e, c.r.FormValue("op")); err != nil {
		return err
	}
	c.s.tellGroup(c.book.Seminar.ID, g)
	return c.goTo(c.address("groups", string(g.ID)), "")
}

// hearGroup gives the floor to a group: to its recorder, else its convener.
func hearGroup(c *call) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	order := floor.Hear{Group: g.ID}
	if p, known := c.book.Directory.People[g.Reporter()]; known {
		order.Who, order.Place, order.From = c.book.whoIs(p), p.Place, floor.FromHall
		if at, ok := c.book.Seminar.Place(string(p.Place)); ok && at.Kind == seminar.Online {
			order.From = floor.FromHome
		} else if ok && at.Kind == seminar.BranchHall {
			order.From = floor.FromBranch
		}
	}
	if err := c.do(order); err != nil {
		return c.refused(err, func(fault string) error { return c.groups(page.GroupDraft{}, fault) })
	}
	return c.goTo(c.address("groups"), "done.group_heard")
}

// sendSeats tells the page of a group who sits on which seat of its small hall.
func sendSeats(c *call) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	type seat struct {
		Slot   media.Slot   `json:"slot"`
		Person seminar.ID   `json:"person"`
		Name   seminar.Text `json:"name"`
	}
	seats := []seat{}
	for _, x := range c.s.Plane.Health(circleOf(c.book.Seminar.ID, g.ID)).Publishers {
		if p, known := c.book.Directory.People[floor.Owner(x.Name)]; known {
			seats = append(seats, seat{x.Slot, p.ID, p.Name})
		}
	}
	return c.json(200, seats)
}

// serveCircle hands a request to WHEP or WHIP in the small hall of a group, while its session runs.
func serveCircle(c *call) error {
	g, err := c.group()
	d := decided{Grant: whip.Grant{Room: circleOf(c.book.Seminar.ID, g.ID), Name: string(c.who.Person.ID), Owner: string(c.login.ID)}, err: err}
	handler := c.s.watch
	if strings.Contains(c.rt.pattern, "/publish") {
		handler = c.s.publish
		d.Slot, d.Name = media.Seat, floor.Publisher(c.who.Person.ID, string(media.Seat))
	}
	if d.err == nil && !g.Has(c.who.Person.ID) {
		d.err = seminar.Forbidden("error.group.members_only") // those who look after groups read, and do not listen in
	}
	return c.media(handler, d)
}

// Seated hears from the plane that somebody has sat down in a room that is no hall's, or has left.
func (s *Server) Seated(room string) {
	name, _ := strings.CutPrefix(room, circles)
	of, id, circle := strings.Cut(name, "/")
	if !circle {
		return
	}
	h, err := s.Halls.Hall(seminar.ID(of))
	if err != nil {
		s.Log.Warn("a group could not be told who sits in it", "group", id, "err", err)
		return
	}
	if g, there := h.State().Group(seminar.ID(id)); there {
		s.tellGroup(seminar.ID(of), g)
	}
}

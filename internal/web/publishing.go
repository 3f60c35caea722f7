package web

import (
	"net/http"
	"strings"

	"aula/internal/account"
	"aula/internal/floor"
	"aula/internal/media"
	"aula/internal/media/whip"
	"aula/internal/seminar"
)

// named is what people call a publisher.
type named struct {
	label string
	place seminar.ID // the branch hall whose own device it is
}

// offers are the addresses under which one publishes, with the plane's slot for each.
// The wall is one address: which of its slots a source gets is the hall's decision.
var offers = map[string]media.Slot{
	floor.Programme: media.Programme, floor.Slides: media.Slides, floor.Floor: media.Floor, floor.Wall: media.Wall1,
	string(media.Sound1): media.Sound1, string(media.Sound2): media.Sound2, string(media.Sound3): media.Sound3, string(media.Sound4): media.Sound4,
}

// publishing decides who may publish to a slot: a publishing key of that slot; an
// operator or speaker, and to an interpreter's channel only interpreter and operator; the device of a branch hall to the wall; and to the floor whoever
// has it, a person or the hall in which that person stands, as long as the turn lasts.
// What an operator has barred may not.
func (c *call) publishing(slot string) (whip.Grant, error) {
	g := whip.Grant{Room: string(c.book.Seminar.ID), Slot: offers[slot], Standby: true}
	if g.Slot == "" {
		return g, seminar.NotFound("error.not_found")
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return g, err
	}
	of, name, err := c.publisher(slot, h.State())
	if err != nil {
		return g, err
	}
	if h.State().IsBarred(of) {
		return g, seminar.Forbidden("error.floor.barred")
	}
	g.Name, g.Owner = floor.Publisher(of, slot), string(of)
	if c.bearer() == "" {
		g.Owner = string(c.login.ID)
	}
	c.s.names.Store(g.Name, name)
	return g, nil
}

// publisher returns whose source it is, and what people call it.
func (c *call) publisher(slot string, s *floor.State) (of seminar.ID, n named, err error) {
	if secret := c.bearer(); secret != "" {
		t, err := c.s.Store.Token(c.r.Context(), account.Hash(secret))
		if err != nil && seminar.CodeOf(err) != seminar.CodeNotFound {
			return "", n, err
		}
		if err != nil || t.Kind != account.Publishing || t.Seminar != c.book.Seminar.ID || t.Slot != slot || !t.Usable(c.s.Clock()) {
			return "", n, seminar.Fail(seminar.CodeSignIn, "error.publishing_key").Because(err)
		}
		return t.ID, named{label: t.Label}, nil
	}
	if err := http.NewCrossOriginProtection().Check(c.r); err != nil {
		return "", n, seminar.Forbidden("error.forbidden").Because(err)
	}
	n = named{c.Text(c.who.Person.Name), c.who.Hall}
	if isChannel(slot) {
		if !c.mayInterpret(slot) {
			return "", n, c.refusal()
		}
		return c.who.Person.ID, n, nil
	}
	if !publishers.allows(c.who, "") && !(c.who.Hall != "" && slot == floor.Wall) && !(slot == floor.Floor && c.hasFloor(s)) {
		return "", n, c.refusal()
	}
	return c.who.Person.ID, n, nil
}

// bearer returns the publishing key of the request; "" when it is made by a login.
func (c *call) bearer() string {
	secret, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
	return strings.TrimSpace(secret)
}

// hasFloor reports whether the request is made by whoever has the floor.
func (c *call) hasFloor(s *floor.State) bool {
	switch {
	case s.Turn == nil || c.login.ID == "":
		return false
	case c.who.Hall != "":
		return s.Turn.From == floor.FromBranch && s.Turn.Place == c.who.Hall
	}
	return s.Turn.Person.ID == c.who.Person.ID
}

// ending tells the hall that whoever publishes has ended it, which is another thing than
// being lost: the slots are free at once. A page that comes back by itself says so by ?again.
func (c *call) ending(d decided) {
	id := c.r.PathValue("session")
	if d.err != nil || c.r.Method != http.MethodDelete || id == "" || c.r.URL.Query().Has("again") {
		return
	}
	standing, err := c.s.Plane.Find(id)
	if err != nil || standing.Viewer || standing.Room != d.Room || standing.Name != d.Name || standing.Slot != d.Slot {
		return
	}
	if h, err := c.s.Halls.Hall(c.book.Seminar.ID); err == nil {
		h.PublisherEnded(c.r.Context(), d.Name)
	}
}

// About returns what people call a publisher, its name when nobody has named it, and the
// branch hall whose own device it is.
func (s *Server) About(publisher string) (label string, place seminar.ID) {
	if n, ok := s.names.Load(publisher); ok {
		return n.(named).label, n.(named).place
	}
	return publisher, ""
}

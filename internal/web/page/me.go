package page

import (
	"io"
	"slices"
	"time"

	"aula/internal/certificate"
	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Me is a person's own page: who they are here, where they can go, what the roll says
// of them, and where they are signed in.
//
// Its forms: POST /s/{seminar}/me/passphrase with passphrase and again, and with current
// to replace one; POST /s/{seminar}/me/claims with op, session, mark and reason; POST /s/{seminar}/me/sign-out with login.
type Me struct {
	Frame
	Organisation  seminar.Organisation // zero for somebody without one
	Policy        roll.Policy
	Announced     []floor.Announcement
	Claims        []roll.Claim      // what the reader has said against it
	Row           *roll.Row         // own line of the roll; nil for who stands on none
	Logins        []Login           // own sign-ins, this one first
	MayPassphrase bool              // staff: may sign in with a name and a passphrase
	SignInName    string            // the name that goes with the passphrase; "" before the first one is set
	Minimum       int               // characters that a passphrase needs
	Err           string            // why the passphrase was not changed, in words
	Certificate   *certificate.Kept // the reader's own, its newest revision; nil for none
}

// Login is one browser that is signed in.
type Login struct {
	ID     seminar.ID
	Device string    // what kind of device and browser: "Android, Chrome"
	Since  time.Time // when it signed in
	Seen   time.Time // when it was last here
	Here   bool      // it is this one
}

// Card is one way onward with a line about what waits there.
type Card struct {
	Key  string       // of the catalogues: page.me.card.KEY and page.me.card.KEY.line
	Href string       // address
	At   seminar.Text // the place it is for, nil for the whole seminar
}

// Cards returns the ways that the reader's roles open, the likeliest first.
func (v Me) Cards() []Card {
	if v.Seminar == nil {
		return nil
	}
	if v.AtSite {
		return v.placeCards()
	}
	var cards []Card
	add := func(allowed bool, key string, parts ...string) {
		if allowed {
			cards = append(cards, Card{Key: key, Href: v.URL(parts...)})
		}
	}
	who := v.Who
	add(who.Has(seminar.Delegate, seminar.Chair, seminar.Speaker, seminar.Operator, seminar.Moderator, seminar.Organiser, seminar.Interpreter), "hall", "hall")
	add(who.Has(seminar.Delegate), "pass", "pass")
	add(v.divided() && who.Has(seminar.Delegate, seminar.Organiser, seminar.Chair, seminar.Moderator), "groups", "groups")
	add(who.Has(seminar.Delegate, seminar.Organiser), "leave", "leave")
	add(who.Has(seminar.Liaison), "delegation", "delegation")
	add(who.Has(seminar.Chair), "console", "console")
	add(who.Has(seminar.Chair, seminar.Moderator), "moderator", "moderator")
	add(who.Has(seminar.Chair, seminar.Moderator, seminar.Operator, seminar.Organiser), "announcements", "announcements")
	cards = append(cards, v.placeCards()...)
	add(who.Has(seminar.Operator, seminar.Speaker), "publish", "publish")
	add(who.Has(seminar.Speaker, seminar.Chair, seminar.Operator), "lectern", "lectern")
	add(who.Has(seminar.Moderator, seminar.Operator), "captions", "captions")
	add(who.Has(seminar.Interpreter, seminar.Operator), "interpret", "interpret")
	add(who.Has(seminar.Operator), "desk", "desk")
	add(who.Has(seminar.Screen, seminar.Operator, seminar.Organiser), "screen", "screen")
	add(who.Has(seminar.Organiser), "admin", "admin")
	add(who.Has(seminar.Organiser), "people", "people")
	add(who.Has(seminar.Organiser, seminar.Auditor, seminar.Steward), "roll", "roll")
	add(who.Has(seminar.Organiser, seminar.Auditor), "certificates", "certificates")
	add(who.Has(seminar.Organiser, seminar.Auditor, seminar.Steward), "papers", "papers")
	add(who.Has(seminar.Organiser, seminar.Auditor), "record", "record")
	add(who.Has(seminar.Organiser, seminar.Auditor, seminar.Editor, seminar.Chair, seminar.Moderator), "minutes", "minutes")
	add(who.Has(seminar.Editor, seminar.Organiser), "press", "press")
	return cards
}

// divided reports whether the programme has a session in groups.
func (v Me) divided() bool {
	return slices.ContainsFunc(v.Seminar.Sessions, func(s programme.Session) bool { return s.Kind == programme.Group && !s.Cancelled })
}

// placeCards returns the door and the branch page of each place that the reader is
// steward of.
func (v Me) placeCards() []Card {
	var cards []Card
	for _, p := range v.Seminar.Places {
		if !v.Who.HasAt(seminar.Steward, p.ID) || p.Kind == seminar.Online {
			continue
		}
		cards = append(cards, Card{"door", v.URL("door", p.Key), p.Name})
		if p.Kind == seminar.BranchHall {
			cards = append(cards, Card{"branch", v.URL("branch", p.Key), p.Name})
		}
	}
	return cards
}

// OwnCell is one session of the reader's own row.
type OwnCell struct {
	Session programme.Session
	roll.Cell
	Claim    *roll.Claim // the last that was said against it; nil for nothing
	MayClaim bool
}

// Cells returns the reader's own row session by session, in programme order, without
// the sessions that are not for them: held elsewhere, and never come to.
func (v Me) Cells() []OwnCell {
	if v.Row == nil || v.Seminar == nil {
		return nil
	}
	var cells []OwnCell
	for _, c := range v.Row.Cells {
		s, ok := v.Seminar.Session(string(c.Session))
		if ok && (s.At(v.Row.Person.Place) || c.Mark != "" || len(c.Stays) > 0) {
			cells = append(cells, v.own(*s, c))
		}
	}
	return cells
}

func (v Me) own(s programme.Session, c roll.Cell) OwnCell {
	x := OwnCell{Session: s, Cell: c}
	for i := range v.Claims {
		if v.Claims[i].Session == s.ID && v.Claims[i].Kind == roll.Claimed {
			x.Claim = &v.Claims[i]
		}
	}
	waits := x.Claim != nil && (x.Claim.State == roll.Claimed || x.Claim.State == roll.Proposed)
	x.MayClaim = !waits && v.Policy.MayClaim(s.Ends, v.moment())
	return x
}

// ClaimMarks lists what a claim may say.
func (Me) ClaimMarks() []roll.Mark {
	return []roll.Mark{roll.Present, roll.Excused, roll.Late, roll.LeftEarly, roll.Absent}
}

// Roles returns what the reader is here: each role once, with the places of it.
func (v Me) Roles() []RoleAt { return rolesOf(v.Frame, v.Who.Grants) }

// Render writes the page.
func (v Me) Render(w io.Writer) error { return Render(w, "me", v) }

// RoleAt is a role with the places it holds at; none means everywhere.
type RoleAt struct {
	Role   seminar.Role
	Places []seminar.Text
}

func rolesOf(f Frame, grants []seminar.Grant) []RoleAt {
	var all []RoleAt
	for _, role := range seminar.Roles() {
		r, held := RoleAt{Role: role}, false
		for _, g := range grants {
			if g.Role != role {
				continue
			}
			held = true
			if g.Place != "" {
				r.Places = append(r.Places, f.Place(g.Place).Name)
			}
		}
		if held {
			all = append(all, r)
		}
	}
	return all
}

package page

import (
	"io"
	"strings"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Groups is the list of the groups of all group sessions. It is always inside a seminar.
//
// Its forms: POST /s/{seminar}/groups with op, session, number, by and topic-LANGUAGE; POST /s/{seminar}/groups/{group}/hear with op.
type Groups struct {
	Frame
	Directory
	Sessions []GroupSession
	All      bool       // the reader looks after groups, and sees every one
	Hears    bool       // the reader may give the floor to a group now
	Heard    seminar.ID // the group that has it
	Draft    GroupDraft // what was written and not taken
	Err      string     // why not
}

// GroupSession is a group session with those of its groups that the reader may see.
type GroupSession struct {
	Session   programme.Session
	Groups    []floor.Group
	Runs      bool
	Attending int // how many are to be in a group
}

// GroupDraft is how the groups of a session are to be formed.
type GroupDraft struct {
	Session seminar.ID
	Number  string
	By      floor.Division
	Topic   seminar.Text
}

// Begun reports whether a group of the session has written anything, so that they stand.
func (x GroupSession) Begun() bool {
	for _, g := range x.Groups {
		if len(g.Points) > 0 {
			return true
		}
	}
	return false
}

// Suggested returns how many groups a session is likely to want: some ten people in each.
func (x GroupSession) Suggested() int { return max(1, (x.Attending+5)/10) }

// Divisions returns how people may come to their groups.
func (Groups) Divisions() []floor.Division { return floor.Divisions() }

// Form returns what stands in the form of a session: what was written, else what is usual.
func (v Groups) Form(x GroupSession) GroupDraft {
	if v.Draft.Session == x.Session.ID {
		return v.Draft
	}
	return GroupDraft{By: floor.Mixed}
}

// Render writes the page.
func (v Groups) Render(w io.Writer) error { return Render(w, "groups", v) }

// Group is the page of one group: what it discusses, who is in it, its small hall and its minutes. It is always inside a seminar.
//
// Its forms are POST below /s/{seminar}/groups/{group}, all with op: points with text, and for an old one point, revision and deed
// ("" or "cross"); recorder; hand-in; reopen; marks with person and mark; members with person and into; and the address itself with
// convener, recorder, topic-LANGUAGE and room-LANGUAGE.
type Group struct {
	Frame
	Directory
	Group   floor.Group
	Session programme.Session
	Runs    bool
	Mine    bool                     // the reader is a member
	Leads   bool                     // hands in, and says who is here
	Cares   bool                     // looks after groups
	Mode    string                   // home or hall, how the reader attends
	Here    map[seminar.ID]roll.Mark // what the roll says while the session runs
	Other   []floor.Group            // all groups of the session
	Draft   PointDraft
	Err     string
}

// PointDraft is what was written and not taken; Point is "" for a new one.
type PointDraft struct {
	Point seminar.ID
	Text  string
}

// Members returns the members that are still invited, in their order.
func (v Group) Members() (all []seminar.Person) {
	for _, id := range v.Group.Members {
		if p := v.Person(id); p.ID != "" && !p.Withdrawn {
			all = append(all, p)
		}
	}
	return all
}

// Topics returns the lines of what is discussed.
func (v Group) Topics() []string { return lines(v.Text(v.Group.Topic)) }

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// Office is what a member does for the group.
type Office struct {
	Key  string // convener or recorder
	Held seminar.ID
}

// Offices returns the offices with who holds them.
func (v Group) Offices() []Office {
	return []Office{{"convener", v.Group.Convener}, {"recorder", v.Group.Recorder}}
}

// AtHome reports whether somebody attends from home, so that no other says of them that they are here.
func (v Group) AtHome(p seminar.Person) bool { return v.Place(p.Place).Kind == seminar.Online }

// Seats returns the seats of the small hall.
func (Group) Seats() []int { return []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} }

// Texts returns what the page's script says.
func (v Group) Texts() map[string]string {
	return texts(v.Printer, wireTexts, []string{"group.seat.own", "group.state.off", "group.state.connecting", "group.state.up", "group.state.retrying", "group.state.refused", "group.state.blocked", "group.state.unsupported",
		"publish.denied", "publish.missing", "publish.busy", "publish.insecure", "group.mute", "group.unmute"})
}

// Render writes the page.
func (v Group) Render(w io.Writer) error { return Render(w, "group", v) }

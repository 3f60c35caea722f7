// Package report is the dated report of a seminar: drafted from the facts, edited by
// people, approved by a second person, published in versions that never disappear.
package report

import (
	"slices"
	"strings"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// State says how far a report is.
type State string

// The states.
const (
	Drafted   State = "draft"
	Approved  State = "approved"
	Published State = "published"
)

// Report is one revision of a seminar's report. A revision never changes: whoever
// changes something saves the next one.
type Report struct {
	Seminar  seminar.ID `json:"seminar"`
	Revision int        `json:"revision"` // counts every saved change; 0 has not been saved yet
	Version  int        `json:"version"`  // counts what was published; 0 never was
	State    State      `json:"state"`

	Languages []string     `json:"languages"` // the report is written in each of them, the first one leads
	Title     seminar.Text `json:"title"`
	Dateline  seminar.Text `json:"dateline"` // place and date
	Lead      seminar.Text `json:"lead"`     // one paragraph
	Sections  []Section    `json:"sections"`

	Starts   time.Time           `json:"starts,omitzero"` // of the first session, UTC
	Ends     time.Time           `json:"ends,omitzero"`   // of the last session, UTC
	Minutes  int                 `json:"minutes"`         // that the sessions lasted, breaks left out, parallel ones once
	Modes    []seminar.PlaceKind `json:"modes"`           // main, branch, online: those that there were
	Places   []Place             `json:"places"`
	Attended []Named             `json:"attended"` // at the opening and closing, by rank
	Numbers  []Number            `json:"numbers"`  // by level and place
	Credits  Credits             `json:"credits"`
	Photos   []Photo             `json:"photos,omitempty"`

	Corrections []Correction `json:"corrections,omitempty"` // the oldest first; they stay

	EditedBy    seminar.ID `json:"edited_by,omitempty"`   // who saved the last change of the words; "" is the drafting server
	ApprovedBy  seminar.ID `json:"approved_by,omitempty"` // never EditedBy
	EditedAt    time.Time  `json:"edited_at,omitzero"`
	ApprovedAt  time.Time  `json:"approved_at,omitzero"`
	PublishedAt time.Time  `json:"published_at,omitzero"` // of this version

	FirstPublishedAt time.Time `json:"first_published_at,omitzero"` // of version 1
}

// Section is one part of the report under a heading. The paragraphs of its text are
// separated by empty lines.
type Section struct {
	Heading seminar.Text `json:"heading"`
	Text    seminar.Text `json:"text"`
}

// Place is where the seminar was held.
type Place struct {
	Place seminar.ID        `json:"place"`
	Kind  seminar.PlaceKind `json:"kind"`
	Name  seminar.Text      `json:"name"`
}

// Named is somebody whom the report names with their office.
type Named struct {
	Person       seminar.ID     `json:"person"`
	Name         seminar.Text   `json:"name"`
	Organisation seminar.Text   `json:"organisation,omitempty"`
	Post         seminar.Text   `json:"post,omitempty"`
	Deed         programme.Deed `json:"deed"` // the first of programme.Deeds that they had
}

// Number is how many of one level took part at one place.
type Number struct {
	Level     string            `json:"level,omitempty"` // "" where the seminar knows no level of them
	LevelName seminar.Text      `json:"level_name,omitempty"`
	Place     seminar.ID        `json:"place"`
	PlaceName seminar.Text      `json:"place_name"`
	Kind      seminar.PlaceKind `json:"kind"`
	Delegates int               `json:"delegates"` // who belong to the place and have not withdrawn
	Took      int               `json:"took"`      // who took part there in at least one session; each delegate counts once
}

// Credits names those who made the report.
type Credits struct {
	Reporter     seminar.Text   `json:"reporter,omitempty"`
	Photographer seminar.Text   `json:"photographer,omitempty"`
	Editors      []seminar.Text `json:"editors,omitempty"`
}

// Photo is a picture of the report. Alt says what can be seen, for those who do not see it.
type Photo struct {
	ID      seminar.ID   `json:"id"`
	Caption seminar.Text `json:"caption,omitempty"`
	Alt     seminar.Text `json:"alt,omitempty"`
	Width   int          `json:"width"`  // pixels
	Height  int          `json:"height"` // pixels
	Type    string       `json:"type"`   // media type: image/jpeg
}

// Correction says what a further version changed in the one before.
type Correction struct {
	At      time.Time    `json:"at"`
	Version int          `json:"version"` // the version that it made
	Text    seminar.Text `json:"text"`
}

// Took counts the delegates who took part, at whatever place.
func (r *Report) Took() int {
	n := 0
	for _, x := range r.Numbers {
		n += x.Took
	}
	return n
}

// Delegates counts the delegates who were expected.
func (r *Report) Delegates() int {
	n := 0
	for _, x := range r.Numbers {
		n += x.Delegates
	}
	return n
}

// Photo returns the picture with that id.
func (r *Report) Photo(id seminar.ID) (Photo, bool) {
	i := slices.IndexFunc(r.Photos, func(p Photo) bool { return p.ID == id })
	if i < 0 {
		return Photo{}, false
	}
	return r.Photos[i], true
}

// Paragraphs cuts a text at its empty lines.
func Paragraphs(text string) []string {
	var all []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// language returns the language of the report for a reader of lang: that one when the
// report is written in it, else the leading one.
func (r *Report) language(lang string) string {
	if len(r.Languages) == 0 || slices.Contains(r.Languages, lang) {
		return lang
	}
	return r.Languages[0]
}

// in returns a text of the report for a reader of lang.
func (r *Report) in(lang string, t seminar.Text) string { return t.In(r.language(lang)) }

package page

import (
	"io"

	"aula/internal/floor"
	"aula/internal/seminar"
)

// Announcements is where everybody is told something. It is always inside a seminar.
type Announcements struct {
	Frame
	All   []floor.Announcement // that stand now, the latest first
	Draft seminar.Text         // what was written and not taken
	Err   string               // why not
	Op    string
}

// Minutes returns for how long an announcement may stand.
func (Announcements) Minutes() []int { return []int{15, 30, 60, 120} }

// Render writes the page.
func (v Announcements) Render(w io.Writer) error { return Render(w, "announcements", v) }

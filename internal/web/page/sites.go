package page

import (
	"io"
	"slices"
	"time"

	"aula/internal/seminar"
)

// Sites are the own machines of branch halls, as the centre sees them. It is always inside a seminar.
//
// Its forms: POST /s/{seminar}/sites with place and label; POST /s/{seminar}/sites/revoke with site.
type Sites struct {
	Frame
	Sites   []Site
	Made    Device // the one whose key was just made; zero otherwise
	Command string // with the key, shown once; "" otherwise
}

// Site is the own machine of a hall, or the key for one.
type Site struct {
	Device         // Opened is when its key was first used
	Revoked   bool // what it sends is kept apart
	Heard     time.Time
	Delivered time.Time // when it last brought something new
	Count     int       // what it has brought
	Waiting   int       // at the site when it was last heard with something
	Refused   int       // what it sent and was not its to say
	Skew      time.Duration
}

// Clock writes by how much the machine's clock was ahead.
func (s Site) Clock() string { return Gate{Skew: s.Skew}.Clock() }

// Off reports whether the clock of the machine is wrong.
func (s Site) Off() bool { return Gate{Skew: s.Skew}.Off() }

// Halls lists the places that may have a machine of their own.
func (v Sites) Halls() []seminar.Place {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Places), func(p seminar.Place) bool { return p.Kind == seminar.Online })
}

// Render writes the page.
func (v Sites) Render(w io.Writer) error { return Render(w, "sites", v) }

// SiteLine is what the hall's own machine shows of its line to the centre.
type SiteLine struct {
	Frame
	At        seminar.Place
	Centre    string // its address
	Up        bool
	Since     time.Time // of that; zero while it was not tried
	Heard     time.Time
	Fault     string // why it is down, in words
	Waiting   int
	Delivered int
	Last      time.Time
	Ahead     time.Duration
	Refused   []SiteRefused
}

// SiteRefused is how many things the centre has not taken over for one reason.
type SiteRefused struct {
	Reason string // site.refused.REASON
	Count  int
}

// Clock writes by how much the machine's clock is ahead of the centre's.
func (v SiteLine) Clock() string { return Gate{Skew: v.Ahead}.Clock() }

// Off reports whether somebody should set the clock.
func (v SiteLine) Off() bool { return Gate{Skew: v.Ahead}.Off() }

// Render writes the page.
func (v SiteLine) Render(w io.Writer) error { return Render(w, "siteline", v) }

package page

import (
	"html/template"
	"io"
	"slices"
	"time"

	"aula/internal/seminar"
)

// Devices are the computers of the branch halls: who may publish as a hall. It is always
// inside a seminar.
//
// Its forms: POST /s/{seminar}/devices with place and label; POST
// /s/{seminar}/devices/revoke with device.
type Devices struct {
	Frame
	Devices []Device // the newest first
	Made    Device   // the one whose link was just made; zero otherwise
	Link    string   // its link, shown once; "" otherwise
	QR      template.HTML
}

// Device is the computer of a hall, or the link that makes one.
type Device struct {
	ID      seminar.ID
	Label   string // what people call it: "Laptop at the projector"
	At      seminar.Place
	Made    time.Time
	Expires time.Time // of a link that was not used
	Opened  time.Time // since when it is the hall's device; zero while nobody has used the link
}

// Halls lists the branch halls.
func (v Devices) Halls() []seminar.Place {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Places), func(p seminar.Place) bool { return p.Kind != seminar.BranchHall })
}

// Render writes the page.
func (v Devices) Render(w io.Writer) error { return Render(w, "devices", v) }

// Enrolment shows a computer or phone whose device it would become; confirming is a POST to the
// same address, so that whoever only looks at a link enrols nothing.
type Enrolment struct {
	Frame
	Open   bool   // the link can be used
	Gate   bool   // it makes the scanner at a door, and not the device of a hall
	Device Device // zero unless it can
}

// Render writes the page.
func (v Enrolment) Render(w io.Writer) error { return Render(w, "enrolment", v) }

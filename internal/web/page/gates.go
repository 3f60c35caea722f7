package page

import (
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"aula/internal/roll/door"
	"aula/internal/seminar"
)

// Gates are the phones that scan at the doors: which there are, and what has not arrived
// of them. It is always inside a seminar.
//
// Its forms: POST /s/{seminar}/gates with place and label; POST /s/{seminar}/gates/revoke
// with device.
type Gates struct {
	Frame
	Directory
	Gates []Gate
	Made  Device // the one whose link was just made; zero otherwise
	Link  string // its link, shown once; "" otherwise
	QR    template.HTML
}

// Gate is a phone at a door, or the link that makes one.
type Gate struct {
	Device               // its ID is "" when it is a steward's phone
	Revoked   bool       // what it sends is held back
	Steward   seminar.ID // who is signed in on it; "" when it is the door's own
	Name      string     // the name that the phone keeps; "" while it was not heard
	Heard     time.Time
	Delivered time.Time // when its last scan came
	Skew      time.Duration
	Arrived   []door.Span
	Missing   []door.Span
	Held      int64 // scans that came after it was revoked
}

// Short is the part of a phone's name that people compare with what the phone shows.
func (g Gate) Short() string { return g.Name[:min(4, len(g.Name))] }

// Scans is how many have arrived, those that were held back among them.
func (g Gate) Scans() int64 { return door.Count(g.Arrived) }

// Lost is how many have not.
func (g Gate) Lost() int64 { return door.Count(g.Missing) }

// Highest is the highest number of which anything is known.
func (g Gate) Highest() int64 {
	highest := int64(0)
	for _, spans := range [][]door.Span{g.Arrived, g.Missing} {
		if len(spans) > 0 {
			highest = max(highest, spans[len(spans)-1].To)
		}
	}
	return highest
}

// Numbers writes the missing numbers: "3, 7–9"; of many gaps the first.
func (g Gate) Numbers() string {
	const most = 5
	var parts []string
	for i, s := range g.Missing {
		if i == most {
			parts = append(parts, "…")
			break
		}
		part := strconv.FormatInt(s.From, 10)
		if s.To > s.From {
			part += "–" + strconv.FormatInt(s.To, 10)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// Off reports whether the phone's clock is so wrong that somebody should set it. Its
// scans are set right when they arrive, if it was as wrong when they were made.
func (g Gate) Off() bool { return g.Skew.Abs() >= time.Minute }

// Clock writes by how much the phone's clock is ahead: "+11 min", "−3 s".
func (g Gate) Clock() string {
	sign, by := "+", g.Skew
	if by < 0 {
		sign, by = "−", -by
	}
	if by < time.Minute {
		return sign + strconv.Itoa(int(by.Round(time.Second)/time.Second)) + " s"
	}
	return sign + strconv.Itoa(int(by.Round(time.Minute)/time.Minute)) + " min"
}

// Doors lists the places that have one.
func (v Gates) Doors() []seminar.Place {
	if v.Seminar == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.Seminar.Places), func(p seminar.Place) bool { return p.Kind == seminar.Online })
}

// Render writes the page.
func (v Gates) Render(w io.Writer) error { return Render(w, "gates", v) }

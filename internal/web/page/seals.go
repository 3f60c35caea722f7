package page

import (
	"html/template"
	"io"

	"aula/internal/roll"
)

// Seals shows the half-days with what was sealed of each.
//
// POST /s/{seminar}/seals with day and part seals one.
type Seals struct {
	Frame
	Directory
	Policy  roll.Policy
	Halves  []SealedHalf
	MaySeal bool
}

// SealedHalf is one half-day with its seal.
type SealedHalf struct {
	roll.Half
	Over bool          // it has ended
	Seal *roll.Seal    // nil when it is open
	True bool          // the signature fits
	QR   template.HTML // the code of the seal
}

// Render writes the page.
func (v Seals) Render(w io.Writer) error { return Render(w, "seals", v) }

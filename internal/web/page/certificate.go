package page

import (
	"io"
	"maps"
	"slices"

	"aula/internal/certificate"
	"aula/internal/seminar"
)

// Certificate shows to everybody who has its address what a certificate says and whether it is valid. What is not valid is named
// and not repeated. Nothing stands here that does not stand on the certificate.
type Certificate struct {
	Frame
	Kept   certificate.Kept // the revision that is asked for
	Newest certificate.Kept
}

// Valid reports whether this revision is.
func (v Certificate) Valid() bool { return v.Kept.State() == certificate.Valid }

// Also lists what a text says in its other languages.
func (f Frame) Also(t seminar.Text) (others []seminar.Text) {
	said := []string{f.Text(t)}
	for _, language := range slices.Sorted(maps.Keys(t)) {
		if s := t[language]; s != "" && !slices.Contains(said, s) {
			said, others = append(said, s), append(others, seminar.Text{language: s})
		}
	}
	return others
}

// Conditions says by which rule it was given.
func (v Certificate) Conditions() []string {
	return certificate.Conditions(v.Kept.Claim.Rule, v.Frame)
}

// Preset names the rule by which attendance was counted.
func (v Certificate) Preset() string { return v.preset(v.Kept.Claim.Policy.Preset) }

func (f Frame) preset(preset string) string {
	key := "roll.preset." + preset
	if name := f.T(key); name != key {
		return name
	}
	return preset
}

// Render writes the page.
func (v Certificate) Render(w io.Writer) error { return Render(w, "certificate", v) }

// CheckCertificate is where everybody can check a certificate: by the code in its address, or by the file of its badge.
//
// GET /certificates with code leads to the certificate; POST /certificates with badge (text) or file checks a badge.
type CheckCertificate struct {
	Frame
	Code    string
	Fault   string // why the code leads nowhere, in words
	Verdict string // on the badge: of office.Finding, "" where none was brought
	Said    *certificate.Said
	Kept    *certificate.Kept
}

// Good reports whether the badge is valid.
func (v CheckCertificate) Good() bool { return v.Verdict == "valid" }

// Render writes the page.
func (v CheckCertificate) Render(w io.Writer) error { return Render(w, "checkcertificate", v) }

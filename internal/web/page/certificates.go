package page

import (
	"io"

	"aula/internal/certificate"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Certificates shows an organiser who may have a certificate, who has one and who gets none and why; an auditor reads it.
//
// POST /s/{seminar}/certificates/rule with sessions, session_share, time_share and credits changes the rule. POST
// /s/{seminar}/certificates/issue with op issues to all who may and have none; with person to that one alone, with anew as a new
// revision. POST /s/{seminar}/certificates/revoke with op, certificate and reason. GET with show chooses rows by their state.
type Certificates struct {
	Frame
	Directory
	Rule     certificate.Rule
	Credited bool // the roll gives credits
	Rows     []CertificateRow
	Show     string // only rows of that state; "" is all
	Page     int
	MayIssue bool
	Address  string // that certificates will name, where the server has no public one; "" where it has
	Fault    string // why something was not done, in words
}

// CertificateRow is one delegate.
type CertificateRow struct {
	Person  seminar.Person
	Kept    *certificate.Kept // the newest revision; nil for none
	May     bool              // by the rule, as the roll is now
	Why     []roll.Reason     // why not
	Changed bool              // it would say something else now
}

// State is one word for the row: "may", "not", "valid", "changed", "fallen" (valid, and would not be given now) or "revoked".
func (r CertificateRow) State() string {
	switch {
	case r.Kept == nil && r.May:
		return "may"
	case r.Kept == nil:
		return "not"
	case r.Kept.State() != certificate.Valid:
		return "revoked"
	case !r.May:
		return "fallen"
	case r.Changed:
		return "changed"
	}
	return "valid"
}

// Tone is how a state is marked.
func (r CertificateRow) Tone() string {
	switch r.State() {
	case "valid":
		return " good"
	case "changed", "fallen":
		return " warn"
	case "revoked":
		return " bad"
	case "may":
		return " strong"
	}
	return ""
}

// Count counts the rows of a state.
func (v Certificates) Count(state string) (n int) {
	for _, r := range v.Rows {
		if r.State() == state {
			n++
		}
	}
	return n
}

// States lists the states that rows can have, with the rows to be done first.
func (Certificates) States() []string {
	return []string{"may", "changed", "fallen", "valid", "revoked", "not"}
}

// Issued counts those who hold a valid certificate, Entitled those who may hold one.
func (v Certificates) Issued() int { return v.Count("valid") + v.Count("changed") + v.Count("fallen") }

// Entitled counts those who hold one or may.
func (v Certificates) Entitled() int { return v.Issued() + v.Count("may") }

func (v Certificates) chosen() (rows []CertificateRow) {
	for _, r := range v.Rows {
		if v.Show == "" || r.State() == v.Show {
			rows = append(rows, r)
		}
	}
	return rows
}

// Shown returns the rows of this page.
func (v Certificates) Shown() []CertificateRow {
	rows := v.chosen()
	_, from, to := newPager(len(rows), v.Page, "", "")
	return rows[from:to]
}

// Pager leads through the chosen rows.
func (v Certificates) Pager() Pager {
	p, _, _ := newPager(len(v.chosen()), v.Page, v.URL("certificates"), query("show", v.Show))
	return p
}

// Conditions says what the rule asks for.
func (v Certificates) Conditions() []string { return certificate.Conditions(v.Rule, v.Frame) }

// Render writes the page.
func (v Certificates) Render(w io.Writer) error { return Render(w, "certificates", v) }

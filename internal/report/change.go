package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Told is the body of the entries "report.drafted", "report.edited", "report.approved"
// and "report.published".
type Told struct {
	Revision   int          `json:"revision"`
	Version    int          `json:"version,omitempty"`
	Digest     string       `json:"digest"` // SHA-256 of the revision as JSON, so that the record vouches for its words
	Correction seminar.Text `json:"correction,omitempty"`
}

// Keep makes a fresh draft the next revision after old, which is the zero Report when
// there is none. What people have added stays: credits, photos, published versions
// and their corrections. It counts as a change by whoever asked for the draft.
func Keep(old, fresh Report, by seminar.ID, at time.Time) (Report, record.Entry) {
	r := fresh
	r.Revision, r.Version, r.PublishedAt, r.Corrections = old.Revision, old.Version, old.PublishedAt, old.Corrections
	r.FirstPublishedAt = old.FirstPublishedAt
	r.Credits, r.Photos = old.Credits, old.Photos
	r.rewritten(by, at)
	return r, r.told("report.drafted", by)
}

// Edit changes the words; the report is a draft again. It returns a Conflict error
// when somebody saved another revision meanwhile.
func Edit(old Report, w Words, by seminar.ID, at time.Time) (Report, record.Entry, error) {
	if w.Revision != old.Revision {
		return old, record.Entry{}, seminar.Conflict("error.conflict")
	}
	r := old
	r.Title, r.Dateline, r.Lead, r.Sections, r.Credits, r.Photos = w.Title, w.Dateline, w.Lead, w.Sections, w.Credits, w.Photos
	r.rewritten(by, at)
	return r, r.told("report.edited", by), nil
}

// Approve lets the words stand as they are in that revision. It must be done by
// somebody other than who changed them last: Forbidden. It returns a Conflict error
// when the report is no draft or has changed meanwhile, Invalid when words are missing.
func Approve(old Report, revision int, by seminar.ID, at time.Time) (Report, record.Entry, error) {
	switch err := old.check(); {
	case revision != old.Revision:
		return old, record.Entry{}, seminar.Conflict("error.conflict")
	case old.State != Drafted:
		return old, record.Entry{}, seminar.Conflict("error.report.no_draft")
	case by == old.EditedBy:
		return old, record.Entry{}, seminar.Forbidden("error.report.own_words")
	case err != nil:
		return old, record.Entry{}, err
	}
	r := old
	r.Revision++
	r.State, r.ApprovedBy, r.ApprovedAt = Approved, by, seminar.Millis(at)
	return r, r.told("report.approved", by), nil
}

// Publish makes the approved words the next version. A version after the first needs a
// correction, which tells readers what was changed and stays in the report; the first
// has none. It returns a Conflict error when the report is not approved or has changed
// meanwhile, Invalid when the correction is missing.
func Publish(old Report, revision int, correction seminar.Text, by seminar.ID, at time.Time) (Report, record.Entry, error) {
	switch {
	case revision != old.Revision:
		return old, record.Entry{}, seminar.Conflict("error.conflict")
	case old.State != Approved:
		return old, record.Entry{}, seminar.Conflict("error.report.not_approved")
	case old.Version > 0 && correction.IsZero():
		return old, record.Entry{}, seminar.Invalid("error.report.correction")
	}
	r := old
	r.Revision++
	r.Version++
	r.State, r.PublishedAt = Published, seminar.Millis(at)
	if old.Version > 0 {
		r.Corrections = append(old.Corrections[:len(old.Corrections):len(old.Corrections)], Correction{At: r.PublishedAt, Version: r.Version, Text: correction})
	} else {
		r.FirstPublishedAt, correction = r.PublishedAt, nil
	}
	e := r.tell("report.published", by, Told{Revision: r.Revision, Version: r.Version, Digest: r.Digest(), Correction: correction})
	return r, e, nil
}

// rewritten makes the report the next revision, a draft that nobody has approved.
func (r *Report) rewritten(by seminar.ID, at time.Time) {
	r.Revision++
	r.State, r.EditedBy, r.EditedAt = Drafted, by, seminar.Millis(at)
	r.ApprovedBy, r.ApprovedAt = "", time.Time{}
}

func (r *Report) told(kind string, by seminar.ID) record.Entry {
	return r.tell(kind, by, Told{Revision: r.Revision, Version: r.Version, Digest: r.Digest()})
}

func (r *Report) tell(kind string, by seminar.ID, body Told) record.Entry {
	e := record.New(kind, body)
	e.Seminar, e.Actor = r.Seminar, by
	return e
}

// Digest is the SHA-256 of the revision as JSON, as Told carries it.
func (r *Report) Digest() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("report: %v", err)) // texts, numbers and times always marshal
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

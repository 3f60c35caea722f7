package report_test

import (
	"encoding/json"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
)

const (
	anna  = seminar.ID("anna")
	boris = seminar.ID("boris")
)

var noon = time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)

func words() report.Report {
	return report.Report{
		Seminar: "s", Languages: []string{"en"},
		Title: seminar.Text{"en": "Opened"}, Lead: seminar.Text{"en": "It opened."},
	}
}

// must returns the report of a change that is allowed, and checks what it tells.
func must(t *testing.T, kind string) func(report.Report, record.Entry, error) report.Report {
	return func(r report.Report, e record.Entry, err error) report.Report {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var told report.Told
		if err := json.Unmarshal(e.Body, &told); err != nil {
			t.Fatal(err)
		}
		if e.Kind != kind || e.Seminar != r.Seminar || told.Revision != r.Revision || told.Version != r.Version || told.Digest != r.Digest() {
			t.Errorf("told %s %s by %s", e.Kind, e.Body, e.Actor)
		}
		return r
	}
}

func drafted(by seminar.ID) report.Report {
	r, _ := report.Keep(report.Report{}, words(), by, noon)
	return r
}

func approved(t *testing.T) report.Report {
	r := drafted(anna)
	return must(t, "report.approved")(report.Approve(r, r.Revision, boris, noon))
}

func published(t *testing.T) report.Report {
	r := approved(t)
	return must(t, "report.published")(report.Publish(r, r.Revision, nil, anna, noon))
}

func TestAReportFromDraftToSecondVersion(t *testing.T) {
	r := published(t)
	if r.Version != 1 || r.State != report.Published || r.Revision != 3 || r.ApprovedBy != boris || len(r.Corrections) != 0 {
		t.Errorf("first version: %+v", r)
	}
	w := r.Words()
	w.Title = seminar.Text{"en": "Opened on Monday"}
	r = must(t, "report.edited")(report.Edit(r, w, boris, noon.Add(time.Hour)))
	if r.Version != 1 || r.State != report.Drafted || r.EditedBy != boris || r.ApprovedBy != "" || r.Title.In("en") != "Opened on Monday" {
		t.Errorf("edited: %+v", r)
	}
	r = must(t, "report.approved")(report.Approve(r, r.Revision, anna, noon.Add(time.Hour)))
	r = must(t, "report.published")(report.Publish(r, r.Revision, seminar.Text{"en": "The day was missing."}, anna, noon.Add(2*time.Hour)))
	want := report.Correction{At: noon.Add(2 * time.Hour), Version: 2, Text: seminar.Text{"en": "The day was missing."}}
	if r.Version != 2 || r.FirstPublishedAt != noon || len(r.Corrections) != 1 || r.Corrections[0].At != want.At || r.Corrections[0].Version != 2 || !r.Corrections[0].Text.Equal(want.Text) {
		t.Errorf("second version: %+v", r)
	}
	fresh, _ := report.Keep(r, words(), anna, noon.Add(3*time.Hour))
	if len(fresh.Corrections) != 1 || fresh.Version != 2 || fresh.Revision != r.Revision+1 || fresh.State != report.Drafted {
		t.Errorf("a fresh draft lost what was published: %+v", fresh)
	}
}

func TestWhatCannotBeDone(t *testing.T) {
	for _, x := range []struct {
		what string
		do   func() error
		code seminar.Code
		key  string
	}{
		{"approve one's own words", func() error { r := drafted(anna); _, _, err := report.Approve(r, 1, anna, noon); return err }, seminar.CodeForbidden, "error.report.own_words"},
		{"approve other words than those read", func() error { r := drafted(anna); _, _, err := report.Approve(r, 0, boris, noon); return err }, seminar.CodeConflict, "error.conflict"},
		{"approve twice", func() error { r := approved(t); _, _, err := report.Approve(r, r.Revision, "carl", noon); return err }, seminar.CodeConflict, "error.report.no_draft"},
		{"approve without a title", func() error {
			r := drafted(anna)
			r.Title = seminar.Text{"zh-Hans": "题目"}
			_, _, err := report.Approve(r, 1, boris, noon)
			return err
		}, seminar.CodeInvalid, "error.report.title"},
		{"approve without a lead", func() error {
			r := drafted(anna)
			r.Lead = nil
			_, _, err := report.Approve(r, 1, boris, noon)
			return err
		}, seminar.CodeInvalid, "error.report.lead"},
		{"approve a photo without a description", func() error {
			r := drafted(anna)
			r.Photos = []report.Photo{{ID: "p"}}
			_, _, err := report.Approve(r, 1, boris, noon)
			return err
		}, seminar.CodeInvalid, "error.report.alt"},
		{"publish a draft", func() error { r := drafted(anna); _, _, err := report.Publish(r, 1, nil, boris, noon); return err }, seminar.CodeConflict, "error.report.not_approved"},
		{"publish twice", func() error {
			r := published(t)
			_, _, err := report.Publish(r, r.Revision, nil, boris, noon)
			return err
		}, seminar.CodeConflict, "error.report.not_approved"},
		{"publish again without a correction", func() error {
			r := approved(t)
			r.Version = 1
			_, _, err := report.Publish(r, r.Revision, seminar.Text{"en": ""}, boris, noon)
			return err
		}, seminar.CodeInvalid, "error.report.correction"},
		{"edit what somebody else has changed", func() error {
			r := drafted(anna)
			w := r.Words()
			r.Revision++
			_, _, err := report.Edit(r, w, boris, noon)
			return err
		}, seminar.CodeConflict, "error.conflict"},
	} {
		err := x.do()
		e, ok := err.(*seminar.Error)
		if !ok || e.Code != x.code || e.Key != x.key {
			t.Errorf("%s: %v, want %s %s", x.what, err, x.code, x.key)
		}
	}
}

// The change leaves the revision before it as it was: it is in the store, and others hold it.
func TestARevisionNeverChanges(t *testing.T) {
	r := published(t)
	before := r.Digest()
	w := r.Words()
	w.Sections = append(w.Sections, report.Section{Heading: seminar.Text{"en": "More"}})
	if _, _, err := report.Edit(r, w, boris, noon); err != nil {
		t.Fatal(err)
	}
	if r.Digest() != before {
		t.Error("the old revision changed")
	}
}

func TestParagraphs(t *testing.T) {
	got := report.Paragraphs("One.\r\n\r\n Two,\nstill two.\n\n\n\nThree.\n")
	if len(got) != 3 || got[0] != "One." || got[1] != "Two,\nstill two." || got[2] != "Three." {
		t.Errorf("%q", got)
	}
}

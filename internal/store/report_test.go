package store_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

var noon = time.Date(2026, 11, 28, 4, 0, 0, 0, time.UTC)

// shelf is a store with two seminars, a and b.
func shelf(t *testing.T) *store.DB {
	t.Helper()
	d, err := store.Open(t.Context(), t.TempDir(), "", func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, id := range []seminar.ID{"a", "b"} {
		plan := seminarfile.Plan{Seminar: programme.Seminar{ID: id, Key: string(id), Zone: "UTC"}}
		if err := d.Write(t.Context(), func(tx *store.Tx) error { return tx.SavePlan(&plan) }); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func save(t *testing.T, d *store.DB, r report.Report, e record.Entry) report.Report {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveReport(r, e) }); err != nil {
		t.Fatal(err)
	}
	return r
}

// publish brings a report of the seminar through every state.
func publish(t *testing.T, d *store.DB, of seminar.ID) report.Report {
	t.Helper()
	fresh := report.Report{Seminar: of, Languages: []string{"en"}, Title: seminar.Text{"en": "Opened"}, Lead: seminar.Text{"en": "It opened."}, Starts: noon}
	r, e := report.Keep(report.Report{}, fresh, "anna", noon)
	save(t, d, r, e)
	r, e, err := report.Approve(r, r.Revision, "boris", noon)
	if err != nil {
		t.Fatal(err)
	}
	save(t, d, r, e)
	r, e, err = report.Publish(r, r.Revision, nil, "anna", noon)
	if err != nil {
		t.Fatal(err)
	}
	return save(t, d, r, e)
}

func TestReadersKeepThePublishedVersion(t *testing.T) {
	d, ctx := shelf(t), context.Background()
	if _, err := d.Report(ctx, "a"); seminar.CodeOf(err) != seminar.CodeNotFound {
		t.Errorf("a report before the first: %v", err)
	}
	if _, err := d.PublishedReport(ctx, "a"); seminar.CodeOf(err) != seminar.CodeNotFound {
		t.Errorf("a published report before the first: %v", err)
	}
	first := publish(t, d, "a")
	w := first.Words()
	w.Title = seminar.Text{"en": "Opened at last"}
	edited, e, err := report.Edit(first, w, "boris", noon)
	if err != nil {
		t.Fatal(err)
	}
	save(t, d, edited, e)
	now, err1 := d.Report(ctx, "a")
	public, err2 := d.PublishedReport(ctx, "a")
	if err1 != nil || err2 != nil || now.Digest() != edited.Digest() || public.Digest() != first.Digest() {
		t.Errorf("latest %d (%v), published %d (%v)", now.Revision, err1, public.Revision, err2)
	}
	all, err := d.Reports(ctx)
	if err != nil || len(all) != 1 || all[0].Digest() != first.Digest() {
		t.Errorf("reports: %v, %v", all, err)
	}
	revisions, err := d.ReportRevisions(ctx, "a")
	if err != nil || len(revisions) != 4 || revisions[0].Revision != 4 || revisions[3].State != report.Drafted {
		t.Errorf("revisions: %v, %v", revisions, err)
	}
}

// Every revision is told, and the record vouches for its words.
func TestSavedReportsAreTold(t *testing.T) {
	d := shelf(t)
	r := publish(t, d, "a")
	var kinds []string
	var last report.Told
	for e, err := range d.Entries(t.Context(), "a", 0) {
		if err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, e.Kind)
		if err := e.Decode(&last); err != nil {
			t.Fatal(err)
		}
	}
	if len(kinds) != 3 || kinds[0] != "report.drafted" || kinds[1] != "report.approved" || kinds[2] != "report.published" || last.Digest != r.Digest() {
		t.Errorf("told %q, last %+v", kinds, last)
	}
}

func TestTwoEditorsDoNotOverwriteEachOther(t *testing.T) {
	d := shelf(t)
	r := publish(t, d, "a")
	mine, e, err := report.Edit(r, r.Words(), "anna", noon)
	if err != nil {
		t.Fatal(err)
	}
	save(t, d, mine, e)
	theirs, e, err := report.Edit(r, r.Words(), "boris", noon)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *store.Tx) error { return tx.SaveReport(theirs, e) })
	if seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("saved over another's revision: %v", err)
	}
	if seq, _, err := d.Head(t.Context(), "a"); seq != 4 || err != nil {
		t.Errorf("the record has %d entries (%v), want 4", seq, err)
	}
}

func TestPhotosStayInTheirSeminar(t *testing.T) {
	d, ctx := shelf(t), context.Background()
	want, data := report.Photo{ID: "p", Width: 640, Height: 480, Type: "image/jpeg"}, []byte{0xff, 0xd8, 0, 1}
	if err := d.Write(ctx, func(tx *store.Tx) error { return tx.AddPhoto("a", want, data) }); err != nil {
		t.Fatal(err)
	}
	got, raw, err := d.Photo(ctx, "a", "p")
	if err != nil || got.ID != want.ID || got.Width != 640 || got.Height != 480 || got.Type != want.Type || !bytes.Equal(raw, data) {
		t.Errorf("%+v, %d bytes, %v", got, len(raw), err)
	}
	if _, _, err := d.Photo(ctx, "b", "p"); seminar.CodeOf(err) != seminar.CodeNotFound {
		t.Errorf("another seminar's photo: %v", err)
	}
}

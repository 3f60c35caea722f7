package storetest

import (
	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/seminar"
	"aula/internal/store"
)

func (h *house) saveReport(r report.Report) error {
	told := record.New("report.saved", r.Revision)
	told.Seminar = r.Seminar
	return h.Write(ctx, func(tx *store.Tx) error { return tx.SaveReport(r, told) })
}

func (h *house) report() {
	h.savePlan(samplePlan())
	_, err := h.Report(ctx, rivers)
	h.code(err, seminar.CodeNotFound)
	first := report.Report{Seminar: rivers, Revision: 1, State: report.Drafted, Title: seminar.Text{"en": "Rivers", "zh-Hans": "河湖"},
		Sections: []report.Section{{Heading: seminar.Text{"en": "Opening"}, Text: seminar.Text{"en": "It began."}}}, Starts: h.moment(), Minutes: 90}
	second := first
	second.Revision, second.Title = 2, seminar.Text{"en": "Healthy rivers"}
	h.ok(h.saveReport(first))
	h.ok(h.saveReport(second))
	h.code(h.saveReport(second), seminar.CodeConflict) // two editors, one revision
	got, err := h.Report(ctx, rivers)
	h.ok(err)
	h.equal(got, second)
	all, err := h.ReportRevisions(ctx, rivers)
	h.ok(err)
	h.equal(all, []report.Report{second, first})
	h.verify(rivers, 2)
}

func (h *house) published() {
	h.savePlan(samplePlan())
	_, err := h.PublishedReport(ctx, rivers)
	h.code(err, seminar.CodeNotFound)
	h.ok(h.saveReport(report.Report{Seminar: rivers, Revision: 1, State: report.Drafted}))
	_, err = h.PublishedReport(ctx, rivers)
	h.code(err, seminar.CodeNotFound)
	all, err := h.Reports(ctx)
	h.ok(err)
	h.equal(len(all), 0)
	want := report.Report{Seminar: rivers, Revision: 2, Version: 1, State: report.Published}
	h.ok(h.saveReport(want))
	h.ok(h.saveReport(report.Report{Seminar: rivers, Revision: 3, Version: 1, State: report.Drafted}))
	got, err := h.PublishedReport(ctx, rivers)
	h.ok(err)
	h.equal(got, want)
	all, err = h.Reports(ctx)
	h.ok(err)
	h.equal(all, []report.Report{want})
}

func (h *house) photos() {
	h.savePlan(samplePlan())
	want, pixels := report.Photo{ID: "00000000ph0t0", Width: 1600, Height: 900, Type: "image/jpeg"}, []byte{0xff, 0xd8, 0, 1}
	h.write(func(tx *store.Tx) error { return tx.AddPhoto(rivers, want, pixels) })
	got, data, err := h.Photo(ctx, rivers, want.ID)
	h.equal([]any{got, data, err}, []any{want, pixels, nil})
	_, _, err = h.Photo(ctx, "000000000ther", want.ID)
	h.code(err, seminar.CodeNotFound)
}

package storetest

import (
	"time"

	"aula/internal/record"
	"aula/internal/recording"
	"aula/internal/seminar"
)

func (h *house) saveRecording(x recording.Recording) {
	h.Helper()
	told := record.New("recording.started", map[string]seminar.ID{"recording": x.ID})
	told.Seminar = x.Seminar
	h.ok(h.SaveRecording(ctx, x, told))
}

func (h *house) recordings() {
	h.savePlan(samplePlan())
	_, err := h.Recording(ctx, rivers, "000000000000a")
	h.code(err, seminar.CodeNotFound)
	now := h.moment()
	first := recording.Recording{ID: "000000000000a", Seminar: rivers, Session: lecture, Began: now}
	second := recording.Recording{ID: "000000000000b", Seminar: rivers, Began: now.Add(time.Hour)}
	h.saveRecording(first)
	h.saveRecording(second)
	first.Ended, first.Cause, first.Made, first.Public = now.Add(time.Minute), recording.ByHand, now.Add(2*time.Minute), true
	h.saveRecording(first)
	got, err := h.Recording(ctx, rivers, first.ID)
	h.ok(err)
	h.equal(got, first)
	_, err = h.Recording(ctx, "000000000ther", first.ID)
	h.code(err, seminar.CodeNotFound)
	all, err := h.Recordings(ctx, rivers)
	h.ok(err)
	h.equal(all, []recording.Recording{second, first})

	unfinished := func() []recording.Recording {
		all, err := h.UnfinishedRecordings(ctx)
		h.ok(err)
		return all
	}
	h.equal(unfinished(), []recording.Recording{second})
	first.Wanted = now.Add(3 * time.Minute)
	h.saveRecording(first)
	h.equal(unfinished(), []recording.Recording{first, second})
	first.Composed = now.Add(4 * time.Minute)
	h.saveRecording(first)
	h.equal(unfinished(), []recording.Recording{second})
	first.Deleted = now.Add(5 * time.Minute)
	h.saveRecording(first)
	h.equal(unfinished(), []recording.Recording{first, second}) // its films may still be on the disk
	all, err = h.Recordings(ctx, rivers)
	h.ok(err)
	h.equal(all, []recording.Recording{second, first})
	h.verify(rivers, 6)
}

package storetest

import (
	"time"

	"aula/internal/caption"
	"aula/internal/store"
)

// A line that comes again is corrected and goes on beginning when it came first; lines are read by language and time, and go with their recording.
func (h *house) captions() {
	h.savePlan(samplePlan())
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	say := func(l caption.Line) (kept caption.Line) {
		h.write(func(tx *store.Tx) (err error) {
			kept, err = tx.Caption(rivers, l)
			return err
		})
		return kept
	}
	say(caption.Line{ID: "1", Language: "en", From: at, Text: "Good"})
	h.equal(say(caption.Line{ID: "1", Language: "en", From: at.Add(time.Second), To: at.Add(2 * time.Second), Text: "Good morning"}).From, at)
	first := say(caption.Line{ID: "1", Language: "en", From: at.Add(time.Minute), To: at.Add(time.Minute), Text: "Good morning."})
	h.equal(first, caption.Line{ID: "1", Language: "en", From: at, To: at.Add(2 * time.Second), Text: "Good morning."})
	second := say(caption.Line{ID: "2", Language: "en", From: at.Add(5 * time.Second), Text: "We begin."})
	say(caption.Line{ID: "1", Language: "zh-Hans", From: at, Text: "早上好"})
	say(caption.Line{ID: "3", Language: "en", From: at.Add(6 * time.Second), Text: "Oops"})
	say(caption.Line{ID: "3", Language: "en", From: at.Add(6 * time.Second)}) // taken back
	lines, err := h.Captions(ctx, rivers, "en", at, at.Add(time.Minute))
	h.ok(err)
	h.equal(lines, []caption.Line{first, second})
	lines, err = h.Captions(ctx, rivers, "en", at.Add(time.Second), at.Add(5*time.Second))
	h.ok(err)
	h.equal(len(lines), 0)
	languages, err := h.CaptionLanguages(ctx, rivers, at, at.Add(time.Minute))
	h.ok(err)
	h.equal(languages, []string{"en", "zh-Hans"})
	h.write(func(tx *store.Tx) error { return tx.ForgetCaptions(rivers, at, at.Add(time.Second)) })
	lines, err = h.Captions(ctx, rivers, "en", at, at.Add(time.Minute))
	h.ok(err)
	h.equal(lines, []caption.Line{second})
}

package recorder

import (
	"time"

	"aula/internal/media"
	"aula/internal/media/frame"
)

// told is how long a gap is before people are told of it; the index has them all.
const told = time.Second

// hole takes what the line says is missing. A gap without an end is left to what comes next.
func (t *track) hole(g frame.Gap) {
	if g.To.IsZero() || t.over {
		return
	}
	cause := CauseLoss
	if dropped := t.dropped.Load(); dropped != t.lost {
		t.lost, cause = dropped, CauseOverflow
	}
	t.gap(g.From, g.To, cause)
	t.last = g.To
}

// missed looks whether nothing came for long before f.
func (t *track) missed(f frame.Frame) {
	expected := t.slot == media.Programme // slides stand still, and the floor is often nobody's
	if !t.last.IsZero() && expected && f.Shown.Sub(t.last) > quiet {
		t.gap(t.last, f.Shown, CauseAway)
	}
}

func (t *track) gap(from, to time.Time, cause string) {
	t.write(Line{What: WhatGap, At: from, Until: to, Slot: t.slot, Sound: t.sound, Cause: cause})
	if to.Sub(from) >= told {
		t.options.Tell(Notice{Kind: Missing, Slot: t.slot, Sound: t.sound, From: from, To: to, Cause: cause})
	}
}

// Package film reads what recorders have left in the folder of a recording and cuts it
// into films: stretches that any player can search. A recording has one part for
// each time its recorder was started.
package film

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"aula/internal/media"
	"aula/internal/media/codec"
	"aula/internal/media/recorder"
	"aula/internal/media/reel"
)

// Recording is what was kept, on one clock.
type Recording struct {
	Folder string
	Began  time.Time // 0 of its clock
	Lasts  time.Duration
	Marks  []Mark
	Gaps   []Gap
	files  []file
	parts  []span
}

// Mark is a moment that something happened.
type Mark struct {
	At        time.Duration
	Kind, Ref string
}

// Gap is what is missing.
type Gap struct {
	From, To time.Duration
	Slot     media.Slot // "" for everything
	Sound    bool
	Cause    string
}

// CauseRestart is the cause of the gap between two parts.
const CauseRestart = "restart"

// file is one file of a part, with where it lies on the clock.
type file struct {
	recorder.Line
	at   time.Duration
	reel reel.Contents
}

type span struct{ from, to time.Duration }

// Part returns the name of the folder of a recording's part, the first being 1.
func Part(n int) string { return fmt.Sprintf("part-%03d", n) }

// Parts counts the parts of a recording.
func Parts(folder string) (int, error) {
	for n := 1; ; n++ {
		switch _, err := os.Stat(filepath.Join(folder, Part(n))); {
		case errors.Is(err, fs.ErrNotExist):
			return n - 1, nil
		case err != nil:
			return 0, err
		}
	}
}

// Open reads a recording's folder, also while it is being recorded. A file that cannot
// be read is left out, with an error beside what could be.
func Open(folder string) (*Recording, error) {
	r := &Recording{Folder: folder}
	n, err := Parts(folder)
	if err != nil {
		return nil, err
	}
	for i := range n {
		err = errors.Join(err, r.read(filepath.Join(folder, Part(i+1))))
	}
	r.sort()
	return r, err
}

func (r *Recording) read(part string) error {
	lines, err := recorder.ReadIndex(part)
	if err != nil || len(lines) == 0 {
		return err
	}
	begins := begin(lines)
	if r.Began.IsZero() {
		r.Began = begins
	}
	from := begins.Sub(r.Began)
	to := from
	if len(r.parts) > 0 && from > r.Lasts {
		r.Gaps = append(r.Gaps, Gap{From: r.Lasts, To: from, Cause: CauseRestart})
	}
	for _, l := range lines {
		at := max(l.At.Sub(r.Began), from)
		switch l.What {
		case recorder.WhatFile:
			c, ferr := reel.Read(filepath.Join(part, l.File))
			if err = errors.Join(err, ferr); ferr != nil || len(c.Places) == 0 {
				continue
			}
			r.files = append(r.files, file{l, at, c})
			to = max(to, at+c.Ends)
		case recorder.WhatGap:
			r.Gaps = append(r.Gaps, Gap{at, l.Until.Sub(r.Began), l.Slot, l.Sound, l.Cause})
		case recorder.WhatMark:
			r.Marks = append(r.Marks, Mark{at, l.Kind, l.Ref})
		case recorder.WhatEnded:
			to = max(to, at)
		}
	}
	r.parts = append(r.parts, span{from, to})
	r.Lasts = max(r.Lasts, to)
	return err
}

// begin returns when a part begins: with its first picture or sound, which may be of a
// little before the recorder came, because pictures begin with their last key frame.
func begin(lines []recorder.Line) time.Time {
	at := lines[0].At
	for _, l := range lines {
		if l.What == recorder.WhatFile && l.At.Before(at) {
			at = l.At
		}
	}
	return at
}

func (r *Recording) sort() {
	slices.SortStableFunc(r.Marks, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	slices.SortStableFunc(r.Gaps, func(a, b Gap) int { return cmp.Compare(a.From, b.From) })
	slices.SortStableFunc(r.files, func(a, b file) int { return cmp.Compare(a.at, b.at) })
}

// Bytes counts what the recorders wrote.
func (r *Recording) Bytes() int64 {
	var n int64
	for _, f := range r.files {
		if info, err := os.Stat(f.reel.Path); err == nil {
			n += info.Size()
		}
	}
	return n
}

// of returns the files of a line that have frames, in order.
func (r *Recording) of(slot media.Slot, sound bool) []file {
	var all []file
	for _, f := range r.files {
		if f.Slot == slot && f.Sound == sound {
			all = append(all, f)
		}
	}
	return all
}

// Type returns the MIME type of a file for a browser.
func Type(path string) string {
	if filepath.Ext(path) == reel.Ending(codec.VP8) {
		return "video/webm"
	}
	return "video/mp4"
}

package web

import (
	"os"
	"path/filepath"
	"time"

	"aula/internal/media/film"
	"aula/internal/recording"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showRecordings lists what was recorded: everything to the people of the seminar, to
// the public what was published.
func showRecordings(c *call) error {
	all, err := c.s.Store.Recordings(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	v := page.Recordings{Frame: c.frame("page.recordings.title", "auto", ""), MayRecord: operators.allows(c.who, "")}
	for _, x := range all {
		if c.maySee(x) {
			v.List = append(v.List, c.recordingRow(x))
		}
	}
	if status, ok := c.s.Studio.Running(c.book.Seminar.ID); ok && v.MayRecord {
		v.Live = &page.LiveRecording{Megabytes: int(status.Bytes >> 20), FreeGigabytes: int(status.Free >> 30), Low: status.Low}
	}
	return c.page(v)
}

// maySee reports whether the reader may see a recording.
func (c *call) maySee(x recording.Recording) bool {
	return x.Deleted.IsZero() && (members.allows(c.who, "") || x.Public && !x.Running())
}

func (c *call) recordingRow(x recording.Recording) page.RecordingRow {
	row := page.RecordingRow{ID: x.ID, Began: x.Began, Public: x.Public, Lasts: x.Ended.Sub(x.Began), Cause: string(x.Cause)}
	if s, ok := c.book.Seminar.Session(string(x.Session)); ok && x.Session != "" {
		row.Title = s.Title
	}
	switch {
	case x.Running():
		row.State, row.Lasts = page.RecordingRuns, c.s.Clock().Sub(x.Began)
	case x.Made.IsZero():
		row.State = page.RecordingMade
	default:
		row.State = page.RecordingReady
	}
	return row
}

// recording returns the recording of the route, if the reader may see it: to others it
// is not there.
func (c *call) recording() (recording.Recording, error) {
	x, err := c.s.Store.Recording(c.r.Context(), c.book.Seminar.ID, seminar.ID(c.r.PathValue("recording")))
	if err == nil && !c.maySee(x) {
		if c.login.ID == "" && x.Deleted.IsZero() {
			return x, seminar.Fail(seminar.CodeSignIn, "error.sign_in")
		}
		err = seminar.NotFound("error.not_found")
	}
	return x, err
}

// showRecording is the page on which a recording is played.
func showRecording(c *call) error {
	x, err := c.recording()
	if err != nil {
		return err
	}
	v := page.Recording{Frame: c.frame("", "dark", "recording.js"), RecordingRow: c.recordingRow(x),
		MayPublish: organisers.allows(c.who, "") && !x.Running(), MayCompose: c.mayCompose() && !x.Running() && !x.Made.IsZero() && x.Composed.IsZero(),
		CanCompose: c.s.Studio.CanCompose(), Composing: !x.Wanted.IsZero() && x.Composed.IsZero()}
	if v.Title = c.Text(v.RecordingRow.Title); v.Title == "" {
		v.Title = c.T("page.recording.untitled")
	}
	v.Frame.Title = v.Title
	if at, ok := c.s.Studio.Progress(x.ID); ok {
		v.Percent = int(100 * at)
	}
	if v.State == page.RecordingReady {
		r, err := c.films(x)
		if err != nil {
			return err
		}
		v.Lasts = r.Lasts
		v.Chapters, v.Slides = c.chapters(r)
		v.Gaps = gaps(r)
		v.Downloads = c.downloads(x, r)
		if v.Captions, err = c.captionsOf(x.Began, x.Ended); err != nil {
			return err
		}
	}
	return c.page(v)
}

func (c *call) mayCompose() bool {
	return organisers.allows(c.who, "") || operators.allows(c.who, "")
}

// films reads what lies in the folder of a recording. A part that cannot be read is left out.
func (c *call) films(x recording.Recording) (*film.Recording, error) {
	r, err := film.Open(c.s.Studio.FolderOf(x.ID))
	if r == nil {
		return nil, err
	}
	if err != nil {
		c.s.Log.Warn("recording: a part cannot be read", "recording", x.ID, "err", err)
	}
	return r, nil
}

// gapsFrom is how long a gap is before readers are told of it.
const gapsFrom = 2 * time.Second

func gaps(r *film.Recording) []page.RecordingGap {
	var all []page.RecordingGap
	for _, g := range r.Gaps {
		if g.To-g.From >= gapsFrom || g.Cause == film.CauseRestart {
			all = append(all, page.RecordingGap{At: g.From, Lasts: g.To - g.From, Slot: string(g.Slot), Sound: g.Sound, Cause: g.Cause})
		}
	}
	return all
}

// downloads are the films that are handed out: the camera with its sound, and the one
// picture of everything when it was composed.
func (c *call) downloads(x recording.Recording, r *film.Recording) []page.Download {
	var all []page.Download
	add := func(name, kind string) {
		if info, err := os.Stat(filepath.Join(c.s.Studio.Films(x.ID), name)); err == nil {
			all = append(all, page.Download{Name: name, Kind: kind, Megabytes: max(1, int((info.Size()+1<<19)>>20))})
		}
	}
	if !x.Composed.IsZero() {
		add(studioComposed, "whole")
	}
	for _, cut := range r.Cuts() {
		add(cut.Name, string(cut.Lane))
	}
	return all
}

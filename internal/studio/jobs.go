package studio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"aula/internal/media/film"
	"aula/internal/recording"
	"aula/internal/seminar"
)

// jobs makes films, one recording at a time: a hall that runs needs the machine more.
type jobs struct {
	studio *Studio
	done   sync.WaitGroup
	wake   chan struct{}

	mu    sync.Mutex
	queue []seminar.ID                       // guarded by mu
	asked map[seminar.ID]recording.Recording // guarded by mu
	at    map[seminar.ID]float64             // guarded by mu; how far, from 0 to 1
}

func (j *jobs) open(s *Studio) {
	j.studio, j.wake = s, make(chan struct{}, 1)
	j.asked, j.at = map[seminar.ID]recording.Recording{}, map[seminar.ID]float64{}
	j.done.Go(j.run)
}

func (j *jobs) wait() { j.done.Wait() }

// add asks for everything that a recording lacks.
func (j *jobs) add(x recording.Recording) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !slices.Contains(j.queue, x.ID) {
		j.queue = append(j.queue, x.ID)
	}
	j.asked[x.ID] = x
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

func (j *jobs) next() (recording.Recording, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.queue) == 0 {
		return recording.Recording{}, false
	}
	x := j.asked[j.queue[0]]
	delete(j.asked, x.ID)
	j.queue = j.queue[1:]
	return x, true
}

func (j *jobs) run() {
	for {
		x, ok := j.next()
		if !ok {
			select {
			case <-j.wake:
			case <-j.studio.ctx.Done():
				return
			}
			continue
		}
		err := j.studio.finish(j.studio.ctx, x)
		j.progress(x.ID, -1)
		if j.studio.ctx.Err() != nil {
			return
		}
		if err != nil {
			j.studio.Log.Error("making films of a recording", "recording", x.ID, "err", err)
		}
	}
}

// progress notes how far a recording is; below 0 it is over.
func (j *jobs) progress(id seminar.ID, at float64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if at < 0 {
		delete(j.at, id)
		return
	}
	j.at[id] = at
}

// Progress says how far the making of a recording's films is, from 0 to 1; ok is false
// when nothing is being made or waits to be.
func (s *Studio) Progress(id seminar.ID) (at float64, ok bool) {
	s.jobs.mu.Lock()
	defer s.jobs.mu.Unlock()
	if at, ok = s.jobs.at[id]; ok {
		return at, true
	}
	_, ok = s.jobs.asked[id]
	return 0, ok
}

// Compose asks for one picture of a recording, by somebody. It is a Conflict when that
// cannot be done here, or the recording runs.
func (s *Studio) Compose(ctx context.Context, x recording.Recording, by seminar.ID) error {
	switch {
	case !s.CanCompose():
		return seminar.Conflict("error.recording.no_ffmpeg")
	case x.Running():
		return seminar.Conflict("error.recording.runs")
	}
	err := s.change(ctx, x, by, "recording.wanted", nil, func(x *recording.Recording) { x.Wanted = seminar.Millis(s.Clock()) })
	if err == nil {
		s.jobs.add(x)
	}
	return err
}

// finish makes what a recording lacks.
func (s *Studio) finish(ctx context.Context, x recording.Recording) error {
	x, err := s.Store.Recording(ctx, x.Seminar, x.ID)
	if err != nil {
		return err
	}
	s.jobs.progress(x.ID, 0)
	if x.Made.IsZero() {
		if x, err = s.makeFilms(ctx, x); err != nil {
			return err
		}
	}
	if x.Wanted.IsZero() || !x.Composed.IsZero() || !s.CanCompose() {
		return nil
	}
	r, err := film.Open(s.FolderOf(x.ID))
	if err != nil && r == nil {
		return err
	}
	err = s.compose(ctx, r, s.Films(x.ID), func(at float64) { s.jobs.progress(x.ID, at) })
	if err != nil && ctx.Err() == nil {
		return errors.Join(err, s.change(ctx, x, "", "recording.failed", nil, func(x *recording.Recording) { x.Wanted = time.Time{} }))
	}
	if err != nil {
		return err
	}
	return s.change(ctx, x, "", "recording.composed", nil, func(x *recording.Recording) { x.Composed = seminar.Millis(s.Clock()) })
}

// makeFilms makes the films that are played and handed out.
func (s *Studio) makeFilms(ctx context.Context, x recording.Recording) (recording.Recording, error) {
	r, err := film.Open(s.FolderOf(x.ID))
	if r == nil {
		return x, err
	}
	if err != nil {
		s.Log.Warn("recording: a part cannot be read", "recording", x.ID, "err", err)
	}
	folder := s.Films(x.ID)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return x, err
	}
	cuts := r.Cuts()
	for i, c := range cuts {
		if _, err := os.Stat(filepath.Join(folder, c.Name)); err == nil {
			continue // whole, from a run before
		}
		if err := c.Make(ctx, folder); err != nil {
			return x, err
		}
		s.jobs.progress(x.ID, float64(i+1)/float64(len(cuts)))
	}
	err = s.change(ctx, x, "", "recording.made", map[string]any{"films": len(cuts)}, func(x *recording.Recording) { x.Made = seminar.Millis(s.Clock()) })
	if err != nil {
		return x, err
	}
	return s.Store.Recording(ctx, x.Seminar, x.ID)
}

// change changes a recording as it is kept now.
func (s *Studio) change(ctx context.Context, x recording.Recording, by seminar.ID, kind string, more map[string]any, how func(*recording.Recording)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, err := s.Store.Recording(ctx, x.Seminar, x.ID)
	if err != nil {
		return err
	}
	how(&now)
	return s.Store.SaveRecording(ctx, now, tell(kind, now, by, more))
}

// Publish shows a recording to everybody, or to the people of the seminar alone.
func (s *Studio) Publish(ctx context.Context, x recording.Recording, public bool, by seminar.ID) error {
	switch {
	case x.Running():
		return seminar.Conflict("error.recording.runs")
	case x.Public == public:
		return nil
	}
	kind := "recording.published"
	if !public {
		kind = "recording.withdrawn"
	}
	return s.change(ctx, x, by, kind, nil, func(x *recording.Recording) { x.Public = public })
}

// Delete takes a recording away for good, from the disk too. What remains is that it was. It is a Conflict while the recording
// runs or films are made of it.
func (s *Studio) Delete(ctx context.Context, x recording.Recording, by seminar.ID) error {
	if _, busy := s.Progress(x.ID); busy || x.Running() {
		return seminar.Conflict("error.recording.busy")
	}
	err := s.change(ctx, x, by, "recording.deleted", nil, func(x *recording.Recording) {
		x.Public, x.Wanted, x.Deleted = false, time.Time{}, s.Clock()
	})
	if err == nil {
		s.wipe(x)
	}
	return err
}

// wipe removes what was deleted. What cannot be removed now is by the next run.
func (s *Studio) wipe(x recording.Recording) {
	if err := os.RemoveAll(s.FolderOf(x.ID)); err != nil {
		s.Log.Error("removing a recording that was deleted", "recording", x.ID, "err", err)
	}
}

// errCut says that a composition was cut off by the end of the program.
var errCut = errors.New("cut off")

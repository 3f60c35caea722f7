// Package studio records the halls of a server: it starts and stops recorders as the
// programme and the operators want it, goes on after a restart, makes films of what was
// recorded, and composes them into one picture where FFmpeg is installed.
package studio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"aula/internal/floor"
	"aula/internal/media/recorder"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/recording"
	"aula/internal/seminar"
)

// Store is what a studio keeps and reads.
type Store interface {
	SaveRecording(context.Context, recording.Recording, record.Entry) error
	Recordings(context.Context, seminar.ID) ([]recording.Recording, error)
	Recording(ctx context.Context, of, id seminar.ID) (recording.Recording, error)
	UnfinishedRecordings(context.Context) ([]recording.Recording, error)
	Tell(context.Context, record.Entry) (record.Entry, error)
}

// Options are the parts that a studio is made of.
type Options struct {
	Store  Store
	Plane  recorder.Plane
	Floor  func(seminar.ID) (*floor.State, error)
	Folder string // of all recordings
	Clock  seminar.Clock
	Log    *slog.Logger
	FFmpeg string // "" looks for it; composing needs it
}

// Studio is safe for concurrent use.
type Studio struct {
	Options
	ctx  context.Context
	stop context.CancelFunc
	jobs jobs

	mu   sync.Mutex
	live map[seminar.ID]*live // guarded by mu; by seminar
}

// Open opens the studio and takes up what the last run has left: recordings whose
// session goes on are continued when Tend is called, films that were not finished
// are made, and what was deleted goes from the disk. It must be closed.
func Open(o Options) (*Studio, error) {
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	s := &Studio{Options: o, live: map[seminar.ID]*live{}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.FFmpeg = findFFmpeg(o.FFmpeg)
	s.jobs.open(s)
	all, err := o.Store.UnfinishedRecordings(s.ctx)
	if err != nil {
		s.stop()
		return nil, err
	}
	for _, x := range all {
		switch {
		case !x.Deleted.IsZero():
			s.wipe(x)
		case !x.Running():
			s.jobs.add(x)
		}
	}
	return s, nil
}

// Close stops the recorders in good order. Recordings whose session goes on are
// continued by the next run; what is being made is begun anew by it.
func (s *Studio) Close() error {
	s.stop()
	s.jobs.wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for of, l := range s.live {
		err = errors.Join(err, l.close())
		delete(s.live, of)
	}
	return err
}

// CanCompose reports whether recordings can be composed into one picture here.
func (s *Studio) CanCompose() bool { return s.FFmpeg != "" }

// FolderOf returns where a recording lies.
func (s *Studio) FolderOf(id seminar.ID) string { return filepath.Join(s.Folder, string(id)) }

// Films returns the folder of a recording's films.
func (s *Studio) Films(id seminar.ID) string { return filepath.Join(s.FolderOf(id), "films") }

// Tend keeps the recording of one hall as the programme wants it. It is called often.
func (s *Studio) Tend(ctx context.Context, plan *programme.Seminar) error {
	state, err := s.Floor(plan.ID)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return nil
	}
	last, err := s.last(ctx, plan.ID)
	if err != nil {
		return err
	}
	l := s.live[plan.ID]
	if l != nil && l.failed() != "" {
		return s.end(ctx, l, l.failed())
	}
	switch due := recording.Due(plan, state, last); {
	case due == recording.Start:
		_, err = s.begin(ctx, plan.ID, state, "")
	case due == recording.Stop && l != nil:
		err = s.end(ctx, l, recording.ByProgramme)
	case due == recording.Stop:
		err = s.endLost(ctx, *last)
	case l == nil && last != nil && last.Running():
		err = s.carryOn(ctx, *last, state)
	}
	if l := s.live[plan.ID]; l != nil {
		l.follow(state)
	}
	return err
}

// last returns the latest recording of a seminar, nil when there is none.
func (s *Studio) last(ctx context.Context, of seminar.ID) (*recording.Recording, error) {
	if l := s.live[of]; l != nil {
		return &l.Recording, nil
	}
	all, err := s.Store.Recordings(ctx, of)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Start begins to record by hand. It is a Conflict when the hall is being recorded.
func (s *Studio) Start(ctx context.Context, of, by seminar.ID) (recording.Recording, error) {
	state, err := s.Floor(of)
	if err != nil {
		return recording.Recording{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live[of] != nil {
		return recording.Recording{}, seminar.Conflict("error.recording.runs")
	}
	l, err := s.begin(ctx, of, state, by)
	if err != nil {
		return recording.Recording{}, err
	}
	return l.Recording, nil
}

// Stop ends the recording of a hall by hand. It is a Conflict when there is none.
func (s *Studio) Stop(ctx context.Context, of, by seminar.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.live[of]
	if l == nil {
		return seminar.Conflict("error.recording.none")
	}
	l.by = by
	return s.end(ctx, l, recording.ByHand)
}

// Running says how the recording of a hall does; ok is false when there is none.
func (s *Studio) Running(of seminar.ID) (status Status, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.live[of]
	if l == nil {
		return Status{}, false
	}
	status = Status{Recording: l.Recording, Bytes: l.recorder.Bytes()}
	status.Free, _ = recorder.Free(s.Folder)
	status.Low = l.low.Load()
	return status, true
}

// Status is how a recording does that runs.
type Status struct {
	recording.Recording
	Bytes int64  // of this part
	Free  uint64 // bytes on the disk
	Low   bool   // the disk is getting full
}

// tell is an entry about a recording.
func tell(kind string, x recording.Recording, by seminar.ID, more map[string]any) record.Entry {
	body := map[string]any{"recording": x.ID}
	for k, v := range more {
		body[k] = v
	}
	e := record.New(kind, body)
	e.Seminar, e.Actor, e.Session = x.Seminar, by, x.Session
	return e
}

// seconds is a span in the record.
func seconds(d time.Duration) float64 {
	return float64(d.Round(100*time.Millisecond)) / float64(time.Second)
}

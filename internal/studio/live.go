package studio

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"aula/internal/floor"
	"aula/internal/media/film"
	"aula/internal/media/recorder"
	"aula/internal/recording"
	"aula/internal/seminar"
)

// live is a recording that runs. Its recorder is its own; s.mu guards the rest.
type live struct {
	recording.Recording
	studio   *Studio
	by       seminar.ID
	recorder *recorder.Recorder
	seen     floor.State // what was marked
	low      atomic.Bool
	cause    atomic.Pointer[recording.Cause] // set when the recorder ended by itself
	telling  sync.WaitGroup
}

// begin makes a new recording of a hall. s.mu must be held.
func (s *Studio) begin(ctx context.Context, of seminar.ID, state *floor.State, by seminar.ID) (*live, error) {
	x := recording.Recording{ID: seminar.NewID(), Seminar: of, Began: seminar.Millis(s.Clock())}
	if state.Session != nil {
		x.Session = state.Session.ID
	}
	if err := os.Mkdir(s.FolderOf(x.ID), 0o700); err != nil {
		return nil, err
	}
	l, err := s.record(x, state)
	if err != nil {
		return nil, err
	}
	if err := s.Store.SaveRecording(ctx, x, tell("recording.started", x, by, nil)); err != nil {
		return nil, errors.Join(err, l.recorder.Stop(), os.RemoveAll(s.FolderOf(x.ID)))
	}
	s.live[of] = l
	return l, nil
}

// carryOn begins the next part of a recording that the last run has left. s.mu must be held.
func (s *Studio) carryOn(ctx context.Context, x recording.Recording, state *floor.State) error {
	l, err := s.record(x, state)
	if err != nil {
		return err
	}
	s.live[x.Seminar] = l
	parts, err := film.Parts(s.FolderOf(x.ID))
	if err != nil {
		return err
	}
	_, err = s.Store.Tell(ctx, tell("recording.continued", x, "", map[string]any{"part": parts}))
	return err
}

// record starts a recorder in the next part of the recording's folder.
func (s *Studio) record(x recording.Recording, state *floor.State) (*live, error) {
	folder := s.FolderOf(x.ID)
	n, err := film.Parts(folder)
	if err != nil {
		return nil, err
	}
	l := &live{Recording: x, studio: s}
	l.recorder, err = recorder.Start(recorder.Options{Plane: s.Plane, Room: string(x.Seminar), Folder: filepath.Join(folder, film.Part(n+1)),
		Tell: l.notice, Log: s.Log.With("recording", x.ID)})
	if err != nil {
		return nil, err
	}
	l.seen = floor.State{}
	l.follow(state)
	return l, nil
}

// end stops a recording and has its films made. s.mu must be held.
func (s *Studio) end(ctx context.Context, l *live, cause recording.Cause) error {
	delete(s.live, l.Seminar)
	if err := l.close(); err != nil {
		s.Log.Error("recording: closing", "recording", l.ID, "err", err)
	}
	return s.ended(ctx, l.Recording, cause, s.Clock(), l.by)
}

// endLost ends a recording of the last run whose session is over.
func (s *Studio) endLost(ctx context.Context, x recording.Recording) error {
	at := s.Clock()
	if r, _ := film.Open(s.FolderOf(x.ID)); r != nil && !r.Began.IsZero() {
		at = x.Began.Add(r.Lasts)
	}
	return s.ended(ctx, x, recording.ByRestart, at, "")
}

func (s *Studio) ended(ctx context.Context, x recording.Recording, cause recording.Cause, at time.Time, by seminar.ID) error {
	x.Ended, x.Cause = seminar.Millis(at), cause
	err := s.Store.SaveRecording(ctx, x, tell("recording.stopped", x, by, map[string]any{"cause": cause, "seconds": seconds(x.Ended.Sub(x.Began))}))
	if err == nil {
		s.jobs.add(x)
	}
	return err
}

func (l *live) close() error {
	err := l.recorder.Stop()
	l.telling.Wait()
	return err
}

// failed says why the recorder ended by itself, "" when it has not.
func (l *live) failed() recording.Cause {
	if c := l.cause.Load(); c != nil {
		return *c
	}
	return ""
}

// notice takes what the recorder says. It is called from the recorder's goroutine, which
// must not wait for the store.
func (l *live) notice(n recorder.Notice) {
	switch n.Kind {
	case recorder.Ended:
		cause := recording.ByFault
		if n.Cause == recorder.CauseDisk {
			cause = recording.ByDisk
		}
		l.cause.Store(&cause)
	case recorder.Low:
		l.low.Store(true)
		l.tell("recording.low", map[string]any{"free": n.Free})
	case recorder.Missing:
		l.tell("recording.gap", map[string]any{"slot": n.Slot, "sound": n.Sound, "from": l.studio.onClock(n.From), "to": l.studio.onClock(n.To), "cause": n.Cause})
	}
}

func (l *live) tell(kind string, more map[string]any) {
	e := tell(kind, l.Recording, "", more)
	l.telling.Go(func() {
		if _, err := l.studio.Store.Tell(context.Background(), e); err != nil {
			l.studio.Log.Error("recording: telling", "kind", kind, "err", err)
		}
	})
}

// Kinds of marks, beside the recorder's own.
const (
	MarkItem = "item" // an item of the session was started; its id
	MarkTurn = "turn" // somebody was given the floor; their id
	MarkAir  = "air"  // another source went on air; "slot label"
)

// follow marks what has changed on the floor.
func (l *live) follow(now *floor.State) {
	was := &l.seen
	if now.Item != nil && (was.Item == nil || *was.Item != *now.Item) {
		l.recorder.Mark(l.studio.offClock(now.Item.Started), MarkItem, string(now.Item.ID))
	}
	if now.Turn != nil && (was.Turn == nil || was.Turn.Hand != now.Turn.Hand) {
		l.recorder.Mark(l.studio.offClock(now.Turn.Given), MarkTurn, string(now.Turn.Person.ID))
	}
	for slot, on := range now.Air {
		if slot != "floor" && was.Air[slot].Publisher != on.Publisher { // on the floor it is a turn
			l.recorder.Mark(time.Now(), MarkAir, slot+" "+on.Label)
		}
	}
	l.seen = now.Clone()
}

// onClock brings a moment of the media onto the clock of the seminar, which a
// demonstration may have set otherwise, and offClock the other way. Nothing is later
// than now.
func (s *Studio) onClock(t time.Time) time.Time {
	return seminar.Millis(s.Clock().Add(-max(time.Since(t), 0)))
}

func (s *Studio) offClock(t time.Time) time.Time {
	return time.Now().Add(-max(s.Clock().Sub(t), 0))
}

package studio_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtp/codecs"

	"aula/internal/demo/clip"
	"aula/internal/floor"
	"aula/internal/media"
	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/recording"
	"aula/internal/seminar"
	"aula/internal/studio"
)

// keep is a store in memory.
type keep struct {
	mu    sync.Mutex
	rows  map[seminar.ID]recording.Recording
	kinds []string
}

func (k *keep) SaveRecording(_ context.Context, x recording.Recording, e record.Entry) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.rows[x.ID], k.kinds = x, append(k.kinds, e.Kind)
	return nil
}

func (k *keep) Tell(_ context.Context, e record.Entry) (record.Entry, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kinds = append(k.kinds, e.Kind)
	return e, nil
}

func (k *keep) Recordings(context.Context, seminar.ID) ([]recording.Recording, error) {
	return k.all(func(recording.Recording) bool { return true }), nil
}

func (k *keep) UnfinishedRecordings(context.Context) ([]recording.Recording, error) {
	return k.all(func(x recording.Recording) bool {
		return x.Running() || x.Made.IsZero() || !x.Wanted.IsZero() && x.Composed.IsZero() || !x.Deleted.IsZero()
	}), nil
}

func (k *keep) Recording(_ context.Context, _, id seminar.ID) (recording.Recording, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.rows[id], nil
}

func (k *keep) all(is func(recording.Recording) bool) []recording.Recording {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []recording.Recording
	for _, x := range k.rows {
		if is(x) {
			all = append(all, x)
		}
	}
	return all
}

// room gives the demonstration's camera to whoever listens, all at once.
type room struct{}

func (room) WantKeyFrame(string, media.Slot) {}

func (room) Tap(_ string, t media.Tap) func() {
	raw, payloader, begin := clip.Camera()[32:], &codecs.VP8Payloader{}, time.Now()
	seq := uint16(0)
	for n := uint32(0); len(raw) > 12 && n < 300; n++ {
		size := binary.LittleEndian.Uint32(raw)
		payloads := payloader.Payload(1180, raw[12:12+size])
		for i, payload := range payloads {
			kind := codec.Codec{Name: codec.VP8, Rate: 90000}
			t.Take(media.Tapped{Slot: media.Programme, From: "camera", Shown: begin.Add(time.Duration(n) * time.Second / 15), Packet: &rtpcache.Packet{
				Seq: seq, Time: n * 6000, Codec: kind, Payload: payload, Marker: i == len(payloads)-1, Key: kind.Name.StartsKeyFrame(payload)}})
			seq++
		}
		raw = raw[12+size:]
	}
	return func() {}
}

// hall is a floor that a test sets.
type hall struct {
	store  *keep
	folder string
	state  floor.State
	plan   programme.Seminar
}

func newHall(t *testing.T) *hall {
	h := &hall{store: &keep{rows: map[seminar.ID]recording.Recording{}}, folder: t.TempDir()}
	h.plan = programme.Seminar{ID: "0000000000001", Record: true, Sessions: []programme.Session{{ID: "0000000000002", Kind: programme.Lecture}}}
	return h
}

func (h *hall) open(t *testing.T) *studio.Studio {
	t.Helper()
	s, err := studio.Open(studio.Options{Store: h.store, Plane: room{}, Folder: h.folder, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Floor: func(seminar.ID) (*floor.State, error) { return &h.state, nil }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *hall) tend(t *testing.T, s *studio.Studio) {
	t.Helper()
	if err := s.Tend(t.Context(), &h.plan); err != nil {
		t.Fatal(err)
	}
}

func (h *hall) only(t *testing.T) recording.Recording {
	t.Helper()
	all := h.store.all(func(recording.Recording) bool { return true })
	if len(all) != 1 {
		t.Fatalf("%d recordings", len(all))
	}
	return all[0]
}

func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for began := time.Now(); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > 2*time.Minute {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func closeStudio(t *testing.T, s *studio.Studio) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// The programme starts a recording and ends it; in between the server is started again,
// and for the end it is not there.
func TestProgrammeAndRestarts(t *testing.T) {
	h := newHall(t)
	s := h.open(t)
	h.tend(t, s)
	if all := h.store.all(func(recording.Recording) bool { return true }); len(all) != 0 {
		t.Fatalf("recorded without a session: %v", all)
	}
	h.state.Session = &floor.Session{ID: h.plan.Sessions[0].ID, Started: time.Now()}
	h.tend(t, s)
	h.tend(t, s)
	one := h.only(t)
	closeStudio(t, s)

	s = h.open(t)
	h.tend(t, s)
	if h.only(t).ID != one.ID {
		t.Error("a restart makes another recording")
	}
	closeStudio(t, s)
	for _, part := range []string{"part-001", "part-002"} {
		if info, err := os.Stat(filepath.Join(s.FolderOf(one.ID), part, "programme-001.webm")); err != nil || info.Size() < 100_000 {
			t.Errorf("%s: %v", part, err)
		}
	}

	h.state.Session = nil
	s = h.open(t)
	defer closeStudio(t, s)
	h.tend(t, s)
	eventually(t, "the films", func() bool { return !h.only(t).Made.IsZero() })
	if x := h.only(t); x.Cause != recording.ByRestart || x.Ended.Before(x.Began) {
		t.Errorf("%+v", x)
	}
	for _, name := range []string{"main-001.webm", "main-002.webm"} {
		if _, err := os.Stat(filepath.Join(s.Films(one.ID), name)); err != nil {
			t.Error(err)
		}
	}
}

// What a person has ended is not started again in the same session.
func TestByHand(t *testing.T) {
	h := newHall(t)
	h.state.Session = &floor.Session{ID: h.plan.Sessions[0].ID, Started: time.Now().Add(-time.Second)}
	s := h.open(t)
	defer closeStudio(t, s)
	h.tend(t, s)
	if _, err := s.Start(t.Context(), h.plan.ID, "somebody"); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("started twice: %v", err)
	}
	if err := s.Stop(t.Context(), h.plan.ID, "somebody"); err != nil {
		t.Fatal(err)
	}
	h.tend(t, s)
	if x := h.only(t); x.Cause != recording.ByHand {
		t.Errorf("%+v", x)
	}
	if err := s.Stop(t.Context(), h.plan.ID, "somebody"); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("ended twice: %v", err)
	}
}

// What is deleted goes from the disk, also when the server ended before it had gone, and is not recorded again while its session
// goes on.
func TestWhatIsDeletedIsGone(t *testing.T) {
	h := newHall(t)
	h.state.Session = &floor.Session{ID: h.plan.Sessions[0].ID, Started: time.Now().Add(-time.Second)}
	s := h.open(t)
	h.tend(t, s)
	x := h.only(t)
	if err := s.Delete(t.Context(), x, "somebody"); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("deleted while it runs: %v", err)
	}
	if err := s.Stop(t.Context(), h.plan.ID, "somebody"); err != nil {
		t.Fatal(err)
	}
	for _, busy := s.Progress(x.ID); busy; _, busy = s.Progress(x.ID) {
		time.Sleep(10 * time.Millisecond)
	}
	if err := s.Delete(t.Context(), h.only(t), "somebody"); err != nil {
		t.Fatal(err)
	}
	gone := func() bool {
		_, err := os.Stat(s.FolderOf(x.ID))
		return errors.Is(err, fs.ErrNotExist)
	}
	if !gone() {
		t.Error("it lies on the disk still")
	}
	h.tend(t, s)
	if x := h.only(t); x.Deleted.IsZero() || x.Public {
		t.Errorf("%+v", x)
	}
	closeStudio(t, s)
	if err := os.MkdirAll(s.FolderOf(x.ID), 0o700); err != nil {
		t.Fatal(err)
	}
	closeStudio(t, h.open(t))
	if !gone() {
		t.Error("the next run leaves it there")
	}
}

// A composition that the end of the server cuts off leaves nothing behind and is begun
// anew by the next run.
func TestCompositionIsBegunAnew(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	h := newHall(t)
	s := h.open(t)
	if _, err := s.Start(t.Context(), h.plan.ID, "somebody"); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(t.Context(), h.plan.ID, "somebody"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the films", func() bool { return !h.only(t).Made.IsZero() })
	x := h.only(t)
	if err := s.Compose(t.Context(), x, "somebody"); err != nil {
		t.Fatal(err)
	}
	unfinished := filepath.Join(s.Films(x.ID), studio.Composed+".part")
	eventually(t, "it begins", func() bool { _, err := os.Stat(unfinished); return err == nil || !h.only(t).Composed.IsZero() })
	closeStudio(t, s)
	if left, _ := filepath.Glob(filepath.Join(s.Films(x.ID), "*.part")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}

	s = h.open(t)
	defer closeStudio(t, s)
	eventually(t, "it is made", func() bool { return !h.only(t).Composed.IsZero() })
	whole, err := os.ReadFile(filepath.Join(s.Films(x.ID), studio.Composed))
	if err != nil || !bytes.Contains(whole[:64], []byte("ftyp")) {
		t.Errorf("the whole picture: %d bytes, %v", len(whole), err)
	}
}

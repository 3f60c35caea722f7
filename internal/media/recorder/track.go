package recorder

import (
	"fmt"
	"path/filepath"
	"time"

	"aula/internal/media"
	"aula/internal/media/frame"
	"aula/internal/media/reel"
)

const (
	// window is for how many later packets a missing one is waited: 600 ms of sound.
	window = 30
	// A fragment is this long; a key frame begins one earlier.
	fragment    = time.Second
	fragmentKey = 400 * time.Millisecond
	// heldBack is how long a frame may wait for its fragment.
	heldBack = 1200 * time.Millisecond
	// keyEach is how long a picture goes on without a key frame before one is wished for;
	// keyAgain is when a wish that was not heard is said again.
	keyEach  = 10 * time.Second
	keyAgain = time.Second
	// quiet is how long nothing may come before it is a gap in the programme.
	quiet = 3 * time.Second
)

// track is one line on its way into files. It is used by the recorder's goroutine.
type track struct {
	*Recorder
	line
	frames *frame.Line

	file          *reel.Writer
	number        int // of the file
	width, height int
	clock         clock
	pending       []reel.Sample
	since         time.Time // when the first that is pending came
	changes       changes

	heard  time.Time // the last packet, by our clock
	keyed  time.Time // the last key frame
	wished time.Time
	last   time.Time // when the last frame was shown
	lost   uint64    // dropped, when last looked at
}

func newTrack(r *Recorder, l line) *track {
	t := &track{Recorder: r, line: l}
	t.frames = frame.New(window, t.whole, t.hole)
	return t
}

func (t *track) take(p media.Tapped) {
	t.heard = time.Now()
	t.frames.Add(p.Packet, p.From, p.Shown)
}

// whole takes the next frame.
func (t *track) whole(f frame.Frame) {
	if t.over {
		return
	}
	t.missed(f)
	if f.Key && !t.sound {
		t.keyed = time.Now()
	}
	if !t.fits(f) {
		if t.open(f); t.file == nil {
			return
		}
	}
	at := t.clock.at(f)
	if t.due(f, at) {
		t.flush(at)
	}
	if len(t.pending) == 0 {
		t.since = time.Now()
	}
	t.pending = append(t.pending, reel.Sample{At: at, Key: f.Key, Data: reel.Data(f)})
	t.last = f.Shown
	if t.slot == media.Slides && !t.sound && t.changes.look(f.Shown, f.Key, f.Bytes()) {
		t.write(Line{What: WhatMark, At: f.Shown, Kind: SlideChanged})
	}
}

// due reports whether what is pending is a fragment before f.
func (t *track) due(f frame.Frame, at time.Duration) bool {
	if len(t.pending) == 0 {
		return false
	}
	long := at - t.pending[0].At
	return long >= fragment || f.Key && !t.sound && long >= fragmentKey
}

// fits reports whether f goes on in the open file.
func (t *track) fits(f frame.Frame) bool {
	if t.file == nil || f.New {
		return false
	}
	w, h, ok := f.Size()
	return !ok || w == t.width && h == t.height
}

// open begins a new file with f.
func (t *track) open(f frame.Frame) {
	t.close()
	if !f.Key {
		return
	}
	t.number++
	name := fmt.Sprintf("%s-%03d%s", t.name(), t.number, reel.Ending(f.Codec.Name))
	file, err := reel.Create(filepath.Join(t.options.Folder, name), f)
	if err != nil {
		t.fail(err)
		return
	}
	t.file = file
	t.width, t.height, _ = f.Size()
	t.clock = clock{begins: f.Shown, rate: f.Codec.Rate}
	t.bytes.Add(file.Size())
	t.write(Line{What: WhatFile, At: f.Shown, Slot: t.slot, Sound: t.sound, File: name, Codec: f.Codec.Name,
		Width: t.width, Height: t.height, From: f.From})
}

func (l line) name() string {
	if l.sound {
		return string(l.slot) + "-sound"
	}
	return string(l.slot)
}

// flush writes what is pending, which ends at until.
func (t *track) flush(until time.Duration) {
	if len(t.pending) == 0 || t.file == nil {
		return
	}
	before := t.file.Size()
	err := t.file.Write(t.pending, until)
	t.pending = nil
	if err != nil {
		t.fail(err)
		return
	}
	t.bytes.Add(t.file.Size() - before)
	t.keeper.dirty(t.file)
}

// tick does what is due without packets.
func (t *track) tick(now time.Time) {
	if len(t.pending) > 0 && now.Sub(t.since) >= heldBack {
		t.flush(t.clock.next())
	}
	if t.sound || t.heard.IsZero() || now.Sub(t.heard) > keyEach {
		return
	}
	wanted := t.frames.Waits() || now.Sub(t.keyed) >= keyEach
	if wanted && now.Sub(t.wished) >= keyAgain {
		t.wished = now
		t.options.Plane.WantKeyFrame(t.options.Room, t.slot)
	}
}

func (t *track) end() {
	t.frames.Flush()
	t.close()
}

func (t *track) close() {
	if t.file == nil {
		return
	}
	t.flush(t.clock.next())
	file := t.file
	t.file, t.pending = nil, nil
	t.keeper.forget(file)
	if err := file.Close(); err != nil {
		t.options.Log.Error("recording: closing a file", "err", err)
	}
}

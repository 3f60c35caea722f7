// Package recorder keeps what the slots of a room show and sound, as a member of the
// room that writes instead of watching. Each slot and each sound has files of its own
// (package reel) beside an index; whatever ends the process, they play up to about its
// last second.
package recorder

import (
	"errors"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"aula/internal/media"
)

// Plane is what a recorder asks of the media plane.
type Plane interface {
	Tap(room string, t media.Tap) (stop func())
	WantKeyFrame(room string, slot media.Slot)
}

// Options say what is recorded, and where.
type Options struct {
	Plane  Plane
	Room   string
	Folder string       // is made; there must be none yet
	Tell   func(Notice) // called from the recorder's goroutine; may be nil
	Log    *slog.Logger

	// Free returns the free bytes of the folder's disk, ok false when they are not
	// known. The system is asked when it is nil.
	Free func(folder string) (free uint64, ok bool)
	Warn uint64 // free bytes below which Tell is told Low; 4 GB when 0
	Stop uint64 // free bytes below which recording ends; 1 GB when 0
}

// Notice is something that people should know of a recording.
type Notice struct {
	Kind  string // one of the constants below
	Slot  media.Slot
	Sound bool
	From  time.Time // of a gap
	To    time.Time // of a gap
	Cause string    // of a gap, or why it ended
	Free  uint64    // bytes on the disk, with Low and Ended
}

// Kinds of notices.
const (
	Missing = "gap"   // something is not in the recording
	Low     = "low"   // the disk is getting full
	Ended   = "ended" // the recording ended by itself: Cause is CauseDisk or CauseWrite
)

// Causes of gaps and of ends.
const (
	CauseLoss     = "loss"     // packets did not reach the server
	CauseOverflow = "overflow" // the recorder was too slow
	CauseAway     = "away"     // nothing was sent
	CauseDisk     = "disk"     // the disk was nearly full
	CauseWrite    = "write"    // a file could not be written
)

// queued is how many packets may wait for the recorder: about 6 s of a hall.
const queued = 4096

// Recorder records one room.
type Recorder struct {
	options Options
	queue   chan media.Tapped
	dropped atomic.Uint64 // packets that found the queue full
	bytes   atomic.Int64
	marks   chan Line
	stop    chan struct{}
	done    chan struct{}
	untap   func()

	// accessed by run only
	tracks  map[line]*track
	index   *index
	keeper  *keeper
	over    bool // nothing is written any more
	warned  time.Time
	checked time.Time
}

// line names what goes into files of its own.
type line struct {
	slot  media.Slot
	sound bool
}

// recorded are the lines that are kept.
var recorded = []line{{media.Programme, false}, {media.Slides, false}, {media.Programme, true}, {media.Floor, true}}

// Start begins to record. The recorder must be stopped.
func Start(o Options) (*Recorder, error) {
	o.fill()
	if err := os.Mkdir(o.Folder, 0o700); err != nil {
		return nil, err
	}
	ix, err := createIndex(o.Folder)
	if err != nil {
		return nil, err
	}
	r := &Recorder{options: o, queue: make(chan media.Tapped, queued), marks: make(chan Line, 256), stop: make(chan struct{}), done: make(chan struct{}),
		tracks: make(map[line]*track), index: ix, keeper: newKeeper()}
	for _, l := range recorded {
		r.tracks[l] = newTrack(r, l)
	}
	r.write(Line{What: WhatBegun, At: time.Now()})
	r.untap = o.Plane.Tap(o.Room, r)
	go r.run()
	return r, nil
}

func (o *Options) fill() {
	if o.Tell == nil {
		o.Tell = func(Notice) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Free == nil {
		o.Free = Free
	}
	if o.Warn == 0 {
		o.Warn = 4 << 30
	}
	if o.Stop == 0 {
		o.Stop = 1 << 30
	}
}

// Take implements media.Tap. It never waits: what does not fit is dropped and
// becomes a gap.
func (r *Recorder) Take(p media.Tapped) {
	select {
	case r.queue <- p:
	default:
		r.dropped.Add(1)
	}
}

// Mark writes into the index that something happened at that time: kind and ref are the
// caller's own words.
func (r *Recorder) Mark(at time.Time, kind, ref string) {
	select {
	case r.marks <- Line{What: WhatMark, At: at, Kind: kind, Ref: ref}:
	case <-r.done:
	default:
		r.options.Log.Warn("recording: a mark was lost", "kind", kind)
	}
}

// Bytes returns how much was written.
func (r *Recorder) Bytes() int64 { return r.bytes.Load() }

// Stop ends the recording: when it returns, all files are closed and on the disk.
func (r *Recorder) Stop() error {
	r.untap()
	close(r.stop)
	<-r.done
	return errors.Join(r.index.close(), r.keeper.wait())
}

package recorder

import (
	"time"

	"aula/internal/media"
)

// How often the recorder does what is not told by packets.
const (
	tickEach  = 250 * time.Millisecond
	checkEach = 5 * time.Second
	warnEach  = 10 * time.Minute
)

func (r *Recorder) run() {
	defer close(r.done)
	tick := time.NewTicker(tickEach)
	defer tick.Stop()
	for {
		select {
		case p := <-r.queue:
			r.take(p)
		case m := <-r.marks:
			r.write(m)
		case now := <-tick.C:
			r.tick(now)
		case <-r.stop:
			r.finish()
			return
		}
	}
}

func (r *Recorder) take(p media.Tapped) {
	t := r.tracks[line{p.Slot, p.Audio}]
	if t == nil || r.over {
		return
	}
	t.take(p)
}

func (r *Recorder) tick(now time.Time) {
	if r.over {
		return
	}
	if now.Sub(r.checked) >= checkEach {
		r.checked = now
		if r.checkSpace(now); r.over {
			return
		}
	}
	for _, t := range r.tracks {
		t.tick(now)
	}
	r.keeper.sync(now)
}

// finish takes what is queued and closes everything.
func (r *Recorder) finish() {
	for len(r.queue) > 0 {
		r.take(<-r.queue)
	}
	for len(r.marks) > 0 {
		r.write(<-r.marks)
	}
	if !r.over {
		r.end("")
	}
}

// end closes the files; cause is why it ends by itself.
func (r *Recorder) end(cause string) {
	r.over = true
	for _, l := range recorded {
		r.tracks[l].end()
	}
	r.write(Line{What: WhatEnded, At: time.Now(), Cause: cause})
}

// fail ends the recording because a file could not be written.
func (r *Recorder) fail(err error) {
	if r.over {
		return
	}
	r.options.Log.Error("recording ends: a file cannot be written", "folder", r.options.Folder, "err", err)
	r.end(CauseWrite)
	r.options.Tell(Notice{Kind: Ended, Cause: CauseWrite})
}

// checkSpace warns, and stops before the disk is full: the database needs it too.
func (r *Recorder) checkSpace(now time.Time) {
	free, ok := r.options.Free(r.options.Folder)
	switch {
	case !ok:
	case free < r.options.Stop:
		r.options.Log.Error("recording ends: the disk is nearly full", "folder", r.options.Folder, "free", free)
		r.end(CauseDisk)
		r.options.Tell(Notice{Kind: Ended, Cause: CauseDisk, Free: free})
	case free < r.options.Warn && (r.warned.IsZero() || now.Sub(r.warned) >= warnEach):
		r.warned = now
		r.options.Log.Warn("recording: the disk is getting full", "folder", r.options.Folder, "free", free)
		r.options.Tell(Notice{Kind: Low, Free: free})
	}
}

// write adds a line to the index.
func (r *Recorder) write(l Line) {
	if err := r.index.write(l); err != nil {
		r.options.Log.Error("recording: index", "folder", r.options.Folder, "err", err)
	}
	r.keeper.dirty(r.index)
}

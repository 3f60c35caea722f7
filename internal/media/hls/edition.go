package hls

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
)

// edition is an unbroken stretch of a stream: the same codecs, the same size. Whoever plays
// one that has ended asks for the stream anew.
type edition struct {
	name     string
	muxer    *muxer
	pictures bool // there is a picture; otherwise sound alone
	sounds   bool

	codec      codec.Codec
	parameters [][]byte
	width      int
	height     int

	began        time.Time // the moment shown at 0
	seen, heard  line
	spoke        time.Time     // arrival of the last sound
	until        time.Duration // up to which there is sound
	late         int           // sounds in a row that came too late
	ready        chan struct{} // closed once it can be played
	becomesReady sync.Once
}

const (
	// patience is how long sound may stay away before silence is put in its place: without
	// sound a player would stand still.
	patience = 600 * time.Millisecond

	// lateSounds is how many sounds may come too late in a row: 2 s.
	lateSounds = 100
)

// opusSilence is a packet of 20 ms of silence (RFC 6716 section 3.1: CELT, full band).
var opusSilence = []byte{0xf8, 0xff, 0xfe}

const opusStep = 20 * time.Millisecond

var errLate = errors.New("hls: sound comes too late for the picture")

// newEdition makes an edition that begins with a key frame; without one it is sound alone.
func newEdition(t times, key *frame.Frame, sounds bool) (*edition, error) {
	e := &edition{pictures: key != nil, sounds: sounds, ready: make(chan struct{})}
	if key != nil {
		e.codec, e.parameters = key.Codec, key.Parameters()
		e.width, e.height, _ = key.Size()
	}
	var err error
	if e.muxer, err = newMuxer(t, key, sounds); err != nil {
		return nil, err
	}
	e.name = e.muxer.name
	return e, nil
}

// fits reports whether a picture can go into the edition.
func (e *edition) fits(f frame.Frame) bool {
	if !e.pictures || f.Codec.Name != e.codec.Name {
		return false
	}
	if !f.Key {
		return true
	}
	if f.Codec.Name == codec.H264 {
		return slices.EqualFunc(f.Parameters(), e.parameters, slices.Equal)
	}
	width, height, ok := f.Size()
	return !ok || width == e.width && height == e.height
}

// show adds a picture.
func (e *edition) show(f frame.Frame) error {
	if e.began.IsZero() {
		e.began = f.Shown
	}
	at := e.seen.at(f.RTP, f.Shown.Sub(e.began), pictureRate)
	if e.sounds && time.Since(e.spoke) > patience {
		if err := e.hush(span(at, pictureRate) - patience); err != nil {
			return err
		}
	}
	err := e.muxer.show(f, at)
	e.look()
	return err
}

// sound adds a packet of sound. What came before the first picture is left out.
func (e *edition) sound(f frame.Frame) error {
	if !e.sounds {
		return nil
	}
	if e.began.IsZero() {
		if e.pictures {
			return nil
		}
		e.began = f.Shown
	}
	e.spoke = time.Now()
	at := e.heard.at(f.RTP, f.Shown.Sub(e.began), soundRate)
	from := span(at, soundRate)
	switch {
	case from < 0:
		return nil
	case from < e.until-opusStep/2:
		if e.late++; e.late > lateSounds {
			return errLate
		}
		return nil
	}
	if from > e.until+patience/4 {
		if err := e.hush(from); err != nil {
			return err
		}
	}
	e.late = 0
	e.until = from + opusStep
	err := e.muxer.sound(f.Units[0], f.Shown, at)
	e.look()
	return err
}

// hush fills the time up to end with silence.
func (e *edition) hush(end time.Duration) error {
	for e.until+opusStep <= end {
		if err := e.muxer.sound(opusSilence, e.began.Add(e.until), ticks(e.until, soundRate)); err != nil {
			return err
		}
		e.until += opusStep
	}
	return nil
}

// look finds out whether the edition can be played now.
func (e *edition) look() {
	if e.muxer.playable() {
		e.becomesReady.Do(func() { close(e.ready) })
	}
}

// serve answers a request for one of the edition's files.
func (e *edition) serve(w http.ResponseWriter, r *http.Request) { e.muxer.serve(w, r) }

func (e *edition) close() { e.muxer.close() }

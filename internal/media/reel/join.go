package reel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/bluenviron/mediacommon/v2/pkg/formats/mp4/codecs"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/pmp4"
)

// Piece is a file in a film: At is when its 0 is on the film's clock, which may be
// before the film begins.
type Piece struct {
	Contents
	At time.Duration
}

// Film is a stretch of pictures and sounds in one file that any player can search. One
// piece has the pictures, any number have the sound, one after the other.
type Film struct {
	Picture       *Piece // nil for sound alone
	Width, Height int    // of the picture
	Sound         []Piece
	Lasts         time.Duration // what lies outside 0 and Lasts is left out
}

// Largest is how many bytes of pictures go into one film: MP4 counts to 4 GB.
const Largest = 3 << 30

// Join writes a film to a new file, whole or not at all: path appears when it is
// finished. Its name must end in Ending.
func Join(ctx context.Context, path string, f Film) error {
	unfinished := path + ".part"
	file, err := os.OpenFile(unfinished, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(unfinished)
	j := &joining{ctx: ctx, film: f, files: map[string]*os.File{}}
	defer j.close()
	if filepath.Ext(path) == ".webm" {
		err = j.webm(file)
	} else {
		err = j.mp4(file)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("reel: %s: %w", filepath.Base(path), err)
	}
	return os.Rename(unfinished, path)
}

// Ending returns how the name of the film's file must end.
func (f Film) Ending() string {
	if f.Picture != nil {
		return filepath.Ext(f.Picture.Path)
	}
	return ".mp4"
}

// joining is a film that is being written.
type joining struct {
	ctx   context.Context
	film  Film
	files map[string]*os.File
}

func (j *joining) close() {
	for _, f := range j.files {
		f.Close()
	}
}

// shot is a sample on the film's clock and where it lies.
type shot struct {
	Place // At is on the film's clock
	path  string
}

// shots returns what of the pieces lies within the film, in order. Pictures begin with a
// key frame.
func (f Film) shots(pieces []Piece) []shot {
	var all []shot
	for _, p := range pieces {
		for _, place := range p.Places {
			place.At += p.At
			switch {
			case place.At < 0 || place.At >= f.Lasts:
			case len(all) == 0 && !place.Key:
			case len(all) > 0 && place.At <= all[len(all)-1].At:
			default:
				all = append(all, shot{place, p.Path})
			}
		}
	}
	return all
}

func (f Film) pictures() []shot {
	if f.Picture == nil {
		return nil
	}
	return f.shots([]Piece{*f.Picture})
}

func (j *joining) data(s shot) ([]byte, error) {
	if err := j.ctx.Err(); err != nil {
		return nil, err
	}
	file := j.files[s.path]
	if file == nil {
		var err error
		if file, err = os.Open(s.path); err != nil {
			return nil, err
		}
		j.files[s.path] = file
	}
	b := make([]byte, s.Size)
	_, err := file.ReadAt(b, s.Offset)
	return b, err
}

func (j *joining) mp4(file *os.File) error {
	var film pmp4.Presentation
	add := func(shots []shot, c codecs.Codec, scale uint32) {
		if len(shots) == 0 {
			return
		}
		t := &pmp4.Track{ID: len(film.Tracks) + 1, TimeScale: scale, Codec: c, TimeOffset: int32(toTicks(shots[0].At, scale))}
		for i, s := range shots {
			at, end := toTicks(s.At, scale), toTicks(s.At+usual(shots, i), scale)
			if i+1 < len(shots) {
				end = toTicks(shots[i+1].At, scale)
			}
			t.Samples = append(t.Samples, &pmp4.Sample{Duration: uint32(max(end, at+1) - at), IsNonSyncSample: !s.Key, PayloadSize: uint32(s.Size),
				GetPayload: func() ([]byte, error) { return j.data(s) }})
		}
		film.Tracks = append(film.Tracks, t)
	}
	if p := j.film.Picture; p != nil {
		add(j.film.pictures(), p.codec, 90000)
	}
	add(j.film.shots(j.film.Sound), &codecs.Opus{ChannelCount: 2}, 48000)
	if len(film.Tracks) == 0 {
		return errEmpty
	}
	w := bufio.NewWriterSize(file, 1<<20)
	if err := film.Marshal(w); err != nil {
		return err
	}
	return w.Flush()
}

var errEmpty = errors.New("nothing to see or to hear")

// usual guesses how long the last shot lasts: as long as the one before, within reason.
func usual(shots []shot, i int) time.Duration {
	if i == 0 {
		return 20 * time.Millisecond
	}
	return min(max(shots[i].At-shots[i-1].At, time.Millisecond), 100*time.Millisecond)
}

// mixed returns pictures (track 1) and sounds (track 2) in the order of their time.
func (f Film) mixed() []tracked {
	var all []tracked
	for _, s := range f.pictures() {
		all = append(all, tracked{1, s})
	}
	for _, s := range f.shots(f.Sound) {
		all = append(all, tracked{2, s})
	}
	slices.SortStableFunc(all, func(a, b tracked) int { return int(a.At - b.At) })
	return all
}

type tracked struct {
	track uint64
	shot
}

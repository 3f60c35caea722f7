package film

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"aula/internal/media"
	"aula/internal/media/reel"
)

// Lane is what plays at one time in one place of the page.
type Lane string

// The lanes.
const (
	Main   Lane = "main"   // the programme's picture, if there is one, with its sound
	Slides Lane = "slides" // the slides, without sound
	Floor  Lane = "floor"  // the sound of whoever was given the floor from elsewhere
)

// Cut is a film that can be made.
type Cut struct {
	Lane    Lane
	At      time.Duration // on the recording's clock
	Lasts   time.Duration
	Picture bool
	Name    string // of its file, without a folder
	film    reel.Film
}

// Cuts returns the films of a recording. Those of a lane follow each other without
// overlap; the main lane has one for each stretch with one codec and size of the
// picture, and begins with sound alone where the camera came later.
func (r *Recording) Cuts() []Cut {
	sound, floor := r.of(media.Programme, true), r.of(media.Floor, true)
	var all []Cut
	add := func(lane Lane, c Cut) {
		c.Lane = lane
		c.Name = fmt.Sprintf("%s-%03d%s", lane, 1+count(all, lane), c.film.Ending())
		all = append(all, c)
	}
	for _, part := range r.parts {
		for _, c := range cut(r.of(media.Programme, false), part, sound) {
			add(Main, c)
		}
		for _, c := range cut(r.of(media.Slides, false), part, nil) {
			add(Slides, c)
		}
		for _, c := range cut(nil, part, floor) {
			add(Floor, c)
		}
	}
	return all
}

func count(all []Cut, lane Lane) int {
	n := 0
	for _, c := range all {
		if c.Lane == lane {
			n++
		}
	}
	return n
}

// short is how much sound before the first picture makes no film of its own.
const short = 3 * time.Second

// cut makes the films of one lane in one part.
func cut(pictures []file, part span, sounds []file) []Cut {
	var all []Cut
	at := part.from
	for _, f := range pictures {
		if f.at < part.from || f.at >= part.to {
			continue
		}
		for _, begins := range stretches(f.reel) {
			begin := f.at + begins
			if len(all) == 0 && len(sounds) > 0 && begin-at < short {
				begin = at // its picture comes a little after its sound
			}
			all = closeAt(all, at, begin, sounds)
			all = append(all, Cut{At: begin, Picture: true,
				film: reel.Film{Picture: &reel.Piece{Contents: f.reel, At: f.at - begin}, Width: f.Width, Height: f.Height}})
			at = begin
		}
	}
	return closeAt(all, at, part.to, sounds)
}

// closeAt ends the last film at a time, or fills the time since from with sound alone.
func closeAt(all []Cut, from, at time.Duration, sounds []file) []Cut {
	if n := len(all); n > 0 && all[n-1].At == from && all[n-1].Lasts == 0 {
		all[n-1].end(at, sounds)
		return all
	}
	alone := Cut{At: firstSound(from, at, sounds)}
	if alone.end(at, sounds); len(alone.film.Sound) > 0 {
		all = append(all, alone)
	}
	return all
}

// firstSound returns when the first sound of a stretch begins.
func firstSound(from, to time.Duration, sounds []file) time.Duration {
	for _, s := range sounds { // by their beginning
		if s.at < to && s.at+s.reel.Ends > from {
			return max(from, s.at)
		}
	}
	return from
}

func (c *Cut) end(at time.Duration, sounds []file) {
	c.Lasts = at - c.At
	c.film.Lasts = c.Lasts
	for _, s := range sounds {
		if s.at < at && s.at+s.reel.Ends > c.At {
			c.film.Sound = append(c.film.Sound, reel.Piece{Contents: s.reel, At: s.at - c.At})
		}
	}
}

// stretches says where a file is cut so that no film is too large: at key frames.
func stretches(c reel.Contents) []time.Duration {
	at := []time.Duration{0}
	size := 0
	for _, p := range c.Places {
		if p.Key && size > reel.Largest {
			at, size = append(at, p.At), 0
		}
		size += p.Size
	}
	return at
}

// Make writes a film into a folder.
func (c Cut) Make(ctx context.Context, folder string) error {
	return reel.Join(ctx, filepath.Join(folder, c.Name), c.film)
}

// HasSound reports whether there is something to hear in a film.
func (c Cut) HasSound() bool { return len(c.film.Sound) > 0 }

package studio

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"aula/internal/media/film"
)

// Composed is the name of the one picture of a recording among its films.
const Composed = "whole.mp4"

// The composed picture: the slides, with the camera in a corner.
const (
	wide, high           = 1280, 720
	insetWide, insetHigh = 320, 180
	perSecond            = 25
)

func findFFmpeg(named string) string {
	if named == "" {
		named = "ffmpeg"
	}
	path, err := exec.LookPath(named)
	if err != nil {
		return ""
	}
	return path
}

// compose makes one picture and one sound of all films. It runs at the lowest priority
// and on one core, and ends with ctx.
func (s *Studio) compose(ctx context.Context, r *film.Recording, folder string, progress func(float64)) error {
	unfinished := filepath.Join(folder, Composed+".part")
	defer os.Remove(unfinished)
	args := composition(r.Cuts(), r.Lasts, folder)
	args = append(args, "-y", "-f", "mp4", unfinished)
	name := s.FFmpeg
	if nice, err := exec.LookPath("nice"); err == nil {
		args = append([]string{"-n", "19", name}, args...)
		name = nice
	}
	c := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	runtime.LockOSThread() // the program ends with the thread that started it
	defer runtime.UnlockOSThread()
	if err := startBound(c); err != nil {
		return err
	}
	watch(out, r.Lasts, progress)
	if err := c.Wait(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("composing: %w", errCut)
		}
		return fmt.Errorf("composing: %w: %s", err, tail(said.String()))
	}
	return os.Rename(unfinished, filepath.Join(folder, Composed))
}

// tail is the end of what a program has said.
func tail(s string) string {
	const most = 2000
	return strings.TrimSpace(s[max(0, len(s)-most):])
}

// watch reads the lines that FFmpeg writes about its progress.
func watch(r io.Reader, lasts time.Duration, progress func(float64)) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		if us, ok := strings.CutPrefix(lines.Text(), "out_time_us="); ok {
			if n, err := strconv.ParseInt(us, 10, 64); err == nil && lasts > 0 {
				progress(min(max(float64(n)/float64(lasts.Microseconds()), 0), 1))
			}
		}
	}
}

// composition returns FFmpeg's arguments, without the name of the output: on a black
// ground the slides, each staying until the next, over them the camera, small where
// there are slides, and all sounds mixed.
func composition(cuts []film.Cut, lasts time.Duration, folder string) []string {
	args := []string{"-v", "error", "-nostdin", "-progress", "pipe:1", "-threads", "1", "-filter_complex_threads", "1"}
	var graph []string
	add := func(format string, a ...any) { graph = append(graph, fmt.Sprintf(format, a...)) }
	add("color=c=black:s=%dx%d:r=%d:d=%s[v0]", wide, high, perSecond, in(lasts))
	layer := 0
	slides := hasPicture(cuts, film.Slides)
	overlay := func(input int, c film.Cut, w, h int, place, after string) {
		add("[%d:v]setpts=PTS-STARTPTS+%s/TB,fps=%d,scale=%d:%d:force_original_aspect_ratio=decrease,pad=%d:%d:-1:-1:color=black[p%d]",
			input, in(c.At), perSecond, w, h, w, h, input)
		add("[v%d][p%d]overlay=%s:eof_action=%s:enable='between(t,%s,%s)'[v%d]", layer, input, place, after, in(c.At), in(c.At+c.Lasts), layer+1)
		layer++
	}
	var sounds []string
	for i, c := range cuts {
		args = append(args, "-i", filepath.Join(folder, c.Name))
		if c.Lane == film.Slides {
			overlay(i, c, wide, high, "0:0", "repeat")
		}
		if c.HasSound() {
			add("[%d:a]aresample=48000:async=1000:first_pts=0,adelay=%d:all=1[a%d]", i, c.At.Milliseconds(), i)
			sounds = append(sounds, fmt.Sprintf("[a%d]", i))
		}
	}
	for i, c := range cuts {
		switch {
		case c.Lane != film.Main || !c.Picture:
		case slides:
			overlay(i, c, insetWide, insetHigh, fmt.Sprintf("%d:%d", wide-insetWide-16, high-insetHigh-16), "repeat")
		default:
			overlay(i, c, wide, high, "0:0", "repeat")
		}
	}
	maps := []string{"-map", fmt.Sprintf("[v%d]", layer)}
	if len(sounds) > 0 {
		add("%samix=inputs=%d:normalize=0:dropout_transition=0[a]", strings.Join(sounds, ""), len(sounds))
		maps = append(maps, "-map", "[a]", "-c:a", "aac", "-b:a", "96k")
	}
	args = append(args, "-filter_complex", strings.Join(graph, ";"))
	args = append(args, maps...)
	return append(args, "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-t", in(lasts))
}

func hasPicture(cuts []film.Cut, lane film.Lane) bool {
	for _, c := range cuts {
		if c.Lane == lane && c.Picture {
			return true
		}
	}
	return false
}

// in writes a time as FFmpeg reads it, in seconds.
func in(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

package recorder_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"aula/internal/media"
	"aula/internal/media/codec"
	"aula/internal/media/recorder"
)

// asks is the environment by which the test starts itself as the process that is killed.
const asks = "RECORDER_TEST_FOLDER"

func TestMain(m *testing.M) {
	if folder := os.Getenv(asks); folder != "" {
		recordUntilKilled(folder)
		return
	}
	os.Exit(m.Run())
}

func needs(t *testing.T, engines ...string) {
	t.Helper()
	for _, e := range engines {
		if _, err := exec.LookPath(e); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

func recordUntilKilled(folder string) {
	r := &room{wishes: map[media.Slot]int{}}
	if _, err := recorder.Start(recorder.Options{Plane: r, Folder: folder}); err != nil {
		fmt.Println("failed:", err)
		return
	}
	r.play(func(at time.Duration) { fmt.Println(at.Milliseconds()) }, camera(), slides(), voice())
}

// A recording that is killed has everything up to about its last second, and the
// pictures and sounds that it has can be decoded.
func TestKilledRecordingPlays(t *testing.T) {
	needs(t, "ffprobe")
	folder := filepath.Join(t.TempDir(), "r")
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), asks+"="+folder)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var sent int64
	for s := bufio.NewScanner(out); s.Scan(); {
		if _, err := fmt.Sscan(s.Text(), &sent); err != nil {
			t.Fatal(s.Text())
		}
		if sent > 7300 {
			break
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	// A fragment ends with a key frame or after a second, or waits 1.2 s; a slow machine is slower.
	const may = 3 * time.Second
	for name, perSecond := range map[string]int{"programme-001.webm": 15, "slides-001.webm": 2, "programme-sound-001.mp4": 50} {
		frames, last := probe(t, filepath.Join(folder, name))
		if missing := time.Duration(sent)*time.Millisecond - last; missing > may {
			t.Errorf("%s: the last %v are missing", name, missing)
		}
		if want := int(last.Seconds() * float64(perSecond)); frames < want {
			t.Errorf("%s: %d frames, want %d", name, frames, want)
		}
	}
	lines, err := recorder.ReadIndex(folder)
	if err != nil || len(lines) < 4 || lines[0].What != recorder.WhatBegun {
		t.Errorf("index %v, %v", lines, err)
	}
}

// Everything that came is in the files, in step, and nothing is said to be missing.
func TestRecordingHoldsEveryFrame(t *testing.T) {
	needs(t, "ffprobe")
	cam, sl, vo := camera().times(2), slides().times(2), voice().times(2)
	folder := filepath.Join(t.TempDir(), "r")
	synctest.Test(t, func(t *testing.T) {
		r := &room{wishes: map[media.Slot]int{}}
		rec, err := recorder.Start(recorder.Options{Plane: r, Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		r.play(silent, cam, sl, vo)
		if err := rec.Stop(); err != nil {
			t.Fatal(err)
		}
		if rec.Bytes() < 1<<20 {
			t.Errorf("%d bytes", rec.Bytes())
		}
	})
	for name, f := range map[string]*clipped{"programme-001.webm": cam, "slides-001.webm": sl, "programme-sound-001.mp4": vo} {
		frames, last := probe(t, filepath.Join(folder, name))
		if want := f.packets[len(f.packets)-1].at; frames != f.frames || (last-want).Abs() > 25*time.Millisecond {
			t.Errorf("%s: %d frames to %v, want %d to %v", name, frames, last, f.frames, want)
		}
	}
	lines, err := recorder.ReadIndex(folder)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, l := range lines {
		told[l.What+l.Kind]++
	}
	// six slides, twice over
	want := map[string]int{recorder.WhatBegun: 1, recorder.WhatFile: 3, recorder.WhatMark + recorder.SlideChanged: 12, recorder.WhatEnded: 1}
	if fmt.Sprint(told) != fmt.Sprint(want) {
		t.Errorf("index tells %v, want %v", told, want)
	}
}

// encode makes two seconds of a moving picture with FFmpeg.
func encode(t *testing.T, args ...string) []byte {
	t.Helper()
	args = append([]string{"-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=2"}, args...)
	out, err := exec.Command("ffmpeg", append(args, "-")...).Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v", err)
	}
	return out
}

// Every codec that a publisher may use comes back out of its file, also when sizes and
// codecs change on the way: each change is a new file.
func TestEveryCodecIsKept(t *testing.T) {
	needs(t, "ffmpeg", "ffprobe")
	films := map[codec.Name]*clipped{
		codec.H264: readH264(t, encode(t, "-c:v", "libx264", "-bf", "0", "-g", "25", "-pix_fmt", "yuv420p", "-bsf:v", "h264_mp4toannexb", "-f", "h264")),
		codec.VP9: readIVF(media.Programme, codec.VP9, &codecs.VP9Payloader{},
			encode(t, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-g", "25", "-f", "ivf")),
		codec.AV1: readIVF(media.Programme, codec.AV1, &codecs.AV1Payloader{},
			encode(t, "-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-lag-in-frames", "0", "-g", "25", "-f", "ivf")),
		codec.VP8: readIVF(media.Programme, codec.VP8, &codecs.VP8Payloader{},
			encode(t, "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "25", "-s", "160x120", "-f", "ivf")),
	}
	folder := filepath.Join(t.TempDir(), "r")
	order := []codec.Name{codec.H264, codec.VP9, codec.AV1, codec.VP8}
	synctest.Test(t, func(t *testing.T) {
		r := &room{wishes: map[media.Slot]int{}}
		rec, err := recorder.Start(recorder.Options{Plane: r, Folder: folder})
		if err != nil {
			t.Fatal(err)
		}
		var seq uint16
		for _, name := range order {
			for _, d := range films[name].packets {
				d.packet.Seq = seq
				seq++
			}
			r.play(silent, films[name])
			time.Sleep(40 * time.Millisecond)
		}
		if err := rec.Stop(); err != nil {
			t.Fatal(err)
		}
	})
	for i, name := range order {
		ending := ".mp4"
		if name == codec.VP8 {
			ending = ".webm"
		}
		frames, last := probe(t, filepath.Join(folder, fmt.Sprintf("programme-%03d%s", i+1, ending)))
		if frames != 50 || (last-1960*time.Millisecond).Abs() > 2*time.Millisecond {
			t.Errorf("%s: %d frames to %v, want 50 to 1.96s", name, frames, last)
		}
	}
	lines, err := recorder.ReadIndex(folder)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []string
	for _, l := range lines {
		if l.What == recorder.WhatFile {
			sizes = append(sizes, fmt.Sprintf("%s %dx%d", l.Codec, l.Width, l.Height))
		}
	}
	if got, want := strings.Join(sizes, ", "), "H264 320x240, VP9 320x240, AV1 320x240, VP8 160x120"; got != want {
		t.Errorf("files: %s, want %s", got, want)
	}
}

// readH264 cuts an Annex B stream into access units: each slice is a frame here.
func readH264(t *testing.T, raw []byte) *clipped {
	t.Helper()
	f := &clipped{line: media.Tapped{Slot: media.Programme, From: "camera"}}
	var payloader rtp.Payloader = &codecs.H264Payloader{}
	var unit []byte
	for _, nal := range strings.Split(strings.ReplaceAll(string(raw), "\x00\x00\x00\x01", "\x00\x00\x01"), "\x00\x00\x01") {
		if nal == "" {
			continue
		}
		unit = append(append(unit, 0, 0, 0, 1), nal...)
		if kind := nal[0] & 0x1f; kind == 1 || kind == 5 {
			f.add(time.Duration(f.frames)*40*time.Millisecond, payloader, codec.Codec{Name: codec.H264, Rate: 90000}, unit)
			unit = nil
		}
	}
	return f
}

// What is lost becomes a gap with its cause, and a key frame is wished for.
func TestGapsAreKept(t *testing.T) {
	cam, vo := camera(), voice()
	lose := func(f *clipped, from, to time.Duration) {
		var left []due
		for _, d := range f.packets {
			if d.at < from || d.at >= to {
				left = append(left, d)
			}
		}
		f.packets = left
	}
	lose(cam, 5*time.Second, 5200*time.Millisecond)
	lose(vo, 10*time.Second, 15*time.Second)
	folder := filepath.Join(t.TempDir(), "r")
	var notices []recorder.Notice
	synctest.Test(t, func(t *testing.T) {
		r := &room{wishes: map[media.Slot]int{}}
		rec, err := recorder.Start(recorder.Options{Plane: r, Folder: folder, Tell: func(n recorder.Notice) { notices = append(notices, n) }})
		if err != nil {
			t.Fatal(err)
		}
		r.play(silent, cam, vo)
		if err := rec.Stop(); err != nil {
			t.Fatal(err)
		}
		if r.wishes[media.Programme] == 0 {
			t.Error("no key frame was wished for")
		}
	})
	lines, err := recorder.ReadIndex(folder)
	if err != nil {
		t.Fatal(err)
	}
	var gaps []string
	for _, l := range lines {
		if l.What == recorder.WhatGap {
			gaps = append(gaps, fmt.Sprintf("%s sound=%v %.1fs %s", l.Slot, l.Sound, l.Until.Sub(l.At).Seconds(), l.Cause))
		}
	}
	// the camera has a key frame each second; its last frame before is of 4.93 s
	want := "[programme sound=false 1.1s loss programme sound=true 5.0s loss]"
	if fmt.Sprint(gaps) != want {
		t.Errorf("gaps %v, want %v", gaps, want)
	}
	if len(notices) != 2 {
		t.Errorf("told %v", notices)
	}
}

// A disk that fills up is warned of; the recording ends before it is full.
func TestFullDiskEndsInGoodOrder(t *testing.T) {
	needs(t, "ffprobe")
	cam := camera()
	folder := filepath.Join(t.TempDir(), "r")
	var notices []string
	free := uint64(1000)
	synctest.Test(t, func(t *testing.T) {
		r := &room{wishes: map[media.Slot]int{}}
		rec, err := recorder.Start(recorder.Options{
			Plane: r, Folder: folder, Warn: 900, Stop: 500,
			Free: func(string) (uint64, bool) { free -= 100; return free, true },
			Tell: func(n recorder.Notice) { notices = append(notices, n.Kind+n.Cause) },
		})
		if err != nil {
			t.Fatal(err)
		}
		r.play(silent, cam)
		if err := rec.Stop(); err != nil {
			t.Fatal(err)
		}
	})
	if got, want := fmt.Sprint(notices), "[low endeddisk]"; got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	if frames, last := probe(t, filepath.Join(folder, "programme-001.webm")); frames < 300 || last < 19*time.Second {
		t.Errorf("%d frames to %v", frames, last)
	}
}

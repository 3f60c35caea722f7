package recorder_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/media"
	"aula/internal/media/film"
	"aula/internal/media/recorder"
)

// record plays films into a new part of a recording.
func record(t *testing.T, folder string, films ...*clipped) {
	t.Helper()
	n, err := film.Parts(folder)
	if err != nil {
		t.Fatal(err)
	}
	r := &room{wishes: map[media.Slot]int{}}
	rec, err := recorder.Start(recorder.Options{Plane: r, Folder: filepath.Join(folder, film.Part(n+1))})
	if err != nil {
		t.Fatal(err)
	}
	r.play(silent, films...)
	if err := rec.Stop(); err != nil {
		t.Fatal(err)
	}
}

// A recording that went on after a restart, with another camera, becomes films that
// follow each other, can be searched, and have picture and sound in step.
func TestFilmsOfARecording(t *testing.T) {
	needs(t, "ffmpeg", "ffprobe")
	h264 := readH264(t, encode(t, "-c:v", "libx264", "-bf", "0", "-g", "25", "-pix_fmt", "yuv420p", "-f", "h264"))
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		record(t, folder, camera(), slides(), voice())
		time.Sleep(5 * time.Second)
		record(t, folder, h264, voice())
	})
	r, err := film.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	var cuts []string
	for _, c := range r.Cuts() {
		if err := c.Make(context.Background(), folder); err != nil {
			t.Fatal(err)
		}
		cuts = append(cuts, fmt.Sprintf("%s %.0f+%.0f", c.Name, c.At.Seconds(), c.Lasts.Seconds()))
	}
	if got, want := strings.Join(cuts, ", "), "main-001.webm 0+30, slides-001.webm 0+30, main-002.mp4 35+30"; got != want {
		t.Errorf("films %s, want %s", got, want)
	}
	if len(r.Gaps) != 1 || r.Gaps[0].Cause != film.CauseRestart || (r.Gaps[0].To-r.Gaps[0].From-5*time.Second).Abs() > 100*time.Millisecond {
		t.Errorf("gaps %v", r.Gaps)
	}
	for name, want := range map[string]string{"main-001.webm": "vp8 450, opus 1501", "slides-001.webm": "vp8 60", "main-002.mp4": "h264 50, opus 1501"} {
		if got := streams(t, filepath.Join(folder, name)); got != want {
			t.Errorf("%s has %s, want %s", name, got, want)
		}
		if length := duration(t, filepath.Join(folder, name)); (length - 30*time.Second).Abs() > 600*time.Millisecond {
			t.Errorf("%s lasts %v", name, length)
		}
	}
	searchFor(t, filepath.Join(folder, "main-001.webm"), 21)
	searchFor(t, filepath.Join(folder, "slides-001.webm"), 21)
}

// streams counts the frames of each stream by decoding it.
func streams(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(string(out)), ",", " "), "\n", ", ")
}

func duration(t *testing.T, path string) time.Duration {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	d, err := time.ParseDuration(strings.TrimSpace(string(out)) + "s")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// searchFor jumps to a second of a film: the frame that is found must be one of just there.
func searchFor(t *testing.T, path string, second float64) {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v", "-read_intervals", fmt.Sprintf("%v%%+#1", second),
		"-show_entries", "packet=pts_time", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var at float64
	if _, err := fmt.Sscan(strings.TrimSpace(string(out)), &at); err != nil || at > second || at < second-6 {
		t.Errorf("%s: searched for %v s, found %q", filepath.Base(path), second, out)
	}
}

// What was cut off in the middle of a fragment is read up to the one before.
func TestHalfAFragmentIsLeftOut(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) { record(t, folder, camera(), voice()) })
	whole, err := film.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"programme-001.webm", "programme-sound-001.mp4"} {
		path := filepath.Join(folder, film.Part(1), name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, less := range []int64{1, 3, 700} {
			if err := os.Truncate(path, info.Size()-less); err != nil {
				t.Fatal(err)
			}
			if _, err := film.Open(folder); err != nil {
				t.Errorf("%s, %d bytes less: %v", name, less, err)
			}
		}
	}
	if cuts := whole.Cuts(); len(cuts) != 1 || cuts[0].Make(context.Background(), folder) == nil {
		t.Error("a film was made of bytes that are not there")
	}
	left, err := film.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if cuts := left.Cuts(); len(cuts) != 1 || cuts[0].Make(context.Background(), folder) != nil {
		t.Error("no film was made of what is left")
	}
}

// A picture begins with its last key frame, which was shown before the recorder came:
// the sound is that much later in the film.
func TestPictureOfBeforeStaysInStep(t *testing.T) {
	needs(t, "ffprobe")
	cam := camera()
	cam.early = 700 * time.Millisecond
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) { record(t, folder, cam, voice()) })
	r, err := film.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Cuts()[0].Make(context.Background(), folder); err != nil {
		t.Fatal(err)
	}
	for stream, want := range map[string]string{"v": "0.000000", "a": "0.700000"} {
		out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", stream, "-read_intervals", "%+#1", "-show_entries", "packet=pts_time",
			"-of", "csv=p=0", filepath.Join(folder, "main-001.webm")).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != want {
			t.Errorf("%s begins at %q, want %s: %v", stream, got, want, err)
		}
	}
}

package hls

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/internal/demo/clip"
	"aula/internal/media"
	"aula/internal/media/client"
	"aula/internal/media/whip"
)

// patience of a test that waits for something on a busy machine.
const long = 60 * time.Second

// hall is a plane with a room "room", its streams, and a place to publish and to fetch files.
type hall struct {
	t       *testing.T
	plane   *media.Plane
	streams *Streams
	web     *httptest.Server
}

func newHall(t *testing.T) *hall {
	t.Helper()
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plane.Close() })
	h := &hall{t: t, plane: plane, streams: New(plane, nil)}
	h.streams.times = times{idle: 5 * time.Second, silence: 2 * time.Second, group: time.Second, part: 200 * time.Millisecond, alone: 500 * time.Millisecond}
	t.Cleanup(h.streams.Close)
	in := whip.Publish(whip.Options{
		Plane: plane,
		Fail: func(w http.ResponseWriter, _ *http.Request, status int, code string, _ error) {
			http.Error(w, code, status)
		},
		Authorise: func(r *http.Request) (whip.Grant, error) {
			return whip.Grant{Room: "room", Slot: media.Slot(r.PathValue("slot")), Name: r.FormValue("name")}, nil
		},
	})
	mux := http.NewServeMux()
	mux.Handle("/whip/{slot}", in)
	mux.Handle("/whip/{slot}/{session}", in)
	mux.HandleFunc("/hls/{slot}/{edition}/{file}", func(w http.ResponseWriter, r *http.Request) {
		h.streams.Serve(w, r, "room", media.Slot(r.PathValue("slot")), r.PathValue("edition"), r.PathValue("file"))
	})
	h.web = httptest.NewServer(mux)
	t.Cleanup(h.web.Close)
	return h
}

// send publishes a film until stop is called.
func (h *hall) send(slot, name string, ivf, ogg []byte) (stop func()) {
	h.t.Helper()
	film, err := client.ReadClip(ivf, ogg)
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(h.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		client.Publish(ctx, client.Target{URL: h.web.URL + "/whip/" + slot + "?name=" + name}, film, client.PublishOptions{})
	}()
	stop = func() { cancel(); <-done }
	h.t.Cleanup(stop)
	return stop
}

// current waits for the slot's edition.
func (h *hall) current(slot media.Slot) string {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), long)
	defer cancel()
	name, err := h.streams.Current(ctx, "room", slot)
	if err != nil {
		h.t.Fatalf("the stream of %s: %v", slot, err)
	}
	return name
}

func (h *hall) get(slot media.Slot, edition, file string) (*http.Response, []byte) {
	h.t.Helper()
	resp, err := http.Get(h.web.URL + "/hls/" + string(slot) + "/" + edition + "/" + file)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return resp, body
}

// playlists returns the playlists of an edition by their names, the index among them.
func (h *hall) playlists(slot media.Slot, edition string) map[string]string {
	h.t.Helper()
	all := map[string]string{}
	for _, name := range append([]string{Index}, "video1_stream.m3u8", "audio1_stream.m3u8", "audio2_stream.m3u8") {
		if resp, body := h.get(slot, edition, name); resp.StatusCode == http.StatusOK {
			all[name] = string(body)
		}
	}
	return all
}

// uris are the files that a playlist names: its first and its whole segments.
func uris(playlist string) (files []string) {
	for line := range strings.Lines(playlist) {
		line = strings.TrimSpace(line)
		if at, ok := strings.CutPrefix(line, `#EXT-X-MAP:URI="`); ok {
			files = append(files, strings.TrimSuffix(at, `"`))
		} else if line != "" && line[0] != '#' && line != "gap.mp4" {
			files = append(files, line)
		}
	}
	return files
}

// decode counts what a decoder makes of a playlist's segments.
func (h *hall) decode(slot media.Slot, edition, playlist, stream string) int {
	h.t.Helper()
	probe, err := exec.LookPath("ffprobe")
	if err != nil {
		if os.Getenv("CI") == "true" {
			h.t.Fatal("ffprobe is not installed")
		}
		h.t.Skip("ffprobe is not installed")
	}
	var film bytes.Buffer
	for _, file := range uris(playlist) {
		_, body := h.get(slot, edition, file)
		film.Write(body)
	}
	name := filepath.Join(h.t.TempDir(), "film.mp4")
	if err := os.WriteFile(name, film.Bytes(), 0o600); err != nil {
		h.t.Fatal(err)
	}
	out, err := exec.Command(probe, "-v", "error", "-count_frames", "-select_streams", stream, "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", name).CombinedOutput()
	if err != nil {
		h.t.Fatalf("ffprobe: %v\n%s", err, out)
	}
	n := 0
	for _, c := range strings.TrimSpace(string(out)) {
		if c < '0' || c > '9' {
			h.t.Fatalf("ffprobe says %q", out)
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func film(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".ivf"))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// The programme of a hall goes out in each codec that a stream can carry: the playlists
// say so, and what they name can be decoded, picture and sound.
func TestEveryCodecIsPlayed(t *testing.T) {
	for name, codecs := range map[string]string{"h264": "avc1.", "vp9": "vp09.00.", "av1": "av01.0."} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			h.send("programme", "camera", film(t, name), clip.FloorVoice())
			edition := h.current(media.Programme)
			lists := h.playlists(media.Programme, edition)
			if index := lists[Index]; !strings.Contains(index, codecs) || !strings.Contains(index, "opus") || !strings.Contains(index, "RESOLUTION=320x180") {
				t.Errorf("the first playlist is\n%s", index)
			}
			pictures := lists["video1_stream.m3u8"]
			for _, want := range []string{"CAN-BLOCK-RELOAD=YES", "#EXT-X-PART:", "#EXT-X-PRELOAD-HINT:", "#EXT-X-PROGRAM-DATE-TIME:"} {
				if !strings.Contains(pictures, want) {
					t.Errorf("the picture's playlist lacks %s:\n%s", want, pictures)
				}
			}
			if n := h.decode(media.Programme, edition, pictures, "v:0"); n < 15 {
				t.Errorf("%d pictures could be decoded, want a second of 15 at least", n)
			}
			if n := h.decode(media.Programme, edition, lists["audio2_stream.m3u8"], "a:0"); n < 40 {
				t.Errorf("%d sounds could be decoded, want a second of 50, but for its edges", n)
			}
		})
	}
}

// Fragments may be kept by caches and have names that nobody guesses; playlists are always fresh.
func TestWhatCachesMayKeep(t *testing.T) {
	h := newHall(t)
	h.send("programme", "camera", film(t, "vp9"), nil)
	edition := h.current(media.Programme)
	if len(edition) < 16 {
		t.Errorf("edition %q can be guessed", edition)
	}
	resp, list := h.get(media.Programme, edition, "video1_stream.m3u8")
	if c := resp.Header.Get("Cache-Control"); c != "private, no-cache" {
		t.Errorf("playlist: Cache-Control %q", c)
	}
	resp, _ = h.get(media.Programme, edition, uris(string(list))[0])
	if c := resp.Header.Get("Cache-Control"); resp.StatusCode != http.StatusOK || c != "public, max-age=3600, immutable" {
		t.Errorf("fragment: %d, Cache-Control %q", resp.StatusCode, c)
	}
	for _, c := range []struct {
		edition, file string
		want          int
	}{{edition, "nothing.mp4", http.StatusNotFound}, {"00", Index, http.StatusGone}, {edition, "video1_stream.m3u8?_HLS_msn=x", http.StatusBadRequest}} {
		if resp, _ := h.get(media.Programme, c.edition, c.file); resp.StatusCode != c.want || resp.Header.Get("Cache-Control") == "public, max-age=3600, immutable" {
			t.Errorf("%s/%s: %d, %q, want %d", c.edition, c.file, resp.StatusCode, resp.Header.Get("Cache-Control"), c.want)
		}
	}
}

// Another codec on air is another edition: the old one says that it has ended.
func TestAnotherCodecBeginsAnew(t *testing.T) {
	h := newHall(t)
	stop := h.send("programme", "first", film(t, "h264"), clip.FloorVoice())
	first := h.current(media.Programme)
	stop()
	if err := h.plane.PutOnAir("room", media.Programme, "second"); err != nil {
		t.Fatal(err)
	}
	h.send("programme", "second", film(t, "vp9"), clip.FloorVoice())
	second := first
	for deadline := time.Now().Add(long); second == first && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		second = h.current(media.Programme)
	}
	if index := h.playlists(media.Programme, second)[Index]; second == first || !strings.Contains(index, "vp09") {
		t.Fatalf("edition %s after %s:\n%s", second, first, index)
	}
	if resp, _ := h.get(media.Programme, first, Index); resp.StatusCode != http.StatusGone {
		t.Errorf("the first edition: %d, want 410", resp.StatusCode)
	}
}

// VP8 can go into no stream: its sound goes alone, and without sound there is nothing.
func TestVP8(t *testing.T) {
	t.Run("sound", func(t *testing.T) {
		t.Parallel()
		h := newHall(t)
		h.send("programme", "camera", clip.Camera(), clip.Voice())
		lists := h.playlists(media.Programme, h.current(media.Programme))
		if index := lists[Index]; !strings.Contains(index, `CODECS="opus"`) {
			t.Errorf("the first playlist is\n%s", index)
		}
	})
	t.Run("no sound", func(t *testing.T) {
		t.Parallel()
		h := newHall(t)
		h.send("slides", "laptop", clip.Slides(), nil)
		for deadline := time.Now().Add(long); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			_, err := h.streams.Current(ctx, "room", media.Slides)
			cancel()
			if errors.Is(err, ErrCodec) {
				return
			}
			if !errors.Is(err, ErrQuiet) {
				t.Fatalf("error %v, want ErrCodec", err)
			}
		}
		t.Fatal("nobody says that VP8 cannot be streamed")
	})
}

// A picture without sound is given silence, or a player would wait for the sound.
func TestSilenceIsSent(t *testing.T) {
	h := newHall(t)
	h.send("programme", "camera", film(t, "vp9"), nil)
	edition := h.current(media.Programme)
	lists := h.playlists(media.Programme, edition)
	if n := h.decode(media.Programme, edition, lists["audio2_stream.m3u8"], "a:0"); n == 0 {
		t.Errorf("there is no silence in\n%s", lists["audio2_stream.m3u8"])
	}
}

func TestNothingOnAir(t *testing.T) {
	h := newHall(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := h.streams.Current(ctx, "room", media.Programme); !errors.Is(err, ErrQuiet) {
		t.Errorf("error %v, want ErrQuiet", err)
	}
	if _, err := h.streams.Current(t.Context(), "room", media.Wall1); !errors.Is(err, ErrSlot) {
		t.Errorf("error %v, want ErrSlot", err)
	}
	h.streams.Close()
	if _, err := h.streams.Current(t.Context(), "room", media.Programme); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v, want ErrClosed", err)
	}
}

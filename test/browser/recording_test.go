package browser_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/demo/clip"
	"aula/internal/media/client"
	reels "aula/internal/media/film"
	"aula/internal/recording"
	"aula/internal/seminar"
)

// onAir publishes camera and slides of the demonstration until the returned function is called.
func onAir(t testing.TB, h *apptest.House) (stop func()) {
	t.Helper()
	operator := h.Enter(h.With(seminar.Operator, ""))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{}, 2)
	for slot, media := range map[string][2][]byte{"programme": {clip.Camera(), clip.Voice()}, "slides": {clip.Slides(), nil}} {
		c, err := client.ReadClip(media[0], media[1])
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_ = client.Publish(ctx, client.Target{URL: h.URL("/hall/publish/" + slot), HTTP: operator.Client}, c, client.PublishOptions{})
			done <- struct{}{}
		}()
	}
	return func() { cancel(); <-done; <-done }
}

// onlyRecording returns the one recording of the house.
func onlyRecording(t testing.TB, h *apptest.House) recording.Recording {
	t.Helper()
	var one recording.Recording
	eventually(t, "there is one recording", func() string {
		all, err := h.App.Store.Recordings(t.Context(), h.Plan.Seminar.ID)
		if err != nil || len(all) != 1 {
			return fmt.Sprint(len(all), " ", err)
		}
		one = all[0]
		return ""
	})
	return one
}

// kept waits until that many parts of a recording have pictures, slides and sound for a while.
func kept(t testing.TB, h *apptest.House, id seminar.ID, parts int, least time.Duration) {
	t.Helper()
	eventually(t, "something is recorded", func() string {
		r, err := reels.Open(h.App.Web.Studio.FolderOf(id))
		if err != nil {
			return err.Error()
		}
		long := map[reels.Lane]time.Duration{}
		seen := map[reels.Lane]int{}
		for _, c := range r.Cuts() {
			if seen[c.Lane]++; seen[c.Lane] >= parts && (c.Picture || c.HasSound()) {
				long[c.Lane] = c.Lasts
			}
		}
		if long[reels.Main] < least || long[reels.Slides] < least {
			return fmt.Sprint(long)
		}
		return ""
	})
}

// steps are the places of the two pictures on the clock of the recording.
const steps = `(async () => {
  window.films ??= (await (await fetch(document.querySelector("#player").dataset.timeline)).json()).films;
  const at = lane => { const v = document.querySelector('[data-lane="' + lane + '"] video'); const f = films.find(f => v.currentSrc.endsWith(f.address)); return f ? f.at + v.currentTime : -1; };
  const frames = lane => document.querySelector('[data-lane="' + lane + '"] video').getVideoPlaybackQuality().totalVideoFrames;
  return {Main: at("main"), Slides: at("slides"), MainFrames: frames("main"), SlidesFrames: frames("slides")};
})()`

type step struct {
	Main, Slides             float64
	MainFrames, SlidesFrames int
}

// A session is recorded because the programme says so, goes on after the server was started
// again, and is played by a real browser: both pictures move, in step, also after a search.
func TestARecordingIsPlayed(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := apptest.Start(t, apptest.Options{Data: data})
	session, key := runningSession(t, h)
	stop := onAir(t, h)
	one := onlyRecording(t, h)
	kept(t, h, one.ID, 1, 3*time.Second)
	captioner := h.Enter(h.With(seminar.Moderator, ""))
	for i, done := range []bool{false, true} {
		m := map[string]any{"do": "caption.say", "op": fmt.Sprint(i), "line": "one", "language": "en", "text": "Welcome to the river.", "done": done}
		if status := captioner.PostJSON(h.URL("/floor"), m, nil); status != http.StatusOK {
			t.Fatalf("a caption: status %d", status)
		}
		kept(t, h, one.ID, 1, 6*time.Second) // it stands for as long as it is said
	}
	stop()
	h.Close()

	h = apptest.Start(t, apptest.Options{Data: data})
	stop = onAir(t, h)
	kept(t, h, one.ID, 2, 6*time.Second)
	chair := h.Enter(h.With(seminar.Chair, ""))
	if status := chair.PostJSON(h.URL("/floor"), map[string]any{"do": "session.close", "op": "close"}, nil); status != http.StatusOK {
		t.Fatalf("closing %s: status %d", key, status)
	}
	eventually(t, "it can be played", func() string {
		if one = onlyRecording(t, h); one.Made.IsZero() {
			return fmt.Sprintf("%+v", one)
		}
		return ""
	})
	stop()
	if one.Session != session || one.Cause != recording.ByProgramme {
		t.Errorf("recorded %+v, want session %s ended by the programme", one, session)
	}

	b := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"autoplay-policy": "no-user-gesture-required"}})
	tab := b.Tab()
	enter(h, tab, h.With(seminar.Delegate, "online"))
	tab.Go(h.URL("/recordings"))
	tab.Accessible()
	tab.Click(".card h2 a")
	tab.WaitFor("#player", patience)
	if text := tab.Text("main"); !strings.Contains(text, "the server was started again") {
		t.Errorf("the page does not say what is missing: %s", text)
	}
	tab.WaitFor("#play:not([disabled])", patience)
	tab.Click("#play")
	movesInStep(t, tab, 0)
	for _, to := range []float64{4, searchInto(t, h, one.ID)} {
		tab.Run(fmt.Sprintf(`(() => { const s = document.querySelector("#seek"); s.value = %f; s.dispatchEvent(new Event("change")); })()`, to))
		movesInStep(t, tab, to)
	}
	tab.Key("k")
	tab.WaitUntil(`document.querySelector("#play").dataset.playing === "false"`, patience)
	tab.Accessible()
	tab.Run(`(async () => {
	  const choice = document.getElementById("captions-language");
	  choice.value = "en";
	  choice.dispatchEvent(new Event("change"));
	  const [, minutes, seconds] = /(\d\d):(\d\d\.\d+) -->/.exec(await (await fetch(choice.selectedOptions[0].dataset.src)).text());
	  const seek = document.getElementById("seek");
	  seek.value = 60 * minutes + Number(seconds) + 0.3;
	  seek.dispatchEvent(new Event("change"));
	})()`)
	tab.WaitUntil(`document.getElementById("captions").innerText === "Welcome to the river."`, patience)
	inspect(t, "recording-captions", tab)
	unexcepted(t, tab)
	whoMaySee(t, h, one)
	composed(t, h, one)
	deleted(t, h, b, one)
}

// runningSession lets the chair start the session that is due, and returns its id and key.
func runningSession(t testing.TB, h *apptest.House) (seminar.ID, string) {
	t.Helper()
	now, _ := h.Plan.Seminar.Now(time.Now())
	for _, s := range now {
		if s.Marked() {
			h.Enter(h.With(seminar.Chair, "")).PostJSON(h.URL("/floor"), map[string]any{"do": "session.start", "op": "start", "session": s.ID}, nil) // it may run already
			return s.ID, s.Key
		}
	}
	t.Fatal("no session is due")
	return "", ""
}

// searchInto returns a time in the second part, while both pictures run.
func searchInto(t testing.TB, h *apptest.House, id seminar.ID) float64 {
	t.Helper()
	r, err := reels.Open(h.App.Web.Studio.FolderOf(id))
	if err != nil {
		t.Fatal(err)
	}
	var at time.Duration
	for _, c := range r.Cuts() {
		if c.Picture {
			at = max(at, c.At)
		}
	}
	return at.Seconds() + 1
}

// movesInStep waits until both pictures have gone on from a time, less than 150 ms from each other.
func movesInStep(t testing.TB, tab *browsertest.Tab, from float64) {
	t.Helper()
	var before step
	eventually(t, "the pictures are there", func() string {
		before = browsertest.Eval[step](tab, steps)
		if before.Main < from-0.3 || before.Main > from+30 || before.MainFrames == 0 {
			return fmt.Sprintf("%+v", before)
		}
		return ""
	})
	eventually(t, "both pictures move, in step", func() string {
		now := browsertest.Eval[step](tab, steps)
		off := now.Main - now.Slides
		if now.Main <= before.Main+0.2 || now.MainFrames <= before.MainFrames || now.SlidesFrames <= before.SlidesFrames || max(off, -off) >= 0.15 {
			return fmt.Sprintf("%+v after %+v", now, before)
		}
		return ""
	})
}

// whoMaySee asks as a stranger, before and after the organiser shows it to everybody.
func whoMaySee(t testing.TB, h *apptest.House, one recording.Recording) {
	t.Helper()
	page := h.URL("/recording/" + string(one.ID))
	get := func(address string) (int, string) {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Range", "bytes=0-99")
		resp, err := h.Stranger().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode, resp.Header.Get("Content-Disposition")
	}
	for _, address := range []string{page, page + "/timeline", page + "/film/main-001.webm"} {
		if status, _ := get(address); status != http.StatusUnauthorized {
			t.Errorf("%s: a stranger gets %d", address, status)
		}
	}
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	if status, body := organiser.Post(page+"/publish", url.Values{"public": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("publishing: %d %.300s", status, body)
	}
	if status, as := get(page + "/film/main-001.webm?download"); status != http.StatusPartialContent || !strings.HasPrefix(as, "attachment; filename=") {
		t.Errorf("the film: %d, %q", status, as)
	}
	for _, name := range []string{"..%2f..%2faula.db", "main-001.webm.part", "nothing.mp4"} {
		if status, _ := get(page + "/film/" + name); status != http.StatusNotFound {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// composed asks for one picture of everything and looks whether it is one.
func composed(t *testing.T, h *apptest.House, one recording.Recording) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	if status, body := organiser.Post(h.URL("/recording/"+string(one.ID)+"/compose"), nil); status != http.StatusSeeOther {
		t.Fatalf("composing: %d %.300s", status, body)
	}
	eventually(t, "one picture is made", func() string {
		if x := onlyRecording(t, h); x.Composed.IsZero() {
			return fmt.Sprintf("%+v", x)
		}
		return ""
	})
	path := filepath.Join(h.App.Web.Studio.Films(one.ID), "whole.mp4")
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=codec_name,width", "-of", "csv=p=0", path).Output()
	if err != nil || strings.TrimSpace(string(out)) != "h264,1280\naac" {
		t.Errorf("the whole picture is %q, %v", out, err)
	}
}

// deleted takes the recording away by the page's own button: nobody finds it any more.
func deleted(t *testing.T, h *apptest.House, browser *browsertest.Browser, one recording.Recording) {
	t.Helper()
	path := "/recording/" + string(one.ID)
	tab := arrive(h, browser.Guest(), h.With(seminar.Organiser, ""), path)
	tab.Run(`window.confirm = () => true`)
	tab.Click(`form[action$="/delete"] button`)
	tab.WaitUntil(`location.pathname.endsWith("/recordings")`, patience)
	if tab.Quiet(); strings.Contains(tab.Text("main"), "/recording/") {
		t.Error("it is in the list still")
	}
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	for _, address := range []string{path, path + "/timeline", path + "/film/main-001.webm"} {
		if status, _ := organiser.Get(h.URL(address)); status != http.StatusNotFound {
			t.Errorf("%s: status %d", address, status)
		}
	}
	if _, err := os.Stat(h.App.Web.Studio.FolderOf(one.ID)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder: %v", err)
	}
}

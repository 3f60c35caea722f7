package browser_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/demo/clip"
	"aula/internal/seminar"
)

// Firefox watches and publishes. Debian's has no H.264 for direct pictures, as any without its plug-in: the page finds out that
// nothing comes, takes the stream, says why, and goes back to the direct picture when there is one that it can show.
func TestFirefox(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{Files: demonstration(), UDP: "0.0.0.0:0"}) // it does not send to loopback
	operator := h.With(seminar.Operator, "")
	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	hall := publish(h, camera.Tab(), operator, "programme") // H.264
	fox := browsertest.OpenFirefox(t)
	come := func(p seminar.Person, path string) {
		fox.Go(h.Invitation(p))
		fox.Click("main form button")
		fox.WaitUntil(`location.pathname.endsWith("/me")`, patience)
		fox.Go(h.URL(path))
	}
	watches := func(what string, f film) {
		film, _ := json.Marshal(f) // plain numbers
		eventually(t, what, func() string {
			var s seen
			fox.Eval(fmt.Sprintf(`(%s)("programme", %s, 1500)`, lookScript, film), &s)
			s.Width, s.Height = f.Width, f.Height // cameras go out in several sizes
			return s.fault(f)
		})
	}
	says := func(code string) {
		eventually(t, "Firefox says "+code, func() (said string) {
			if fox.Eval(`document.querySelector("#line").dataset.code`, &said); said == code {
				return ""
			}
			return "it says " + said
		})
	}

	come(atHome(t, h, 1)[0], "/hall")
	says("stream_instead")
	watches("the hall as a stream", hallFilm())
	hall.Click("#stop")
	fox.WaitUntil(`!document.querySelector('[data-tile="programme"]').hasAttribute("data-on")`, patience/2) // ended, and not lost

	ivf, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "hls", "testdata", "vp9.ivf"))
	if err != nil {
		t.Fatal(err)
	}
	sendFilm(t, h, h.Enter(operator), ivf, clip.FloorVoice())
	says("good")
	fox.WaitUntil(`new Promise(moves => {
  const video = document.querySelector('video[data-slot="programme"]');
  let shown = 0;
  const next = () => ++shown > 15 && video.srcObject ? moves(true) : video.requestVideoFrameCallback(next);
  next();
  setTimeout(moves, 5000);
})`, patience)

	// What it sends, everybody else sees.
	come(h.With(seminar.Speaker, ""), "/publish")
	fox.Click(`input[name="slot"][value="slides"]`)
	fox.WaitUntil(`!document.querySelector("#start").disabled`, patience)
	fox.Click("#start")
	fox.WaitUntil(`document.querySelector("#state").dataset.level === "good"`, patience)
	viewer := arrive(h, browsertest.Open(t, browsertest.Options{}).Guest(), atHome(t, h, 2)[1], "/hall")
	viewer.WaitUntil(`document.querySelector('video[data-slot="slides"]').getVideoPlaybackQuality().totalVideoFrames > 20`, patience)
	unexcepted(t, viewer)
	for _, said := range fox.Console() {
		if strings.HasPrefix(said, "error") {
			t.Errorf("Firefox says %s", said)
		}
	}
}

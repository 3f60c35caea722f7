package browser_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/demo/clip"
	"aula/internal/media/client"
	"aula/internal/seminar"
)

// cutScript lets no direct picture through to a page, as a network that knows only web pages: the
// addresses of the kinds in window.cut that the server tells lead nowhere, and it is told none.
const cutScript = `(() => {
  window.cut = "udp tcp";
  const take = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (d) {
    const sdp = d.sdp.replace(/^(a=candidate:\S+ \d (\S+) \d+) \S+ \d+/gm, (all, head, kind) => window.cut.includes(kind.toLowerCase()) ? head + " 192.0.2.1 9" : all);
    return take.call(this, {type: d.type, sdp});
  };
  const send = window.fetch;
  window.fetch = (to, o = {}) => send(to, window.cut && typeof o.body === "string" ? {...o, body: o.body.replace(/^a=candidate:.*\r\n/gm, "")} : o);
})()`

// behind opens the hall in a network that lets nothing direct through.
func behind(h *apptest.House, tab *browsertest.Tab, p seminar.Person) *browsertest.Tab {
	enter(h, tab, p)
	tab.Run(fmt.Sprintf(`localStorage.setItem("aula.hall/s/%s", "hall")`, h.Plan.Seminar.Key))
	tab.Go(h.URL("/hall"))
	tab.Run(cutScript)
	tab.Click("#in-hall")
	return tab
}

// realHouse is a house in the time of the world: a stream says when its pictures were taken.
func realHouse(t testing.TB) *apptest.House {
	t.Helper()
	return apptest.Start(t, apptest.Options{Files: demonstration(), App: app.Options{Hall: presence()}})
}

// late is how many seconds late the page says that its picture is; 0 when it does not.
func late(tab *browsertest.Tab) int {
	return browsertest.Eval[int](tab, `document.querySelector('#line[data-code="stream"]') ? Number(document.querySelector("#line").textContent.match(/\d+/)?.[0] ?? 0) : 0`)
}

// livingLate is how many seconds late a stream may be on a machine that does much else. On one that
// does not it is two to four.
const livingLate = 10

// plays waits until a stream runs in a slot's picture, with sound, and is not much too late.
func plays(t testing.TB, tab *browsertest.Tab, slot string) {
	t.Helper()
	type counts struct{ Frames, Sound, Width int }
	count := func() counts {
		return browsertest.Eval[counts](tab, fmt.Sprintf(`(v => ({Frames: v.getVideoPlaybackQuality().totalVideoFrames, Sound: v.webkitAudioDecodedByteCount, Width: v.srcObject ? 0 : v.videoWidth}))(document.querySelector('video[data-slot="%s"]'))`, slot))
	}
	before := count()
	eventually(t, "the stream plays", func() string {
		now := count()
		if now.Frames < before.Frames { // another edition counts anew
			before = now
		}
		if now.Frames < before.Frames+10 || now.Sound <= before.Sound || now.Width == 0 {
			return fmt.Sprintf("%+v after %+v; the line says %q", now, before, tab.Text("#line"))
		}
		return ""
	})
	eventually(t, "the stream is near to what happens", func() string {
		if n := late(tab); n == 0 || n > livingLate {
			return strconv.Itoa(n) + " seconds: " + tab.Text("#line")
		}
		return ""
	})
	t.Logf("%s: %+v, %d seconds late", slot, count(), late(tab))
}

// sees waits until the film is seen in motion, in whichever of the sizes in which the camera goes out.
func sees(t testing.TB, who string, tab *browsertest.Tab, slot string, f film) {
	t.Helper()
	eventually(t, who+" sees the "+slot, func() string {
		s := look(tab, slot, f, 1500*time.Millisecond)
		s.Width, s.Height = f.Width, f.Height
		return s.fault(f)
	})
}

// What a stream can carry is played by a real browser in a network that lets nothing else through.
func TestAStreamInEveryCodec(t *testing.T) {
	t.Parallel()
	h := realHouse(t)
	operator := h.Enter(h.With(seminar.Operator, ""))
	viewer := behind(h, browsertest.Open(t, browsertest.Options{}).Tab(), atHome(t, h, 1)[0])
	for codec, name := range map[string]string{"h264": "avc1", "vp9": "vp09", "av1": "av01"} {
		t.Run(codec, func(t *testing.T) {
			ivf, err := os.ReadFile(filepath.Join("..", "..", "internal", "media", "hls", "testdata", codec+".ivf"))
			if err != nil {
				t.Fatal(err)
			}
			sendFilm(t, h, operator, ivf, clip.FloorVoice())
			eventually(t, "the stream is "+name, func() string {
				return browsertest.Eval[string](viewer, fmt.Sprintf(`fetch(%q).then(r => r.text()).then(s => s.includes(%q) ? "" : s)`, h.URL("/hall/stream/programme/index.m3u8"), name))
			})
			plays(t, viewer, "programme")
		})
	}
	unexcepted(t, viewer)
}

// sendFilm publishes a film to the programme until the test is over.
func sendFilm(t testing.TB, h *apptest.House, operator *apptest.Client, ivf, ogg []byte) {
	t.Helper()
	film, err := client.ReadClip(ivf, ogg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		client.Publish(ctx, client.Target{URL: h.URL("/hall/publish/programme"), HTTP: operator.Client}, film, client.PublishOptions{})
	}()
	t.Cleanup(func() { stop(); <-done })
}

// VP8 can go into no stream: who is behind such a network hears the hall and is told why they
// do not see it; the desk is told too.
func TestAStreamOfVP8IsHeard(t *testing.T) {
	t.Parallel()
	h := realHouse(t)
	operator := h.With(seminar.Operator, "")
	sendFilm(t, h, h.Enter(operator), clip.Floor(), clip.FloorVoice())
	browser := browsertest.Open(t, browsertest.Options{})
	viewer := behind(h, browser.Guest(), atHome(t, h, 1)[0])
	viewer.WaitFor(`#line[data-code="stream_codec"]`, patience)
	sound := func() int {
		return browsertest.Eval[int](viewer, `document.querySelector('video[data-slot="programme"]').webkitAudioDecodedByteCount`)
	}
	before := sound()
	eventually(t, "the sound goes on", func() string {
		if now := sound(); now <= before {
			return fmt.Sprintf("%d bytes after %d", now, before)
		}
		return ""
	})
	desk := arrive(h, browser.Guest(), operator, "/desk")
	desk.WaitUntil(`document.body.textContent.includes("VP8 cannot be streamed")`, patience)
	unexcepted(t, viewer)
}

// A network lets no direct picture through. The page finds that out by itself, takes the stream
// and says so; when the network allows it the page goes back up. Nobody touches anything.
func TestThePageWalksTheLadder(t *testing.T) {
	t.Parallel()
	h := realHouse(t)
	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publisher := publish(h, camera.Tab(), h.With(seminar.Operator, ""), "programme")
	viewers := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}})
	began := time.Now()
	tab := behind(h, viewers.Guest(), atHome(t, h, 1)[0])
	plays(t, tab, "programme")
	t.Logf("the stream was found after %s", time.Since(began).Round(100*time.Millisecond))
	sees(t, "who is behind the network", tab, "programme", hallFilm())
	tab.Click("#way summary")
	if way, why := tab.Text("#way-name"), tab.Text("#way-why"); way != "as a delayed stream" || why == "" {
		t.Errorf("the page says %q because %q", way, why)
	}
	tab.Accessible()

	t.Log("the network opens")
	tab.Run(`window.cut = ""; dispatchEvent(new Event("online"))`)
	tab.WaitFor(`#line[data-code="good"]`, 3*patience)
	tab.WaitUntil(`document.querySelector("#way-name").textContent === "directly (UDP)"`, patience)
	sees(t, "who is in an open network", tab, "programme", hallFilm())
	hears(t, "who is in an open network", tab, "programme", 1000)
	if n := browsertest.Eval[int](tab, `document.querySelectorAll("video[src]").length`); n != 0 {
		t.Errorf("%d streams play on beside the direct picture", n)
	}
	for _, x := range []*browsertest.Tab{tab, publisher} {
		unexcepted(t, x)
	}
}

// Where UDP does not come through and TCP does, the picture is direct and the page says how it comes.
func TestADirectPictureOverTCP(t *testing.T) {
	t.Parallel()
	h := realHouse(t)
	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publish(h, camera.Tab(), h.With(seminar.Operator, ""), "programme")
	viewers := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}})
	tab := viewers.Guest()
	enter(h, tab, atHome(t, h, 1)[0])
	tab.Run(fmt.Sprintf(`localStorage.setItem("aula.hall/s/%s", "hall")`, h.Plan.Seminar.Key))
	tab.Go(h.URL("/hall"))
	tab.Run(cutScript)
	tab.Run(`window.cut = "udp"`)
	tab.Click("#in-hall")
	tab.WaitUntil(`document.querySelector("#way-name").textContent === "directly (TCP)"`, patience)
	sees(t, "who has TCP alone", tab, "programme", hallFilm())
	hears(t, "who has TCP alone", tab, "programme", 1000)
	unexcepted(t, tab)
}

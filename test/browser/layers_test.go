package browser_test

import (
	"fmt"
	"slices"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// A browser sends its camera in two sizes. While nobody watches it sends the smaller one
// alone, and the larger one again as soon as somebody comes.
func TestASizeThatNobodyWatchesRests(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	page := publish(h, camera.Tab(), h.With(seminar.Operator, ""), "wall")
	sends := func(large bool) func() string {
		return func() string {
			rates := map[string]int{}
			for _, pub := range h.App.Web.Plane.Health(string(h.Plan.Seminar.ID)).Publishers {
				for _, track := range pub.Tracks {
					rates[track.Layer] += track.BitRate
				}
			}
			if rates["l"] == 0 || rates["h"] > 0 != large {
				return fmt.Sprint("it sends ", rates)
			}
			return ""
		}
	}
	eventually(t, "both sizes at first", sends(true))
	eventually(t, "the smaller one alone", sends(false))
	page.WaitUntil(`document.querySelector("#sent").textContent.includes("nobody watches the large one")`, patience)
	desk := arrive(h, browsertest.Open(t, browsertest.Options{}).Tab(), h.With(seminar.Operator, ""), "/desk")
	desk.Click(`[data-part="preview"]`)
	eventually(t, "both when somebody watches", sends(true))
	page.WaitUntil(`!document.querySelector("#sent").textContent.includes("nobody")`, patience)
	page.Quiet()
}

// deafScript lets a page hear of the sizes while nothing moves but its clock.
const deafScript = `import("/module.js").then(({Layers}) => {
  const said = [];
  let hear, timer;
  globalThis.EventSource = class {
    constructor(url) { said.push("open " + url); this.on = {}; hear = (name, data) => this.on?.[name]?.({data}); }
    addEventListener(name, deed) { this.on[name] = deed; }
    close() { said.push("close"); this.on = undefined; }
  };
  globalThis.setTimeout = (deed, wait) => { timer = {deed, wait}; return timer; };
  globalThis.clearTimeout = (t) => { if (t === timer) timer = undefined; };
  const layers = new Layers("/session", (useful) => said.push(useful ? "send " + useful : "send all"));
  hear("layers", '["l"]');
  const first = timer;
  hear("layers", '["l"]');
  said.push(first === timer ? "the clock goes on" : "the clock begins anew at " + timer.wait);
  timer.deed();
  hear("layers", '["h","l"]');
  hear("error");
  layers.close();
  said.push(timer ? "it waits" : "it rests");
  return said;
})`

// A line on which nothing comes any more is given up: everything is sent until another tells what is needed.
func TestAPublisherThatHearsNothingSendsAll(t *testing.T) {
	t.Parallel()
	tab := module(t, "src/lib/layers.ts")
	got := browsertest.Eval[[]string](tab, deafScript)
	want := []string{"open /session", "send l", "send l", "the clock begins anew at 25000", "send all", "close", "open /session", "send h,l", "send all", "close", "it rests"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	tab.Quiet()
}

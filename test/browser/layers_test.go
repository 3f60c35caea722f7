package browser_test

import (
	"fmt"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// A browser sends its camera in two sizes. While nobody watches it sends the smaller one
// alone, and the larger one again as soon as somebody comes.
func TestASizeThatNobodyWatchesRests(t *testing.T) {
	h := apptest.Start(t, apptest.Options{})
	camera := browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, 1000, 1, 0)})
	publish(h, camera.Tab(), h.With(seminar.Operator, ""), "wall")
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
	desk := arrive(h, browsertest.Open(t, browsertest.Options{}).Tab(), h.With(seminar.Operator, ""), "/desk")
	desk.Click(`[data-part="preview"]`)
	eventually(t, "both when somebody watches", sends(true))
}

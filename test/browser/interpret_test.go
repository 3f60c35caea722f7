package browser_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// An interpreter speaks into a channel: who chooses the language hears the interpreter and not the hall, hears the hall again when the
// interpreter ends, and a second interpreter takes over by beginning.
func TestAnInterpreter(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	source := func(hz float64) *browsertest.Browser {
		return browsertest.Open(t, browsertest.Options{CameraFile: hallFilm().write(t), AudioFile: tone(t, hz, 1, 0)})
	}
	publish(h, source(1000).Tab(), h.With(seminar.Operator, ""), "programme")
	b := browsertest.Open(t, browsertest.Options{Flags: map[string]any{"mute-audio": false}})
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	hears(t, "who listens", home, "programme", 1000)
	if browsertest.Eval[bool](home, `document.getElementById("sound-choice").checkVisibility()`) {
		t.Error("a channel is offered in which nobody speaks")
	}

	first := arrive(h, source(500).Tab(), h.With(seminar.Interpreter, ""), "/interpret?language=zh-Hans")
	first.WaitFor("#speak:not(:disabled)", patience)
	inspect(t, "interpret", first)
	reach(t, first, "#speak")
	first.Key("s")
	first.WaitFor(`#state[data-level="good"]`, patience)
	home.WaitFor("#sound-choice:not([hidden])", patience)
	choose := func(language string) {
		home.Run(fmt.Sprintf(`(x => { x.value = %q; x.dispatchEvent(new Event("change")); })(document.getElementById("sound-language"))`, language))
	}
	choose("zh-Hans")
	home.Run(`interpreted.dataset.sound = "interpreted", 0`)
	hears(t, "who listens", home, "interpreted", 500)
	home.WaitUntil(`document.querySelector('audio[data-sound="programme"]').muted`, patience)
	inspect(t, "interpret-home", home)

	second := arrive(h, source(2000).Tab(), h.With(seminar.Operator, ""), "/interpret?language=zh-Hans")
	second.WaitFor("#speak:not(:disabled)", patience)
	second.Click("#speak")
	hears(t, "who listens after a change of interpreters", home, "interpreted", 2000)
	second.Click("#speak")
	hears(t, "who listens when the second has ended", home, "interpreted", 500)
	first.Click("#speak")
	home.WaitUntil(`!document.querySelector('audio[data-sound="programme"]').muted`, patience)
	hears(t, "who listens when nobody interprets", home, "programme", 1000)
	for _, tab := range []*browsertest.Tab{home, first, second} {
		tab.Quiet()
	}
}

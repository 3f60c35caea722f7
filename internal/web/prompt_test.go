package web_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// asked is what somebody is told of a prompt.
type asked struct {
	Prompt seminar.ID `json:"prompt"`
	Until  time.Time  `json:"until"`
}

// Who attends from home is asked at a moment of the rule's own choosing; who sits in a hall with the phone open is not. Another person
// cannot answer for them, an answer after the time is refused, and the roll says how many were answered.
func TestPrompts(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	p, inHall := h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "main")
	nasba, _ := roll.Preset("cpe-nasba")
	h.Rule(nasba)
	running(t, h)
	session, _ := current(t, h)
	c, other := h.Enter(p), h.Enter(inHall)
	home, hall := join(t, h, c, "home", 0), join(t, h, other, "hall", 0)
	stop := make(chan struct{})
	defer close(stop)
	home.beats(t, stop)
	hall.beats(t, stop)
	wait := func(l *listener, kind string) asked {
		t.Helper()
		heard := make(chan struct{})
		go func() { // time passes until it comes
			for {
				select {
				case <-heard:
					return
				case <-time.After(100 * time.Millisecond):
					clock.forward(6 * time.Second)
				}
			}
		}()
		m := l.next(t, func(m message) bool { return m.Kind == kind })
		close(heard)
		var a asked
		if err := json.Unmarshal(m.Body, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	first := wait(home, "prompt.shown")
	if left := first.Until.Sub(clock.now()); left <= 60*time.Second || left > 90*time.Second {
		t.Errorf("%s to answer, want up to 90 s", left)
	}
	if status, r := command(t, h, other, map[string]any{"do": "prompt.answer", "op": op(), "prompt": first.Prompt}); status != http.StatusNotFound {
		t.Errorf("another's answer: status %d, %+v", status, r)
	}
	again := join(t, h, c, "home", 0) // on another page: the question is there
	var state struct{ Me struct{ Prompt *asked } }
	decode(t, again.next(t, kind("state")).Body, &state)
	if state.Me.Prompt == nil || state.Me.Prompt.Prompt != first.Prompt {
		t.Errorf("the second page is asked %+v", state.Me.Prompt)
	}
	for range 2 { // twice is once
		must(t, h, c, map[string]any{"do": "prompt.answer", "op": op(), "prompt": first.Prompt})
	}
	wait(home, "prompt.answered")
	second := wait(home, "prompt.shown")
	if missed := wait(home, "prompt.missed"); missed.Prompt != second.Prompt {
		t.Errorf("%s was missed, want %s", missed.Prompt, second.Prompt)
	}
	if status, r := command(t, h, c, map[string]any{"do": "prompt.answer", "op": op(), "prompt": second.Prompt}); status != http.StatusConflict {
		t.Errorf("an answer after the time: status %d, %+v", status, r)
	}
	var told struct{ Roll roll.Roll }
	_, body := h.Enter(h.With(seminar.Auditor, "")).Get(h.URL("/roll.json"))
	decode(t, []byte(body), &told)
	row, _ := told.Roll.Row(p.ID)
	cell, _ := row.Cell(session)
	if cell.Asked == nil || cell.Asked.Shown != 2 || cell.Asked.Answered != 1 {
		t.Errorf("the roll says %+v", cell.Asked)
	}
	for _, e := range evidenceOf(t, h, inHall) {
		if e.Kind == roll.PromptShown {
			t.Error("somebody in the hall was asked")
		}
	}
}

// A prompt that was open when the server went is nobody's miss: it is voided, and asked again.
func TestPromptsSurviveARestart(t *testing.T) {
	t.Parallel()
	var clock wound
	data := t.TempDir()
	h := apptest.Start(t, apptest.Options{Data: data, App: quick(&clock)})
	p := h.With(seminar.Delegate, "online")
	nasba, _ := roll.Preset("cpe-nasba")
	h.Rule(nasba)
	running(t, h)
	shown := func() []roll.Evidence {
		var all []roll.Evidence
		for _, e := range evidenceOf(t, h, p) {
			if e.Kind == roll.PromptShown && e.To.Sub(e.From) > time.Second { // not one that was voided at once
				all = append(all, e)
			}
		}
		return all
	}
	stop := make(chan struct{})
	attend := func() {
		join(t, h, h.Enter(p), "home", 0).beats(t, stop)
	}
	attend()
	eventually(t, "a prompt", func() bool { clock.forward(time.Second); return len(shown()) == 1 })
	close(stop)
	h.Close()
	stop = make(chan struct{})
	defer close(stop)
	h = apptest.Start(t, apptest.Options{Data: data, App: quick(&clock)})
	h.Rule(nasba) // the file that was loaded again has another
	attend()
	eventually(t, "the prompt again", func() bool { return len(shown()) == 2 })
	all := shown()
	if all[1].Reason != string(all[0].Ref) || all[1].Ref == all[0].Ref {
		t.Errorf("asked %+v, want again for the first", all)
	}
	for _, x := range roll.Prompts(evidenceOf(t, h, p)) {
		if want := map[seminar.ID]roll.Kind{all[0].Ref: roll.PromptVoided, all[1].Ref: roll.PromptShown}[x.ID]; want != "" && x.State != want {
			t.Errorf("%+v, want %s", x, want)
		}
	}
}

package browser_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// Somebody at home is asked whether they are there while they look at something else on the page; the question takes the focus, the
// keyboard alone answers it, and the cursor is back where it was. Somebody who writes keeps the cursor.
func TestPrompt(t *testing.T) {
	t.Parallel()
	c := stopped(morning())
	h := house(t, c)
	nasba, _ := roll.Preset("cpe-nasba")
	nasba.PromptSeconds = 300
	h.Rule(nasba)
	people := atHome(t, h, 1)
	b := browsertest.Open(t, browsertest.Options{})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	tab := arrive(h, b.Guest(), people[0], "/hall")
	begin(t, h, chair)
	tab.WaitFor(`#line:not([data-level="bad"])`, patience)
	tab.WaitUntil(`document.getElementById("prompt-announced").checkVisibility() && document.getElementById("prompt").hidden`, patience)
	tab.Run(`document.getElementById("mute").focus()`)
	c.Run(2 * fast)
	tab.WaitFor("#prompt", patience)
	c.Run(0)
	if got := tab.Text("#prompt-title"); got != "Are you there?" {
		t.Errorf("it asks %q", got)
	}
	tab.WaitUntil(`document.activeElement.id === "prompt-here"`, patience)
	tab.Key("Enter")
	tab.WaitGone("#prompt", patience)
	tab.WaitUntil(`document.activeElement.id === "mute"`, patience)
	session, _ := h.Plan.Seminar.Session(lecture)
	auditor := h.Enter(h.With(seminar.Auditor, ""))
	eventually(t, "the roll", func() string {
		got := cell(t, theRoll(t, auditor, h), people[0], session.ID)
		if got.Asked == nil || *got.Asked != (roll.Asked{Shown: 1, Answered: 1}) {
			return fmt.Sprintf("asked %+v", got.Asked)
		}
		return ""
	})
	c.Run(2 * fast)
	tab.WaitFor("#prompt", patience)
	tab.WaitGone("#prompt", patience) // nobody answers
	tab.WaitUntil(`document.getElementById("fault").textContent.includes("is over")`, patience)
	if at := c.Run(0); at.Sub(session.Starts) > time.Hour {
		t.Errorf("it took until %s", at)
	}
}

// What somebody has said of ideas since they came is still known on their page when it has asked whether they are there.
func TestAPromptForgetsNothing(t *testing.T) {
	t.Parallel()
	c := stopped(morning())
	h := house(t, c)
	nasba, _ := roll.Preset("cpe-nasba")
	nasba.PromptSeconds = 300
	h.Rule(nasba)
	b := browsertest.Open(t, browsertest.Options{})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	tab := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	begin(t, h, chair)
	moderator := h.Enter(h.With(seminar.Chair, ""))
	do := func(fields map[string]any) {
		var answer struct{ OK bool }
		fields["op"] = string(seminar.NewID())
		if moderator.PostJSON(h.URL("/floor"), fields, &answer); !answer.OK {
			t.Fatalf("%v was not done", fields)
		}
	}
	do(map[string]any{"do": "ideas.open", "title": map[string]string{"en": "What first?"}, "names": "all"})
	hall, err := h.App.Web.Halls.Hall(h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Willows", "Alders", "Poplars"} {
		do(map[string]any{"do": "idea.write", "idea_round": hall.State().IdeaRounds[0].ID, "names": "all", "text": text})
	}
	judged := func(n int) {
		t.Helper()
		tab.WaitUntil(fmt.Sprintf(`document.getElementById("idea-said-count").textContent === "%d"`, n), patience)
	}
	agree := func() {
		tab.WaitFor("#idea-next", patience)
		time.Sleep(500 * time.Millisecond) // as long as anybody reads
		press(t, tab, `#idea-next [data-part="agree"]`)
	}
	agree()
	judged(1)
	tab.Run(`location.reload(), 0`)
	judged(1)
	agree()
	judged(2)
	c.Run(2 * fast)
	tab.WaitFor("#prompt", patience)
	c.Run(0)
	judged(2)
	tab.WaitUntil(`document.activeElement.id === "prompt-here"`, patience)
	tab.Key("Enter")
	tab.WaitGone("#prompt", patience)
	judged(2)
	if got := tab.Text("#idea-left"); got != "Left for you: 1 of 3" {
		t.Errorf("after the prompt: %q", got)
	}
}

package browser_test

import (
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// A question from home to the wall by keyboard: the moderator reads it first and puts it before the chair, who takes it up; the wall
// shows it with its name and place, and everybody sees that it was answered.
func TestAQuestionFromHomeToTheWall(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	moderator := arrive(h, b.Guest(), h.With(seminar.Moderator, ""), "/moderator")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	lectern := arrive(h, b.Guest(), h.With(seminar.Speaker, ""), "/lectern")
	begin(t, h, chair)

	inspect(t, "question-board-closed-moderator", moderator)
	press(t, moderator, "#board-form button.primary")
	moderator.WaitFor("#board-open:not([hidden])", patience)

	home.WaitFor("#question-form:not([hidden])", patience)
	reach(t, home, "#question-text")
	home.Type("#question-text", "Which river will be treated first, and who decides?")
	inspect(t, "question-asking-home", home)
	press(t, home, "#question-form button")
	home.WaitFor(`#question-own .question`, patience)
	if got := home.Text(`#question-own [data-part="outcome"]`); got != "Waits for a moderator" {
		t.Errorf("the asker reads %q", got)
	}
	if !browsertest.Eval[bool](phone, `document.querySelectorAll("#questions .question").length === 0`) {
		t.Error("others see a question that nobody has approved")
	}
	moderator.WaitFor(`#question-waiting .question`, patience)
	inspect(t, "question-waiting-moderator", moderator)
	press(t, moderator, `#question-waiting [data-part="open"]`)

	phone.WaitFor(`#question-open [data-part="want"]:not([hidden])`, patience)
	press(t, phone, `#question-open [data-part="want"]`)
	phone.WaitFor(`#question-open [data-part="want"][aria-pressed="true"]`, patience)
	home.WaitUntil(`document.querySelector('#question-open [data-part="votes"]')?.innerText === "1"`, patience)
	press(t, moderator, `#question-open [data-part="relay"]`)

	chair.WaitFor(`#question-relayed .question`, patience)
	inspect(t, "question-relayed-chair", chair)
	chair.Key("q")
	wall.WaitFor("#question:not([hidden])", patience)
	if got := wall.Text("#question-words"); got != "Which river will be treated first, and who decides?" {
		t.Errorf("the wall shows %q", got)
	}
	inspect(t, "question-taken-wall", wall)
	inspect(t, "question-taken-chair", chair)
	chair.Click("#next-item")
	lectern.WaitUntil(`document.getElementById("left-clock").innerText.startsWith("9:5")`, patience) // of ten minutes
	if got := lectern.Text("#question-words"); got != "Which river will be treated first, and who decides?" {
		t.Errorf("the speaker reads %q", got)
	}
	inspect(t, "question-taken-lectern", lectern)
	inspect(t, "question-taken-phone", phone)
	inspect(t, "question-taken-moderator", moderator)

	moderator.Type("#behalf-text", "Where do we park?") // of somebody who holds no phone: answered in writing
	press(t, moderator, "#behalf-form button")
	moderator.WaitFor(`#question-waiting .question`, patience)
	press(t, moderator, `#question-waiting [data-part="open"]`)
	phone.WaitUntil(`document.querySelectorAll("#question-open .question").length === 2`, patience)
	if got := phone.Text(`#question-open [data-stage="open"] [data-part="asker"]`); got != "Main hall" {
		t.Errorf("in the hall %q asks", got)
	}
	press(t, moderator, `#question-open [data-part="answer"]`)
	moderator.WaitFor("#answer-dialog[open]", patience)
	moderator.Type("#answer-text", "Behind the library.")
	press(t, moderator, "#answer-dialog button.primary")
	phone.WaitUntil(`document.querySelector('#question-done [data-part="reply"]')?.textContent === "Behind the library."`, patience)

	press(t, moderator, `#question-taken [data-part="defer"]`)
	moderator.WaitFor("#defer-dialog[open]", patience)
	inspect(t, "question-defer-moderator", moderator)
	moderator.Type("#defer-owner", "Water Department")
	moderator.Run(`document.getElementById("defer-due").value = "2026-12-24", 0`)
	press(t, moderator, "#defer-dialog button.primary")
	wall.WaitUntil(`document.getElementById("question").hidden`, patience)
	phone.WaitFor("#question-past:not([hidden])", patience)
	phone.Run(`document.getElementById("question-past").open = true, 0`)
	if got := phone.Text(`#question-done [data-stage="later"] [data-part="outcome"]`); got != "Water Department will answer by December 24, 2026" {
		t.Errorf("everybody reads %q", got)
	}
	home.Run(`location.reload(), 0`) // whoever comes back sees it too
	home.WaitFor("#question-past:not([hidden])", patience)
	for _, tab := range []*browsertest.Tab{chair, moderator, home, phone, wall, lectern} {
		tab.Quiet()
	}
	minutes := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/minutes")
	inspect(t, "question-minutes", minutes)
	if got := minutes.Text(".minutes tbody td:nth-child(3)"); got != "Water Department" {
		t.Errorf("in the minutes %q is to answer", got)
	}
}

// press goes to a button by keyboard and presses it.
func press(t *testing.T, tab *browsertest.Tab, selector string) {
	t.Helper()
	reach(t, tab, selector)
	tab.Key("Enter")
}

package browser_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// script is a discussion with hours. AULA_PACE=1 plays it in its own time; without it, each step follows the one before at once.
type script struct {
	t     *testing.T
	began time.Time
	pace  float64
}

func begins(t *testing.T) *script {
	pace, _ := strconv.ParseFloat(os.Getenv("AULA_PACE"), 64)
	return &script{t, time.Now(), pace}
}

// at waits for a moment of the script.
func (s *script) at(minutes, seconds int, what string) {
	s.t.Helper()
	due := s.began.Add(time.Duration(s.pace * float64(time.Duration(minutes)*time.Minute+time.Duration(seconds)*time.Second)))
	time.Sleep(time.Until(due))
	s.t.Logf("%02d:%02d %s (after %s)", minutes, seconds, what, time.Since(s.began).Round(time.Second))
}

// A quarter of an hour of a discussion in four places: the chair by keyboard alone, a phone in the hall, somebody at home, the steward of a
// branch hall, and two big screens in two languages. Hands, a turn from home with picture and sound, a question of a hall, a poll with a
// headcount, questions on the wall, a phone whose network fails, feedback; in the end the minutes tell it all.
func TestAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{CameraFile: floorFilm().write(t), AudioFile: tone(t, 600, 350, 250), Flags: map[string]any{"mute-audio": false}})
	speaker := atHome(t, h, 1)[0]
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	home := arrive(h, b.Guest(), speaker, "/hall")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	steward := arrive(h, b.Guest(), h.With(seminar.Steward, "east"), "/branch/east")
	east := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	chinese := arrive(h, b.Guest(), h.Person("screen-west"), "/screen?place=west&lang=zh-Hans")
	text := func(tab *browsertest.Tab, selector, want string) {
		t.Helper()
		tab.WaitUntil(fmt.Sprintf(`document.querySelector(%q)?.innerText.trim() === %q`, selector, want), patience)
	}
	s := begins(t)

	s.at(0, 0, "the chair opens the session")
	session, _ := h.Plan.Seminar.Session(lecture)
	press(t, chair, fmt.Sprintf(`[data-start="%s"]`, session.ID))
	chair.WaitFor("#close-session", patience)
	text(chinese, "#session-title", session.Title["zh-Hans"])
	text(east, "#session-title", session.Title["en"])
	chair.Key("n")
	chair.WaitFor("#item:not([hidden])", patience)

	s.at(0, 45, "hands from home, from a phone and from a branch hall")
	for _, tab := range []*browsertest.Tab{home, phone} {
		tab.WaitUntil(`!document.getElementById("raise").disabled`, patience)
		tab.Key("h")
		tab.WaitFor("#hand", patience)
	}
	steward.WaitFor("#hall-hand:not([hidden])", patience)
	press(t, steward, "#hall-hand")
	chair.WaitUntil(`document.querySelectorAll("#hands > li").length === 3`, patience)
	inspect(t, "quarter-hands-chair", chair)

	s.at(1, 30, "who is at home speaks")
	chair.Key("g")
	home.WaitFor("#floor-dialog[open]", patience)
	home.WaitUntil(`!document.getElementById("floor-live").disabled`, patience)
	inspect(t, "quarter-dialog-home", home)
	press(t, home, "#floor-live")
	home.WaitFor(`#onair[data-condition="live"]`, patience)
	for _, tab := range []*browsertest.Tab{east, chinese} {
		tab.WaitFor(`[data-tile="floor"][data-on][data-picture]`, patience)
	}
	watches(t, "the east hall", east, "floor", floorFilm())
	hears(t, "the east hall", east, "floor", 600)
	text(chinese, "#turn-name", speaker.Name["zh-Hans"])
	inspect(t, "quarter-turn-east", east)
	inspect(t, "quarter-turn-chinese", chinese)
	inspect(t, "quarter-turn-phone", phone)

	s.at(3, 30, "the floor goes to the branch hall: the steward brings the microphone")
	chair.Key("t")
	home.WaitGone("#onair", patience)
	press(t, chair, `#hands > li:last-child [data-part="give"]`)
	chair.WaitFor("#why-dialog[open]", patience) // out of turn: the chair says why
	chair.Type("#why", "The east hall has not spoken yet")
	press(t, chair, "#why-yes")
	text(steward, "#turn-here", "East branch hall has the floor. Please bring the microphone.")
	text(phone, "#turn-why", "The east hall has not spoken yet")
	inspect(t, "quarter-turn-steward", steward)

	s.at(5, 0, "a poll")
	chair.Key("t")
	chair.Key("p")
	chair.WaitFor("#poll-dialog[open]", patience)
	chair.Run(`document.querySelector('[data-title="en"]').value = "", 0`) // the protocol types the P that a browser would not
	chair.Type(`[data-title="en"]`, "Do we begin with the canal?")
	chair.Type(`[data-title="zh-Hans"]`, "先治理运河吗？")
	chair.Run(`document.querySelector('[data-options="en"]').value = "Yes\nNo", document.querySelector('[data-options="zh-Hans"]').value = "是\n否", 0`)
	press(t, chair, "#poll-form button.primary")
	chair.WaitFor(`#polls [data-part="open"]:not([hidden])`, patience)
	press(t, chair, `#polls [data-part="open"]`)
	for _, tab := range []*browsertest.Tab{home, phone} {
		tab.WaitFor("#polls:not([hidden])", patience)
		reach(t, tab, `#poll-list input`)
		tab.Key(" ")
		press(t, tab, "#poll-list form button")
		tab.WaitFor(`#poll-list [data-part="voted"]:not([hidden])`, patience)
	}
	steward.WaitFor("#polls:not([hidden])", patience)
	steward.Run(`const f = document.querySelectorAll("#poll-list input"); f[0].value = "41"; f[1].value = "3"; 0`)
	press(t, steward, "#poll-list button")
	text(steward, `#poll-list [data-part="said"]`, "Sent: 41 : 3")
	text(chinese, "#poll-title", "先治理运河吗？")
	inspect(t, "quarter-poll-chinese", chinese)
	inspect(t, "quarter-poll-phone", phone)
	inspect(t, "quarter-poll-steward", steward)

	s.at(7, 0, "its result")
	press(t, chair, `#polls [data-part="close"]`)
	chair.WaitFor(`#polls [data-part="show"]:not([hidden])`, patience)
	press(t, chair, `#polls [data-part="show"]`)
	for _, tab := range []*browsertest.Tab{home, phone, east, chinese} {
		tab.WaitUntil(`[...document.querySelectorAll(".poll-bars .poll-count")].filter(x => x.checkVisibility())[0]?.innerText === "2 · 100 %"`, patience)
	}
	inspect(t, "quarter-result-east", east)

	s.at(8, 0, "questions")
	moderator := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/moderator")
	moderator.Run(`document.getElementById("board-approve").checked = false, 0`)
	press(t, moderator, "#board-form button.primary")
	home.WaitFor("#question-form:not([hidden])", patience)
	reach(t, home, "#question-text")
	home.Type("#question-text", "Who pays for the canal?")
	press(t, home, "#question-form button")
	phone.WaitFor(`#question-open [data-part="want"]:not([hidden])`, patience)
	press(t, phone, `#question-open [data-part="want"]`)
	steward.WaitFor("#asking:not([hidden])", patience) // somebody in the east hall holds no device
	steward.Type("#asking-text", "When does it begin?")
	steward.Type("#asking-name", "Liu Guest")
	press(t, steward, "#asking-form button")
	text(steward, "#asking-said", "It is asked.")
	phone.WaitUntil(`[...document.querySelectorAll("#question-open .question")].some(x => x.innerText.includes("Liu Guest"))`, patience)
	inspect(t, "quarter-asking-steward", steward)
	moderator.WaitFor(`#question-open [data-part="relay"]`, patience)
	press(t, moderator, `#question-open [data-part="relay"]`)
	chair.WaitFor(`#question-relayed .question`, patience)
	chair.Key("q")
	text(east, "#question-words", "Who pays for the canal?")
	inspect(t, "quarter-question-east", east)
	inspect(t, "quarter-question-chair", chair)

	s.at(10, 0, "the phone's network fails, and it comes back")
	phone.Offline(true)
	phone.WaitUntil(`document.getElementById("line").dataset.level !== "good"`, patience)
	press(t, moderator, `#question-taken [data-part="answer"]`)
	home.WaitUntil(`document.querySelector('#question-done [data-part="outcome"]')?.textContent === "Answered in the session"`, patience)
	if s.pace > 0 {
		time.Sleep(time.Duration(30 * s.pace * float64(time.Second)))
	}
	inspect(t, "quarter-offline-phone", phone)
	phone.Offline(false)
	phone.WaitUntil(`document.querySelector('#question-done [data-part="outcome"]')?.textContent === "Answered in the session"`, patience)

	s.at(11, 30, "the next item, and a hand that came back")
	chair.Key("n")
	phone.WaitFor("#hand", patience) // it was up before, and still is
	chair.Key("g")
	text(east, "#turn-place", "Main hall")
	chair.Key("t")

	s.at(13, 0, "what do you think of it?")
	press(t, chair, "#poll-feedback")
	home.WaitUntil(`document.querySelectorAll("#poll-list form").length > 0`, patience)
	inspect(t, "quarter-feedback-home", home)

	s.at(15, 0, "the session is closed")
	press(t, chair, "#close-session")
	east.WaitUntil(`document.getElementById("screen").dataset.view === "break"`, patience)
	inspect(t, "quarter-break-east", east)
	minutes := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/minutes")
	for _, want := range []string{speaker.Name["en"], "East branch hall", "The east hall has not spoken yet", "Do we begin with the canal?", "41 : 3", "Who pays for the canal?"} {
		minutes.WaitUntil(fmt.Sprintf(`document.querySelector("main").innerText.includes(%q)`, want), patience)
	}
	inspect(t, "quarter-minutes", minutes)
	for _, tab := range []*browsertest.Tab{chair, home, steward, east, chinese, moderator} {
		tab.Quiet()
	}
}

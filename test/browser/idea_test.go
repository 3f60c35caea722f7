package browser_test

import (
	"fmt"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/floor"
	"aula/internal/seminar"
)

// A round of ideas by keyboard: the moderator opens it and reads what comes, people in the hall and at home write and judge, and in the
// end every page and the wall show what the places have in common.
func TestIdeasFromEverywhere(t *testing.T) {
	t.Parallel()
	h := house(t, &clock{at: morning(), real: time.Now(), speed: 1})
	b := browsertest.Open(t, browsertest.Options{DenyMedia: true})
	chair := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/console")
	moderator := arrive(h, b.Guest(), h.With(seminar.Moderator, ""), "/moderator")
	home := arrive(h, b.Guest(), atHome(t, h, 1)[0], "/hall")
	phone := arrive(h, b.Guest(), h.With(seminar.Delegate, "main"), "/hall")
	wall := arrive(h, b.Guest(), h.Person("screen-east"), "/screen?place=east")
	begin(t, h, chair)

	reach(t, moderator, "#ideas-new summary")
	moderator.Key("Enter")
	moderator.WaitFor("#ideas-new[open]", patience)
	inspect(t, "ideas-opening-moderator", moderator)
	moderator.Type("#ideas-title-en", "Which measure comes first on your river?")
	press(t, moderator, "#ideas-form button.primary")
	moderator.WaitFor("#ideas-open:not([hidden])", patience)

	home.WaitFor("#ideas-taking:not([hidden])", patience)
	wall.WaitFor("#ideas:not([hidden])", patience)
	if got := wall.Text("#ideas-title"); got != "Which measure comes first on your river?" {
		t.Errorf("the wall asks %q", got)
	}
	inspect(t, "ideas-asked-wall", wall)
	ideas := []string{"Willows along every bank, paid by the province", "One table of water levels for all cities", "A ban on new dams"}
	for n, idea := range ideas {
		reach(t, home, "#idea-write")
		home.Type("#idea-write", idea)
		home.Key("Enter")
		moderator.WaitUntil(fmt.Sprintf(`document.querySelectorAll("#idea-waiting li").length === %d`, n+1), patience)
	}
	if got := home.Text(`#idea-own [data-part="outcome"]`); got != "Waits for a moderator" {
		t.Errorf("who wrote it reads %q", got)
	}
	if !browsertest.Eval[bool](phone, `document.getElementById("idea-next").hidden`) {
		t.Error("others are asked about an idea that nobody has read")
	}
	inspect(t, "ideas-waiting-moderator", moderator)
	for n := range ideas {
		press(t, moderator, `#idea-waiting [data-part="open"]`)
		moderator.WaitUntil(fmt.Sprintf(`document.querySelectorAll("#idea-seen li").length === %d`, n+1), patience)
	}

	phone.WaitFor("#idea-next:not([hidden])", patience)
	if got := phone.Text("#idea-left"); got != "Left for you: 3 of 3" {
		t.Errorf("left: %q", got)
	}
	inspect(t, "ideas-judging-phone", phone)
	first := phone.Text("#idea-text")
	reach(t, phone, `#idea-next [data-part="agree"]`)
	phone.Key("Enter")
	phone.WaitUntil(fmt.Sprintf(`document.getElementById("idea-text").textContent !== %q`, first), patience)
	phone.Key("Enter")                 // a second press at once: the next idea is not judged by it
	time.Sleep(600 * time.Millisecond) // as long as anybody reads
	if got := phone.Text("#idea-left"); got != "Left for you: 2 of 3" {
		t.Errorf("after a double press: %q", got)
	}
	phone.Key("Enter")
	phone.WaitUntil(`document.getElementById("idea-left").textContent === "Left for you: 1 of 3"`, patience)
	time.Sleep(600 * time.Millisecond)
	press(t, phone, `#idea-next [data-part="disagree"]`)
	phone.WaitUntil(`document.getElementById("idea-next").hidden`, patience)
	phone.Run(`document.getElementById("idea-said").open = true, 0`)
	press(t, phone, `#idea-judged li:last-child [data-part="pass"]`) // a mind that changes
	phone.WaitFor(`#idea-judged li:last-child [data-part="pass"][aria-pressed="true"]`, patience)
	inspect(t, "ideas-judged-phone", phone)
	moderator.WaitUntil(`document.getElementById("ideas-turnout").textContent === "Took part: 1 · opinions: 3"`, patience)
	phone.Run(`location.reload(), 0`) // and it is still known
	phone.WaitFor("#idea-said:not([hidden])", patience)
	if got := phone.Text("#idea-said-count"); got != "3" {
		t.Errorf("after coming back %q are judged", got)
	}

	judge(t, h, ideas)
	inspect(t, "ideas-open-moderator", moderator)
	press(t, moderator, "#ideas-close")
	moderator.WaitFor("#ideas-close-dialog[open]", patience)
	inspect(t, "ideas-closing-moderator", moderator)
	press(t, moderator, "#ideas-close-dialog button.primary")
	moderator.WaitFor("#idea-rounds .idea-result", patience)
	phone.WaitUntil(`document.getElementById("ideas").hidden`, patience)
	wall.WaitUntil(`document.getElementById("ideas").hidden`, patience)
	press(t, moderator, `#idea-rounds [data-part="show"]`)
	for _, tab := range []*browsertest.Tab{phone, home, wall} {
		tab.WaitFor("#ideas-receptions .idea-result", patience)
		if got := tab.Text("#ideas-receptions .idea-result .idea-text"); got != ideas[0] {
			t.Errorf("most in common is %q", got)
		}
		if got := tab.Text("#ideas-receptions .idea-result .idea-agreement"); got != "Agreed in every place that spoke" {
			t.Errorf("about it is said %q", got)
		}
	}
	inspect(t, "ideas-shown-wall", wall)
	inspect(t, "ideas-shown-phone", phone)
	inspect(t, "ideas-shown-moderator", moderator)
	for _, tab := range []*browsertest.Tab{chair, moderator, home, phone, wall} {
		tab.Quiet()
	}
	minutes := arrive(h, b.Guest(), h.With(seminar.Chair, ""), "/minutes")
	inspect(t, "ideas-minutes", minutes)
	if got := minutes.Text(".ideas-table tbody th"); len(got) < len(ideas[0]) || got[:len(ideas[0])] != ideas[0] {
		t.Errorf("in the minutes most in common is %q", got)
	}
}

// judge has six people in each of two places say what they think: of the first idea all agree, of the second one place does not.
func judge(t *testing.T, h *apptest.House, ideas []string) {
	t.Helper()
	hall, err := h.App.Web.Halls.Hall(h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	round := hall.State().IdeaRounds[0]
	text := map[seminar.ID]string{}
	for _, i := range round.Seen() {
		text[i.ID] = i.Text["en"]
	}
	asked := map[string]int{}
	for _, p := range h.Plan.People {
		place, _ := h.Plan.Seminar.Place(string(p.Place))
		if !p.Delegate || place == nil || place.Key != "main" && place.Key != "online" || asked[place.Key] == 6 {
			continue
		}
		asked[place.Key]++
		client := h.Enter(p)
		for id, what := range text {
			opinion := floor.Agree
			if what == ideas[1] && place.Key == "online" || what == ideas[2] && asked[place.Key] > 2 {
				opinion = floor.Disagree
			}
			var answer struct{ OK bool }
			client.PostJSON(h.URL("/floor"), map[string]any{"do": "idea.say", "op": fmt.Sprint("judge-", p.ID, id), "mode": map[string]string{"main": "hall", "online": "home"}[place.Key], "idea": id, "opinion": opinion}, &answer)
			if !answer.OK {
				t.Fatalf("%s says nothing of %q", p.Key, what)
			}
		}
	}
	if asked["main"] != 6 || asked["online"] != 6 {
		t.Fatalf("asked %v", asked)
	}
}

package browser_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"aula/internal/apptest"
	"aula/internal/browsertest"
	"aula/internal/seminar"
)

// passText is what the code of a delegate's pass says.
func passText(t testing.TB, h *apptest.House, p seminar.Person) string {
	t.Helper()
	_, body := h.Enter(p).Get(h.URL("/pass"))
	found := regexp.MustCompile(`<code translate="no">(S1:[^<]+)</code>`).FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no pass of %s in %.300s", p.Key, body)
	}
	return found[1]
}

// typing is a keyboard in the page: it presses keys one after the other, with so many
// milliseconds between them, and writes into the field that has the focus what the page
// does not keep from it. The keys bear the times at which they would have been pressed, as
// real ones do, however slow the page is. A layout changes what the keys of an American keyboard say.
const typing = `window.type = async (text, {every = 0, end = "Enter", layout = {}, eaten = false} = {}) => {
  let at = performance.now();
  const press = (key, code, shiftKey) => {
    const target = document.activeElement ?? document.body;
    const event = new KeyboardEvent("keydown", {key: eaten ? "Process" : key, code, shiftKey, bubbles: true, cancelable: true});
    Object.defineProperty(event, "timeStamp", {value: at += Math.max(every, 2)});
    const written = target.dispatchEvent(event);
    if (written && !eaten && key.length === 1 && target.matches("input[type=search]")) {
      target.value += key;
      target.dispatchEvent(new Event("input", {bubbles: true}));
    }
    return written;
  };
  for (const c of text) {
    const code = /[a-z]/i.test(c) ? "Key" + c.toUpperCase() : /\d/.test(c) ? "Digit" + c : c === ":" ? "Semicolon" : "Space";
    press(layout[c] ?? c, code, c === ":" || /[A-Z]/.test(c));
    if (every) await new Promise(done => setTimeout(done, every));
  }
  return end ? press(end, end, false) : false;
};`

// scannerPage opens the door's page as a steward's phone, without a camera.
func scannerPage(t *testing.T, h *apptest.House, tab *browsertest.Tab) *phone {
	t.Helper()
	d := &phone{t: t, h: h, tab: tab}
	enter(h, tab, h.With(seminar.Steward, "main"))
	tab.Go(h.URL("/door/main"))
	tab.WaitFor("#scanner[data-ready]", patience)
	return d
}

// ofMain are delegates who belong to the main hall.
func ofMain(h *apptest.House) (ours []seminar.Person) {
	main, _ := h.Plan.Seminar.Place("main")
	for _, p := range h.Plan.People {
		if p.Delegate && !p.Withdrawn && p.Place == main.ID {
			ours = append(ours, p)
		}
	}
	return ours
}

// A scanner that types works whatever has the focus and however its keys are laid out;
// a name typed by hand stays a name.
func TestDoorHearsScannersThatType(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, DenyMedia: true}).Tab()
	tab.Before(typing)
	d := scannerPage(t, h, tab)
	typed := func(text, how string) {
		t.Helper()
		quoted, _ := json.Marshal(text)
		tab.Run(fmt.Sprintf(`type(%s, %s)`, quoted, how))
	}
	find := func() string { return browsertest.Eval[string](tab, `document.getElementById("find").value`) }
	if browsertest.Eval[bool](tab, `document.getElementById("reader").checkVisibility()`) {
		t.Error("a scanner is said to be heard before one was")
	}

	t.Log("with the focus nowhere")
	typed(passText(t, h, ours[0]), `{}`)
	d.verdict("door.welcome", ours[0])
	if said := tab.Text("#reader"); !strings.HasPrefix(said, "A connected scanner was heard at ") {
		t.Errorf("the card says %q", said)
	}
	t.Log("with the focus on a button, which Enter does not press")
	tab.Run(`document.getElementById("signals").focus()`)
	typed(passText(t, h, ours[1]), `{}`)
	d.verdict("door.welcome", ours[1])
	if pressed := browsertest.Eval[string](tab, `document.getElementById("signals").getAttribute("aria-pressed")`); pressed != "true" {
		t.Error("Enter of the scanner has pressed a button")
	}
	t.Log("into the search field, by real keys, over a name that was begun")
	tab.Run(`document.getElementById("find").value = "", document.getElementById("find").focus()`)
	typed("li", `{every: 200, end: ""}`)
	tab.Run(`new Promise(done => setTimeout(done, 300))`)
	real := passText(t, h, ours[2])
	eventually(t, "real keys", func() string { // a machine that is busy presses them too slowly now and then
		tab.Type("#find", real+"\r")
		if browsertest.Eval[bool](tab, `(async () => { for (let i = 0; i < 100; i++) { if (document.getElementById("verdict").dataset.key) return true; await new Promise(done => setTimeout(done, 50)); } return false; })()`) {
			return ""
		}
		tab.Run(`document.getElementById("find").value = "", 0`)
		return "the page has heard no scanner"
	})
	d.verdict("door.welcome", ours[2])
	t.Log("small letters, Tab at the end, and nothing at the end")
	typed(strings.ToLower(passText(t, h, ours[3])), `{end: "Tab"}`)
	d.verdict("door.welcome", ours[3])
	typed(passText(t, h, ours[4]), `{end: ""}`)
	d.verdict("door.welcome", ours[4])
	t.Log("an American scanner at a German and at a French keyboard")
	typed(passText(t, h, ours[5]), `{layout: {":": "Ö", Y: "Z", Z: "Y"}}`)
	d.verdict("door.welcome", ours[5])
	typed(passText(t, h, ours[6]), `{layout: {":": "M", A: "Q", Q: "A", Z: "W", W: "Z", M: "?", "1": "&", "2": "é", "3": "\"", "4": "'", "5": "(", "6": "-", "7": "è"}}`)
	d.verdict("door.welcome", ours[6])
	t.Log("through an input method that shows which keys were pressed")
	typed(passText(t, h, ours[7]), `{eaten: true}`)
	d.verdict("door.welcome", ours[7])
	t.Log("through one that shows nothing")
	tab.Run(`document.getElementById("find").focus()`)
	tab.Run(`(async () => { for (let i = 0; i < 143; i++) document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Process", bubbles: true, cancelable: true}));
		document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", code: "Enter", bubbles: true, cancelable: true})); })()`)
	if said := tab.Text("#reader"); !strings.Contains(said, "Switch the input method to English") {
		t.Errorf("the card says %q", said)
	}
	t.Log("pasted, as some phones with a reader of their own do it")
	pasted, _ := json.Marshal(passText(t, h, ours[8]))
	tab.Run(fmt.Sprintf(`(() => { const f = document.getElementById("find"); f.value = %s; f.dispatchEvent(new Event("input", {bubbles: true})); })()`, pasted))
	d.verdict("door.welcome", ours[8])
	t.Log("a bottle of water")
	tab.Run(`document.activeElement.blur()`)
	typed("6901234567892", `{}`)
	tab.WaitFor(`#verdict[data-key="door.unreadable"]`, patience)
	tab.WaitUntil(`document.activeElement.closest("#verdict") !== null`, patience) // who works with keys answers it where it stands
	tab.Key("Enter")
	tab.WaitGone("#verdict", patience)

	t.Log("by hand, as fast as hands are")
	tab.Run(`document.getElementById("find").focus()`)
	name := ours[9].Name["en"]
	typed(name, `{every: 70}`)
	if got := find(); got != name {
		t.Errorf("the search field has %q, want %q", got, name)
	}
	d.tab.Tap(fmt.Sprintf(`#found li[data-key="%s"] button`, ours[9].ID))
	d.verdict("door.welcome", ours[9])
	d.delivery("scanner.delivery.delivered", 0)
	want := map[seminar.ID]int{}
	for _, p := range ours[:10] {
		want[p.ID] = 1
	}
	d.has(want)
	tab.Quiet()
}

// Three signals that differ in sound and touch, a switch for the sound, and no silence
// that nobody knows of.
func TestDoorSignals(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ours := ofMain(h)
	tab := browsertest.Open(t, browsertest.Options{Width: 390, Height: 844, Touch: true, DenyMedia: true, Flags: map[string]any{"autoplay-policy": "document-user-activation-required"}}).Tab()
	tab.Before(typing + `
		window.signals = {Notes: [], Shakes: []};
		const start = OscillatorNode.prototype.start;
		OscillatorNode.prototype.start = function(at) { window.signals.Notes.push(this.frequency.value); return start.call(this, at); };
		navigator.vibrate = pattern => { window.signals.Shakes.push(pattern.join(" ")); return true; };`)
	scannerPage(t, h, tab)
	type given struct {
		Notes  []float64
		Shakes []string
	}
	signals := func(text string) string {
		t.Helper()
		quoted, _ := json.Marshal(text)
		tab.Run(`window.signals = {Notes: [], Shakes: []}`)
		tab.Run(fmt.Sprintf(`type(%s)`, quoted))
		tab.WaitFor("#verdict", patience)
		tab.Tap("#verdict button")
		tab.WaitGone("#verdict", patience)
		g := browsertest.Eval[given](tab, `window.signals`)
		return fmt.Sprint(g.Notes, g.Shakes)
	}
	tab.WaitFor("#sound-blocked", patience)
	tab.Tap("h1")
	tab.WaitGone("#sound-blocked", patience)
	pass := passText(t, h, ours[0])
	east := passText(t, h, h.With(seminar.Delegate, "east"))
	for _, x := range []struct{ what, text, want string }{
		{"yes", pass, "[880 1320] [60]"}, {"look", east, "[660 660 660] [70 70 70 70 70]"}, {"no", "6901234567892", "[220 165] [450]"},
	} {
		if got := signals(x.text); got != x.want {
			t.Errorf("%s is signalled by %s, want %s", x.what, got, x.want)
		}
	}
	tab.Tap("#signals")
	if got := signals(passText(t, h, ours[1])); got != "[] [60]" {
		t.Errorf("switched off, a yes is signalled by %s", got)
	}
	tab.Go(h.URL("/door/main"))
	tab.WaitFor(`#signals[aria-pressed="false"]`, patience)
	if browsertest.Eval[bool](tab, `document.getElementById("sound-blocked").checkVisibility()`) {
		t.Error("a sound that was switched off is said to be blocked")
	}
}

package browsertest

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// locate is a JavaScript function that brings the element of a CSS selector into view
// and returns its middle, or why nobody could click there: it is missing, hidden,
// switched off, still moving, or something lies over it.
const locate = `async selector => {
  const e = document.querySelector(selector);
  if (!e) return {why: "missing"};
  if (!e.checkVisibility({visibilityProperty: true, opacityProperty: true})) return {why: "hidden"};
  if (e.matches(":disabled")) return {why: "disabled"};
  e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
  const place = () => { const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2, r.width * r.height]; };
  const before = place();
  await new Promise(done => setTimeout(done, 30));
  const [x, y, size] = place();
  if (x !== before[0] || y !== before[1]) return {why: "moving"};
  if (!size) return {why: "empty"};
  const top = document.elementFromPoint(x, y);
  if (!top || !(e.contains(top) || top.contains(e) && top.tagName === "LABEL")) return {why: "covered by " + (top ? top.outerHTML.slice(0, 120) : "nothing")};
  return {x, y};
}`

// WaitFor waits until an element of the CSS selector can be seen.
func (t *Tab) WaitFor(selector string, limit time.Duration) {
	t.tb.Helper()
	t.WaitUntil(fmt.Sprintf(`document.querySelector(%s)?.checkVisibility({visibilityProperty: true, opacityProperty: true})`, quote(selector)), limit)
}

// WaitGone waits until no element of the CSS selector can be seen.
func (t *Tab) WaitGone(selector string, limit time.Duration) {
	t.tb.Helper()
	t.WaitUntil(fmt.Sprintf(`!document.querySelector(%s)?.checkVisibility({visibilityProperty: true, opacityProperty: true})`, quote(selector)), limit)
}

// WaitUntil waits until a JavaScript expression is true, through any number of pages.
func (t *Tab) WaitUntil(expression string, limit time.Duration) {
	t.tb.Helper()
	t.ok("waiting until "+short(expression), t.until(limit, func() (bool, error) {
		return run(t, limit, chromedp.Evaluate[bool](`Promise.resolve(`+expression+`).then(v => !!v)`, chromedp.EvalAwaitPromise))
	}))
}

// until asks again until the answer is yes. An error is an answer too, because a page
// that is just being left gives one; the last one is returned.
func (t *Tab) until(limit time.Duration, ask func() (bool, error)) error {
	deadline := time.Now().Add(limit)
	for {
		yes, err := ask()
		if yes && err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return errors.Join(fmt.Errorf("not within %s", limit), err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Click clicks the middle of the first element of the CSS selector with the left mouse
// button, as soon as a person could.
func (t *Tab) Click(selector string) {
	t.tb.Helper()
	x, y := t.find(selector)
	t.do("clicking "+selector, patience,
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y),
		chromedp.MouseClickXY(x, y))
}

// Tap touches the middle of the first element of the CSS selector.
func (t *Tab) Tap(selector string) {
	t.tb.Helper()
	x, y := t.find(selector)
	t.do("tapping "+selector, patience, chromedp.TapXY(x, y))
}

// find waits until the element can be clicked and returns its middle.
func (t *Tab) find(selector string) (x, y float64) {
	t.tb.Helper()
	var at struct {
		Why  string
		X, Y float64
	}
	err := t.until(patience, func() (ok bool, err error) {
		at.Why = ""
		at, err = run(t, patience, chromedp.Evaluate[struct {
			Why  string
			X, Y float64
		}](`(`+locate+`)(`+quote(selector)+`)`, chromedp.EvalAwaitPromise))
		return at.Why == "", err
	})
	if err != nil && at.Why != "" {
		err = fmt.Errorf("%s: %w", at.Why, err)
	}
	t.ok("finding "+selector, err)
	return at.X, at.Y
}

// Type clicks a field and types into it.
func (t *Tab) Type(selector, text string) {
	t.tb.Helper()
	t.Click(selector)
	t.do("typing", patience, chromedp.KeyEvent(text))
}

// keys are the keys that have a name, by that of KeyboardEvent.key.
var keys = map[string]string{
	"Enter": kb.Enter, "Tab": kb.Tab, "Escape": kb.Escape, "Backspace": kb.Backspace, "Delete": kb.Delete, "Home": kb.Home, "End": kb.End,
	"PageUp": kb.PageUp, "PageDown": kb.PageDown, "ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
}

// Modifiers to hold while a key is pressed.
const (
	Shift = kb.ModifierShift
	Ctrl  = kb.ModifierCtrl
	Alt   = kb.ModifierAlt
)

// Key presses one key where the focus is: "Enter", "Tab", "a".
func (t *Tab) Key(key string, hold ...chromedp.Modifier) {
	t.tb.Helper()
	press, named := keys[key]
	if !named {
		press = key
	}
	t.do("pressing "+key, patience, chromedp.KeyEvent(press, chromedp.KeyModifiers(hold...)))
}

// Upload chooses files for a file field.
func (t *Tab) Upload(selector string, files ...string) {
	t.tb.Helper()
	t.do("choosing files for "+selector, patience, chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// Text is what can be read in the first element of the CSS selector, once it is there.
func (t *Tab) Text(selector string) string {
	t.tb.Helper()
	t.WaitFor(selector, patience)
	return Eval[string](t, `document.querySelector(`+quote(selector)+`).innerText`)
}

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always can
	return string(b)
}

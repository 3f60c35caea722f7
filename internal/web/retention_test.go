package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// When the rule keeps it no longer, evidence goes with all that was said of it, the totals remain, and no page says of anybody that they were
// absent because nothing is known any more. Reasons of leave go before.
func TestRetention(t *testing.T) {
	t.Parallel()
	var clock wound
	data := t.TempDir()
	h := apptest.Start(t, apptest.Options{Data: data, App: quick(&clock)})
	p := h.With(seminar.Delegate, "east")
	session, key := current(t, h)
	steward := h.Enter(h.With(seminar.Steward, "east"))
	if status := steward.PostJSON(h.URL("/branch/east/marks"), map[string]any{"op": "1", "session": key, "person": p.ID, "mark": "present"}, nil); status != http.StatusOK {
		t.Fatalf("a mark: status %d", status)
	}
	half := toCome(t, h)[0]
	form := url.Values{"op": {op()}, "half": {half.From.UTC().Format(time.RFC3339)}, "reason": {"An operation on the knee."}}
	status, body := h.Enter(p).Post(h.URL("/leave"), form)
	wantStatus(t, "asking leave", status, http.StatusSeeOther, body)
	restart := func() {
		t.Helper()
		h.Close()
		h = apptest.Start(t, apptest.Options{Data: data, App: quick(&clock)})
	}
	saying := func(word string) (n int) {
		for e, err := range h.App.Store.Entries(t.Context(), h.Plan.Seminar.ID, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(e.Body), word) {
				n++
			}
		}
		return n
	}
	rule, _ := roll.Preset("plain")
	rule.ReasonDays, rule.KeepYears = 90, 1
	h.Rule(rule)
	if saying("knee") != 1 {
		t.Fatalf("%d entries tell the reason, want one", saying("knee"))
	}
	clock.forward(24 * time.Hour)
	restart() // the file that is loaded again says one year, and nothing of reasons
	if n := len(evidenceOf(t, h, p)); n != 2 {
		t.Fatalf("%d pieces of evidence a day later", n)
	}
	clock.forward(2 * 366 * 24 * time.Hour)
	restart()
	eventually(t, "the evidence to go", func() bool { return len(evidenceOf(t, h, p)) == 0 })
	if saying("knee") != 0 || told(t, h, "retention.executed", "") == 0 {
		t.Errorf("%d entries tell the reason, %d that something was deleted", saying("knee"), told(t, h, "retention.executed", ""))
	}
	if _, _, err := record.Verify(h.App.Store.Entries(t.Context(), h.Plan.Seminar.ID, 0)); err != nil {
		t.Error(err)
	}
	if saying(`"`+string(session)+`"`) == 0 {
		t.Error("no totals remain")
	}
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	if _, body := organiser.Get(h.URL("/roll")); !strings.Contains(body, `id="forgotten"`) || strings.Contains(body, `data-mark="absent"`) {
		t.Error("the roll says that people were absent, or does not say why it is empty")
	}
	if _, body := h.Enter(p).Get(h.URL("/me")); strings.Contains(body, `data-mark="absent"`) {
		t.Error("somebody reads that they were absent")
	}
}

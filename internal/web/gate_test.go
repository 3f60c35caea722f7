package web_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	rule "aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// gateRow returns the row of the page of doors that belongs to a phone, in plain words.
func gateRow(t *testing.T, c *apptest.Client, h *apptest.House, name string) string {
	t.Helper()
	_, body := c.Get(h.URL("/gates"))
	row := regexp.MustCompile(`(?s)<tr data-device="[^"]*" data-name="` + name + `">.*?</tr>`).FindString(body)
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row, " "))), " ")
}

// post is an upload as a phone makes it, and what the house says to it.
func (d door) post(body map[string]any) (status int, said struct{ Code, Title string }) {
	status = d.steward.PostJSON(d.h.URL("/door/"+d.place+"/scans"), body, &said)
	return status, said
}

// A phone becomes the scanner of a door by a link that is confirmed once. It scans there
// without a steward, and nowhere else.
func TestAPhoneBecomesAScanner(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	main, _ := h.Plan.Seminar.Place("main")
	online, _ := h.Plan.Seminar.Place("online")
	desk := h.Enter(h.With(seminar.Operator, ""))
	for what, form := range map[string]url.Values{
		"no door": {"place": {string(online.ID)}, "label": {"North door"}}, "nowhere": {"place": {"moon"}, "label": {"North door"}}, "no name": {"place": {"main"}, "label": {" "}},
	} {
		if status, _ := desk.Post(h.URL("/gates"), form); status != http.StatusBadRequest {
			t.Errorf("a link for %s: status %d", what, status)
		}
	}
	status, body := desk.Post(h.URL("/gates"), url.Values{"place": {string(main.ID)}, "label": {"North door"}})
	link := regexp.MustCompile(regexp.QuoteMeta(h.Base) + `/e/[A-Za-z0-9_-]{32}`).FindString(body)
	if status != http.StatusOK || link == "" || !strings.Contains(body, "<svg") {
		t.Fatalf("making a link: status %d\n%.600s", status, body)
	}
	phone := h.Stranger()
	if status, body := phone.Get(link); status != http.StatusOK || !strings.Contains(body, "North door") || !strings.Contains(body, "Scanner at a door") {
		t.Fatalf("looking at the link: status %d\n%.300s", status, body)
	}
	if status, _ := phone.Get(h.URL("/door/main/list")); status != http.StatusUnauthorized {
		t.Fatalf("looking at the link has enrolled: status %d", status)
	}
	if status, _ := phone.Post(link, nil); status != http.StatusSeeOther {
		t.Fatalf("confirming: status %d", status)
	}
	if status, _ := h.Stranger().Post(link, nil); status != http.StatusNotFound {
		t.Errorf("the link worked twice: status %d", status)
	}
	if status, body := phone.Get(h.URL("/door/main")); status != http.StatusOK || !strings.Contains(body, `data-gate="North door"`) {
		t.Errorf("its page: status %d", status)
	}
	for path, want := range map[string]int{
		"/door/main/list": 200, "/door/east": 403, "/door/east/list": 403, "/branch/main": 403, "/branch/main/screen": 403, "/hall": 403,
		"/me": 403, "/pass": 403, "/roll": 403, "/people": 403, "/desk": 403, "/gates": 403, "/devices": 403, "/record": 403, "": 200,
	} {
		if status, _ := phone.Get(h.URL(path)); status != want {
			t.Errorf("%q: status %d, want %d", path, status, want)
		}
	}
	ada := h.Person("d001")
	gate := door{h: h, steward: phone, place: "main", device: "phone-a"}
	gate.send(t, scan{"sequence": 1, "at": time.Now(), "person": ada.ID, "verdict": rule.Welcome})
	mine := evidenceOf(t, h, ada)
	if len(mine) != 1 || mine[0].Kind != roll.ScanIn || mine[0].Place != main.ID || mine[0].Actor == "" {
		t.Errorf("evidence %+v", mine)
	}
	if row := gateRow(t, desk, h, "phone-a"); !strings.Contains(row, "North door") || !strings.Contains(row, "None") {
		t.Errorf("listed as %q", row)
	}
}

// The desk sees of each phone what has not arrived, and how its clock goes.
func TestWhatHasNotArrivedIsSeen(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	desk := h.Enter(h.With(seminar.Organiser, ""))
	steward := h.With(seminar.Steward, "main")
	gate := door{h: h, steward: h.Enter(steward), place: "main", device: "phone-b"}
	at := time.Now().Add(-time.Minute)
	var scans []scan
	for _, n := range []int{1, 2, 4, 7} {
		scans = append(scans, scan{"sequence": n, "at": at, "person": h.Person("d001").ID, "verdict": rule.Welcome})
	}
	body := map[string]any{"device": "phone-b", "gate": "Garden gate", "now": time.Now().Add(11 * time.Minute), "given": 9, "scans": scans}
	if status, _ := gate.post(body); status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
	row := gateRow(t, desk, h, "phone-b")
	for _, want := range []string{"Garden gate", steward.Name["en"], "5 scans of this phone have not arrived", "number 3, 5–6, 8–9 of 9", "+11 min"} {
		if !strings.Contains(row, want) {
			t.Errorf("%q does not say %q", row, want)
		}
	}
	gate.send(t, scan{"sequence": 3, "at": at, "person": h.Person("d002").ID})
	if row := gateRow(t, desk, h, "phone-b"); !strings.Contains(row, "4 scans of this phone have not arrived") {
		t.Errorf("later it says %q", row)
	}
	if status, _ := gate.post(map[string]any{"device": "phone-b", "gate": strings.Repeat("x", 300), "scans": []scan{}}); status != http.StatusBadRequest {
		t.Errorf("a name without end: status %d", status)
	}
}

// What a revoked phone sends is held back: it is told so, the record has it once, and
// nobody is in by it, not even when the phone is a scanner again.
func TestARevokedPhoneIsHeldBack(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	of := h.Plan.Seminar.ID
	desk := h.Enter(h.With(seminar.Operator, ""))
	link, id := h.GateLink("main", "North door")
	phone := h.Stranger()
	phone.Post(link, nil)
	gate := door{h: h, steward: phone, place: "main", device: "lost"}
	ada, ben, cai := h.Person("d001"), h.Person("d002"), h.Person("d003")
	at := time.Now().Add(-time.Minute)
	before := scan{"sequence": 1, "at": at, "person": ada.ID, "verdict": rule.Welcome}
	gate.send(t, before)
	if status, _ := desk.Post(h.URL("/gates/revoke"), url.Values{"device": {string(id)}}); status != http.StatusSeeOther {
		t.Fatalf("revoking: status %d", status)
	}
	if status, body := phone.Get(h.URL("/door/main/list")); status != http.StatusForbidden || strings.Contains(body, ada.Name["en"]) || !strings.Contains(body, `"code":"revoked"`) {
		t.Errorf("the list of a revoked phone: status %d %.200s", status, body)
	}
	if status, _ := phone.Get(h.URL("/door/east/list")); status != http.StatusUnauthorized {
		t.Errorf("at another door it is nobody: status %d", status)
	}
	after := map[string]any{"device": "lost", "now": time.Now(), "given": 3, "scans": []scan{
		before, {"sequence": 2, "at": at, "code": passOf(t, h, ben), "verdict": rule.Welcome}, {"sequence": 3, "at": at, "person": cai.ID, "out": true, "verdict": rule.Goodbye},
	}}
	for range 3 {
		if status, said := gate.post(after); status != http.StatusForbidden || said.Code != "revoked" || !strings.Contains(said.Title, "was revoked") {
			t.Fatalf("status %d, %+v", status, said)
		}
	}
	check := func(when string) {
		t.Helper()
		if a, b, c := len(evidenceOf(t, h, ada)), len(evidenceOf(t, h, ben)), len(evidenceOf(t, h, cai)); a != 1 || b != 0 || c != 0 {
			t.Errorf("%s: %d, %d, %d pieces of evidence; want 1, 0, 0", when, a, b, c)
		}
		if b, c := told(t, h, "gate.refused", ben.ID), told(t, h, "gate.refused", cai.ID); b != 1 || c != 1 {
			t.Errorf("%s: held back %d and %d times in the record, want once", when, b, c)
		}
	}
	check("revoked")
	for _, e := range theEntries(t, h, "gate.refused") {
		if !strings.Contains(string(e.Body), rule.DeviceRevoked) || e.Actor != id {
			t.Errorf("the record says %s of %s", e.Body, e.Actor)
		}
	}
	if row := gateRow(t, desk, h, "lost"); !strings.Contains(row, "Revoked") || !strings.Contains(row, "2 after it was revoked, held back") {
		t.Errorf("the desk reads %q", row)
	}

	// Enrolled anew, it hears of what it sent meanwhile that it was held back; what it never sent counts.
	gate.steward = h.Gate("main")
	dan := h.Person("d004")
	u := gate.send(t, scan{"sequence": 2, "at": at, "code": passOf(t, h, ben), "verdict": rule.Welcome}, scan{"sequence": 4, "at": at, "person": dan.ID, "verdict": rule.Welcome})
	if !slices.Equal(u.reasons(), []string{rule.DeviceRevoked, rule.Welcome}) || u.Verdicts[0].Welcome || len(evidenceOf(t, h, dan)) != 1 {
		t.Errorf("enrolled anew: %+v", u)
	}
	check("enrolled anew")

	// A lost phone does not fill the record.
	gate.steward = phone
	for batch := range 6 {
		var many []scan
		for n := range 400 {
			many = append(many, scan{"sequence": 10 + 400*batch + n, "at": at, "person": ada.ID, "verdict": rule.Welcome})
		}
		if status, said := gate.post(map[string]any{"device": "flood", "now": time.Now(), "scans": many}); status != http.StatusForbidden || said.Code != "revoked" {
			t.Fatalf("status %d, %+v", status, said)
		}
	}
	err := h.App.Store.Write(t.Context(), func(tx *store.Tx) error {
		n, err := tx.HeldBack(of, id)
		if n > 2_000 || n < 1_600 {
			t.Errorf("%d scans are held back", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A steward's phone whose login ended is signed out, and nothing is held back: the scans
// are delivered when somebody signs in on it.
func TestASignedOutPhoneKeepsItsScans(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	ada := h.Person("d001")
	gate := door{h: h, steward: h.Gate("main"), place: "main", device: "phone-c"}
	body := map[string]any{"device": "phone-c", "now": time.Now(), "scans": []scan{{"sequence": 1, "at": time.Now(), "person": ada.ID, "verdict": rule.Welcome}}}
	login := regexp.MustCompile(`name="login" value="([^"]+)"`).FindStringSubmatch(second(gate.steward.Get(h.URL(""))))[1]
	if status, _ := gate.steward.Post(h.Base+"/sign-out", url.Values{"login": {login}}); status != http.StatusSeeOther {
		t.Fatalf("signing out: status %d", status)
	}
	if status, said := gate.post(body); status != http.StatusUnauthorized || said.Code != "sign_in" {
		t.Errorf("status %d, %+v", status, said)
	}
	if n := told(t, h, "gate.refused", ada.ID); n != 0 {
		t.Errorf("%d scans held back", n)
	}
	gate.steward = h.Gate("main")
	if status, _ := gate.post(body); status != http.StatusOK || len(evidenceOf(t, h, ada)) != 1 {
		t.Errorf("after signing in: status %d", status)
	}
}

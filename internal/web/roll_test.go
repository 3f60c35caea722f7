package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"aula/internal/apptest"
	"aula/internal/demo/plan"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// filesWith are the demonstration's files with one person's row changed.
func filesWith(t *testing.T, key, old, new string) []seminarfile.Source {
	t.Helper()
	toml, people := plan.Files(time.Now())
	rows := bytes.SplitAfter(people, []byte("\n"))
	for i, row := range rows {
		if bytes.HasPrefix(row, []byte(key+",")) {
			rows[i] = bytes.Replace(row, []byte(old), []byte(new), 1)
			return []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: bytes.Join(rows, nil)}}
		}
	}
	t.Fatalf("no row %q", key)
	return nil
}

// current returns the marked session that runs now.
func current(t *testing.T, h *apptest.House) (id seminar.ID, key string) {
	t.Helper()
	now := time.Now()
	for _, s := range h.Plan.Seminar.Sessions {
		if s.Marked() && !now.Before(s.Starts) && now.Before(s.Ends) {
			return s.ID, s.Key
		}
	}
	t.Fatal("no session runs")
	return "", ""
}

func TestMarksOfABranchHall(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	session, key := current(t, h)
	steward := h.With(seminar.Steward, "east")
	c, p := h.Enter(steward), h.With(seminar.Delegate, "east")
	east, _ := h.Plan.Seminar.Place("east")
	at := time.Now().Add(-3 * time.Minute).Truncate(time.Millisecond).UTC()
	mark := map[string]any{"op": "1", "session": key, "person": p.ID, "mark": "late", "at": at}
	for range 2 { // sent again after a line that broke
		var r reply
		if status := c.PostJSON(h.URL("/branch/east/marks"), mark, &r); status != http.StatusOK || !r.OK || r.Reply != "1" {
			t.Fatalf("status %d, %+v", status, r)
		}
	}
	mine := evidenceOf(t, h, p)
	if len(mine) != 1 || mine[0].Kind != roll.Attested || mine[0].Mark != roll.Late || mine[0].Place != east.ID || mine[0].Session != session || !mine[0].At.Equal(at) || mine[0].Actor != steward.ID {
		t.Fatalf("evidence %+v", mine)
	}
	west := h.Enter(h.With(seminar.Steward, "west"))
	for what, x := range map[string]struct {
		c      *apptest.Client
		place  string
		change map[string]any
		want   int
	}{
		"in another hall":              {west, "east", nil, http.StatusForbidden},
		"a delegate":                   {h.Enter(p), "east", nil, http.StatusForbidden},
		"nobody":                       {h.Stranger(), "east", nil, http.StatusUnauthorized},
		"a place that is none":         {c, "north", nil, http.StatusNotFound},
		"a mark for an organiser only": {c, "east", map[string]any{"mark": "excused"}, http.StatusBadRequest},
		"a mark that is none":          {c, "east", map[string]any{"mark": "asleep"}, http.StatusBadRequest},
		"a session that is none":       {c, "east", map[string]any{"session": "nothing"}, http.StatusNotFound},
		"somebody who is no delegate":  {c, "east", map[string]any{"person": steward.ID}, http.StatusNotFound},
		"without op":                   {c, "east", map[string]any{"op": ""}, http.StatusBadRequest},
	} {
		m := map[string]any{"op": op(), "session": key, "person": p.ID, "mark": "present"}
		for k, v := range x.change {
			m[k] = v
		}
		if status := x.c.PostJSON(h.URL("/branch/"+x.place+"/marks"), m, nil); status != x.want {
			t.Errorf("%s: status %d, want %d", what, status, x.want)
		}
	}
	if n := len(evidenceOf(t, h, p)); n != 1 {
		t.Errorf("%d pieces of evidence after the refusals", n)
	}
	// The same op of another steward is another deed.
	if status := h.Enter(h.With(seminar.Organiser, "")).PostJSON(h.URL("/branch/east/marks"), mark, nil); status != http.StatusOK || len(evidenceOf(t, h, p)) != 2 {
		t.Errorf("another's op: status %d, %d pieces of evidence", status, len(evidenceOf(t, h, p)))
	}
}

func TestACorrectionNeedsAReason(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	session, key := current(t, h)
	organiser := h.With(seminar.Organiser, "")
	c, p := h.Enter(organiser), h.With(seminar.Delegate, "west")
	form := func(pairs ...string) url.Values {
		f := url.Values{"op": {op()}, "session": {key}, "person": {string(p.ID)}, "mark": {"excused"}, "reason": {"At the dyke."}}
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	for what, f := range map[string]url.Values{"no reason": form("reason", ""), "blanks": form("reason", " \n\t"), "too long": form("reason", strings.Repeat("x", 2001)),
		"no mark of a roll": form("mark", "substitute"), "no op": form("op", "")} {
		if status, body := c.Post(h.URL("/roll/corrections"), f); status != http.StatusBadRequest {
			t.Errorf("%s: status %d %.200s", what, status, body)
		}
	}
	if n := len(evidenceOf(t, h, p)); n != 0 {
		t.Fatalf("%d pieces of evidence after the refusals", n)
	}
	once := form()
	for range 2 {
		if status, body := c.Post(h.URL("/roll/corrections"), once); status != http.StatusSeeOther {
			t.Fatalf("status %d %.200s", status, body)
		}
	}
	mine := evidenceOf(t, h, p)
	if len(mine) != 1 || mine[0].Kind != roll.Corrected || mine[0].Mark != roll.Excused || mine[0].Reason != "At the dyke." || mine[0].Session != session || mine[0].Actor != organiser.ID {
		t.Errorf("evidence %+v", mine)
	}
	for _, role := range []seminar.Role{seminar.Steward, seminar.Auditor, seminar.Chair} {
		if status, _ := h.Enter(h.With(role, "")).Post(h.URL("/roll/corrections"), form()); status != http.StatusForbidden {
			t.Errorf("%s: status %d", role, status)
		}
	}
}

// keysInRoll returns the keys of the people in a form of the roll that somebody gets.
func keysInRoll(t *testing.T, h *apptest.House, c *apptest.Client, format, query string) (keys []string) {
	t.Helper()
	status, body := c.Get(h.URL("/roll." + format + query))
	wantStatus(t, format, status, http.StatusOK, body)
	switch format {
	case "csv":
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			keys = append(keys, row[0])
		}
	case "json":
		var raw struct {
			Roll struct {
				Rows []struct{ Person seminar.Person }
			}
		}
		decode(t, []byte(body), &raw)
		for _, row := range raw.Roll.Rows {
			keys = append(keys, row.Person.Key)
		}
	case "xlsx":
		f, err := excelize.OpenReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, name := range f.GetSheetList() {
			cells, err := f.GetRows(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range cells[1:] {
				keys = append(keys, row[0])
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// keysAt returns the keys of the delegates of a place; of all with "".
func keysAt(h *apptest.House, place string) (keys []string) {
	at, _ := h.Plan.Seminar.Place(place)
	for _, p := range h.Plan.People {
		if p.Delegate && (place == "" || p.Place == at.ID) {
			keys = append(keys, p.Key)
		}
	}
	slices.Sort(keys)
	return keys
}

func TestAStewardsRollHoldsTheOwnHall(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	steward := h.Enter(h.With(seminar.Steward, "east"))
	want := keysAt(h, "east")
	for _, format := range []string{"csv", "json", "xlsx"} {
		if got := keysInRoll(t, h, steward, format, ""); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", format, got, want)
		}
		if got := keysInRoll(t, h, steward, format, "?place=main"); len(got) != 0 {
			t.Errorf("%s of the main hall: %v", format, got)
		}
	}
	if got := keysInRoll(t, h, h.Enter(h.With(seminar.Auditor, "")), "csv", ""); !slices.Equal(got, keysAt(h, "")) {
		t.Errorf("the auditor's: %d people, want %d", len(got), len(keysAt(h, "")))
	}
	// A guest from the main hall who was scanned in the east hall is in its roll.
	guest := h.With(seminar.Delegate, "main")
	east := door{h: h, steward: steward, place: "east", device: "gate"}
	east.send(t, scan{"sequence": 1, "at": time.Now().Add(-5 * time.Minute), "person": guest.ID, "verdict": "door.guest"})
	want = append(want, guest.Key)
	slices.Sort(want)
	if got := keysInRoll(t, h, steward, "csv", ""); !slices.Equal(got, want) {
		t.Errorf("with a guest: %v, want %v", got, want)
	}
	_, body := steward.Get(h.URL("/branch/east/list"))
	var list struct {
		Rows []struct{ Person seminar.Person }
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range list.Rows {
		got = append(got, row.Person.Key)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the hall's list: %v, want %v", got, want)
	}
}

// An organiser changes the rule: the roll says at once what it makes of the same evidence, and the record keeps both rules. What cannot
// be used is refused with the place of each fault, and nothing is saved.
func TestTheRuleIsChanged(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	organiser, delegate := h.Enter(h.With(seminar.Organiser, "")), h.Enter(h.With(seminar.Delegate, "online"))
	rule := func() roll.Policy {
		plan, err := h.App.Store.Plan(t.Context(), h.Plan.Seminar.Key)
		if err != nil {
			t.Fatal(err)
		}
		return plan.Policy
	}
	before := rule()
	form := func(p roll.Policy, change func(url.Values)) url.Values {
		v := url.Values{"preset": {p.Preset}, "source": {p.Source}}
		for _, n := range p.Numbers() {
			v.Set(n.Key, strconv.Itoa(*n.Value))
		}
		if change != nil {
			change(v)
		}
		return v
	}
	nasba, _ := roll.Preset("cpe-nasba")
	for field, bad := range map[string]string{"share": "101", "late_after": "ten", "keep_years": "0", "credit_step": "-1", "source": strings.Repeat("据", 2001)} {
		status, body := organiser.Post(h.URL("/policy"), form(nasba, func(v url.Values) { v.Set(field, bad) }))
		if status != http.StatusUnprocessableEntity || !strings.Contains(body, `id="f-`+field+`"`) || strings.Count(body, `aria-invalid="true"`) != 1 {
			t.Errorf("%s = %s: status %d, %d faults", field, bad, status, strings.Count(body, `aria-invalid="true"`))
		}
	}
	if rule() != before {
		t.Error("a rule with faults was saved")
	}
	if status, _ := organiser.Post(h.URL("/policy"), form(nasba, nil)); status != http.StatusSeeOther {
		t.Fatalf("status %d", status)
	}
	if got := rule(); got != nasba {
		t.Errorf("kept %+v, want %+v", got, nasba)
	}
	var told struct{ Roll roll.Roll }
	if status, body := organiser.Get(h.URL("/roll.json")); status != http.StatusOK || json.Unmarshal([]byte(body), &told) != nil || told.Roll.Policy != nasba {
		t.Errorf("the roll follows %+v (%d)", told.Roll.Policy, status)
	}
	if status, body := delegate.Get(h.URL("/policy")); status != http.StatusOK || !strings.Contains(body, "NASBA") || strings.Contains(body, `id="policy-form"`) {
		t.Errorf("a delegate reads the rule: status %d", status)
	}
	var changes []string
	for e, err := range h.App.Store.EntriesOf(t.Context(), h.Plan.Seminar.ID, "roll.policy_changed") {
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, string(e.Body))
	}
	if len(changes) != 1 || !strings.Contains(changes[0], `"preset":"cpe-nasba"`) || !strings.Contains(changes[0], `"preset":"`+before.Preset+`"`) {
		t.Errorf("the record tells %q", changes)
	}
}

package web_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

var passCode = regexp.MustCompile(`<code translate="no">([^<]+)</code>`)

// passOf returns what the code of a delegate's pass says.
func passOf(t *testing.T, h *apptest.House, p seminar.Person) string {
	t.Helper()
	_, body := h.Enter(p).Get(h.URL("/pass"))
	found := passCode.FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no pass in %.300s", body)
	}
	return found[1]
}

type scan map[string]any

type verdict struct {
	Sequence int64                    `json:"sequence"`
	Welcome  bool                     `json:"welcome"`
	Reason   string                   `json:"reason"`
	Person   *struct{ ID seminar.ID } `json:"person"`
}

type uploaded struct {
	Through  int64     `json:"through"`
	Verdicts []verdict `json:"verdicts"`
}

func (u uploaded) reasons() (all []string) {
	for _, v := range u.Verdicts {
		all = append(all, v.Reason)
	}
	return all
}

// door is a scanner at a door.
type door struct {
	h       *apptest.House
	steward *apptest.Client
	place   string
	device  string
	ahead   time.Duration // by how much its clock is ahead
}

func (d door) send(t *testing.T, scans ...scan) (u uploaded) {
	t.Helper()
	if scans == nil {
		scans = []scan{}
	}
	status := d.steward.PostJSON(d.h.URL("/door/"+d.place+"/scans"), map[string]any{"device": d.device, "now": time.Now().Add(d.ahead), "scans": scans}, &u)
	if status != http.StatusOK {
		t.Fatalf("upload: status %d", status)
	}
	return u
}

// evidenceOf returns what is known of somebody, in the order in which it was told.
func evidenceOf(t *testing.T, h *apptest.House, p seminar.Person) (mine []roll.Evidence) {
	t.Helper()
	all, err := h.App.Store.Evidence(context.Background(), h.Plan.Seminar.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Person == p.ID {
			mine = append(mine, e)
		}
	}
	return mine
}

// told counts the record's entries of a kind about somebody.
func told(t *testing.T, h *apptest.House, kind string, p seminar.ID) (n int) {
	t.Helper()
	for e, err := range h.App.Store.EntriesOf(context.Background(), h.Plan.Seminar.ID, kind) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Person == p {
			n++
		}
	}
	return n
}

// keptScan returns what the house keeps of a scan.
func keptScan(t *testing.T, h *apptest.House, device string, sequence int64) (s store.Scan) {
	t.Helper()
	err := h.App.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
		s, err = tx.Scanned(h.Plan.Seminar.ID, device, sequence)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUploadsOfADoor(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	main, _ := h.Plan.Seminar.Place("main")
	steward := h.With(seminar.Steward, "main")
	gate := door{h: h, steward: h.Enter(steward), place: "main", device: "gate-a"}
	ada, ben := h.Person("d001"), h.Person("d002")
	pass := passOf(t, h, ada)
	at := time.Now().Add(-10 * time.Minute).Truncate(time.Millisecond)
	first := scan{"sequence": 1, "at": at, "code": pass, "verdict": "door.welcome"}

	u := gate.send(t, first)
	if want := (verdict{Sequence: 1, Welcome: true, Reason: "door.welcome", Person: u.Verdicts[0].Person}); u.Through != 1 || u.Verdicts[0] != want || u.Verdicts[0].Person.ID != ada.ID {
		t.Fatalf("first scan: %+v", u)
	}
	t.Run("what is sent twice counts once", func(t *testing.T) {
		again := gate.send(t, first, first)
		if again.Through != 1 || !slices.Equal(again.reasons(), []string{"door.welcome", "door.welcome"}) {
			t.Errorf("again: %+v", again)
		}
		if mine := evidenceOf(t, h, ada); len(mine) != 1 || mine[0].Kind != roll.ScanIn || !mine[0].At.Equal(at) || mine[0].Place != main.ID || mine[0].Actor != steward.ID {
			t.Errorf("evidence %+v", mine)
		}
	})
	t.Run("through stops before a gap", func(t *testing.T) {
		if u := gate.send(t, scan{"sequence": 3, "at": at, "code": "S1:nonsense"}); u.Through != 1 {
			t.Errorf("through %d with number 2 missing", u.Through)
		}
		if u := gate.send(t, scan{"sequence": 2, "at": at, "person": ben.ID}); u.Through != 3 {
			t.Errorf("through %d with number 2 there", u.Through)
		}
	})
	t.Run("a refused scan is kept, and is no evidence", func(t *testing.T) {
		var s store.Scan
		err := h.App.Store.Write(context.Background(), func(tx *store.Tx) (err error) {
			s, err = tx.Scanned(h.Plan.Seminar.ID, "gate-a", 3)
			return err
		})
		if err != nil || s.Welcome || s.Reason != "door.unreadable" {
			t.Errorf("kept %+v, %v", s, err)
		}
		if n := told(t, h, "gate.refused", ""); n != 1 {
			t.Errorf("told %d times", n)
		}
	})
	t.Run("a clock eleven minutes ahead is set right", func(t *testing.T) {
		fast := door{h: h, steward: gate.steward, place: "main", device: "fast", ahead: 11 * time.Minute}
		cai := h.Person("d003")
		fast.send(t, scan{"sequence": 1, "at": at.Add(11 * time.Minute), "person": cai.ID, "verdict": "door.welcome"})
		mine := evidenceOf(t, h, cai)
		if len(mine) != 1 || mine[0].At.Sub(at).Abs() > 2*time.Second || !mine[0].Said.Equal(seminar.Millis(at.Add(11*time.Minute))) {
			t.Errorf("evidence %+v, want at %v, and what the clock said", mine, at)
		}
	})
	t.Run("two uploads at once make one scan", func(t *testing.T) {
		dan := h.Person("d004")
		rush := door{h: h, steward: gate.steward, place: "main", device: "rush"}
		done := make(chan uploaded)
		for range 8 {
			go func() { done <- rush.send(t, scan{"sequence": 1, "at": at, "person": dan.ID}) }()
		}
		for range 8 {
			if u := <-done; u.Through != 1 || len(u.Verdicts) != 1 || !u.Verdicts[0].Welcome {
				t.Errorf("one of eight: %+v", u)
			}
		}
		if n := len(evidenceOf(t, h, dan)); n != 1 {
			t.Errorf("%d pieces of evidence", n)
		}
	})
	t.Run("nonsense is refused", func(t *testing.T) {
		for what, body := range map[string]any{
			"no device": map[string]any{"scans": []scan{first}}, "number 0": map[string]any{"device": "x", "scans": []scan{{"sequence": 0, "at": at, "code": pass}}},
			"no time": map[string]any{"device": "x", "scans": []scan{{"sequence": 1, "code": pass}}},
		} {
			if status := gate.steward.PostJSON(h.URL("/door/main/scans"), body, nil); status != http.StatusBadRequest {
				t.Errorf("%s: status %d", what, status)
			}
		}
	})
}

// Whom a steward has let in by a list that was old is in the hall: that is evidence,
// and the record says what the door would have said.
func TestAWithdrawnDelegateLetInOffline(t *testing.T) {
	t.Parallel()
	files := filesWith(t, "d001", ",active", ",withdrawn")
	h := apptest.Start(t, apptest.Options{Files: files})
	gate := door{h: h, steward: h.Enter(h.With(seminar.Steward, "main")), place: "main", device: "gate"}
	gone := h.Person("d001")
	at := time.Now().Add(-10 * time.Minute)
	u := gate.send(t, scan{"sequence": 1, "at": at, "person": gone.ID}, scan{"sequence": 2, "at": at, "person": gone.ID, "verdict": "door.withdrawn"})
	if !slices.Equal(u.reasons(), []string{"door.withdrawn", "door.withdrawn"}) || len(evidenceOf(t, h, gone)) != 0 {
		t.Fatalf("refused: %+v", u)
	}
	u = gate.send(t, scan{"sequence": 3, "at": at, "person": gone.ID, "verdict": "door.welcome"})
	if !slices.Equal(u.reasons(), []string{"door.withdrawn"}) || u.Verdicts[0].Welcome {
		t.Errorf("verdict %+v", u)
	}
	if n, m := len(evidenceOf(t, h, gone)), told(t, h, "roll.evidence", gone.ID); n != 1 || m != 1 {
		t.Errorf("%d pieces of evidence, told %d times", n, m)
	}
	if s := keptScan(t, h, "gate", 3); s.Shown != "door.welcome" || s.Reason != "door.withdrawn" {
		t.Errorf("kept %+v", s)
	}
	if n := told(t, h, "gate.refused", gone.ID); n != 2 {
		t.Errorf("%d refusals told, want 2", n)
	}
	// A code that names nobody is in nobody's favour, whatever the steward saw.
	if u := gate.send(t, scan{"sequence": 4, "at": at, "code": "S1:nonsense", "verdict": "door.welcome"}); u.Verdicts[0].Welcome || u.Verdicts[0].Person != nil {
		t.Errorf("a code of nobody: %+v", u)
	}
}

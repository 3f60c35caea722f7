package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/testpg"
)

// Two servers have one database. Each knows at once what the other has let in or made
// void, and what a phone sends to both of them counts once.
func TestTwoServersAtTheDoors(t *testing.T) {
	t.Parallel()
	database := testpg.Start(t).Database(t)
	h := apptest.Start(t, apptest.Options{Database: database})
	other := apptest.Start(t, apptest.Options{Database: database})
	here := door{h: h, steward: h.Enter(h.With(seminar.Steward, "main")), place: "main", device: "here"}
	there := door{h: other, steward: other.Enter(other.With(seminar.Steward, "main")), place: "main", device: "there"}
	ada, ben := h.Person("d001"), h.Person("d002")
	at := time.Now().Add(-10 * time.Minute)
	want := func(what string, u uploaded, reasons ...string) {
		t.Helper()
		if !slices.Equal(u.reasons(), reasons) {
			t.Errorf("%s: %v, want %v", what, u.reasons(), reasons)
		}
	}
	want("the first", here.send(t, scan{"sequence": 1, "at": at, "person": ada.ID}), "door.welcome")
	want("let in by the other", there.send(t, scan{"sequence": 1, "at": at.Add(time.Second), "person": ada.ID}), "door.again")
	want("let out by the other", here.send(t, scan{"sequence": 2, "at": at.Add(2 * time.Second), "person": ada.ID, "out": true}), "door.goodbye")
	want("in again", there.send(t, scan{"sequence": 2, "at": at.Add(3 * time.Second), "person": ada.ID}), "door.welcome")

	pass := passOf(t, h, ben)
	want("a good pass", here.send(t, scan{"sequence": 3, "at": at, "code": pass}), "door.welcome")
	office := other.Enter(other.With(seminar.Organiser, ""))
	if status, body := office.Post(other.URL("/people/pass"), url.Values{"person": {string(ben.ID)}}); status != http.StatusSeeOther {
		t.Fatalf("renewing: %d %.300s", status, body)
	}
	want("made void at the other", here.send(t, scan{"sequence": 4, "at": at.Add(time.Second), "code": pass}), "door.replaced")

	t.Run("one phone at both", func(t *testing.T) {
		var wg sync.WaitGroup
		for n := range 10 {
			for _, d := range []door{here, there} {
				d.device = "roaming"
				wg.Go(func() {
					if u := d.send(t, scan{"sequence": n + 1, "at": at.Add(time.Duration(n) * time.Second), "person": h.Person("d003").ID}); len(u.Verdicts) != 1 || !u.Verdicts[0].Welcome {
						t.Errorf("%+v", u)
					}
				})
			}
		}
		wg.Wait()
		roaming := door{h: other, steward: there.steward, place: "main", device: "roaming"}
		if u := roaming.send(t); u.Through != 10 {
			t.Errorf("through %d, want 10", u.Through)
		}
		if n := len(evidenceOf(t, h, h.Person("d003"))); n != 10 {
			t.Errorf("%d pieces of evidence, want 10", n)
		}
	})
	if _, _, err := record.Verify(h.App.Store.Entries(t.Context(), h.Plan.Seminar.ID, 0)); err != nil {
		t.Error(err)
	}
}

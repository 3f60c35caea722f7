package web_test

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"aula/internal/apptest"
	"aula/internal/media/client"
	"aula/internal/media/crowd"
	"aula/internal/media/hop"
	"aula/internal/media/rehearse"
	"aula/internal/seminar"
)

var rehearsalKey = regexp.MustCompile(`AULA_REHEARSAL_KEY=(\S+) aula rehearse (\S+) --viewers (\d+)`)

// allow makes a key for so many viewers, as an organiser does on the page.
func allow(t *testing.T, h *apptest.House, organiser *apptest.Client, viewers string) (key, address string) {
	t.Helper()
	status, body := organiser.Post(h.URL("/rehearsal"), url.Values{"viewers": {viewers}})
	found := rehearsalKey.FindStringSubmatch(html.UnescapeString(body))
	if status != http.StatusOK || found == nil || found[3] != viewers {
		t.Fatalf("allowing a rehearsal: %d %.2000s", status, body)
	}
	return found[1], found[2]
}

// An organiser allows a rehearsal, a crowd plays it, and nobody in the seminar notices.
func TestRehearsal(t *testing.T) {
	h := apptest.Start(t, apptest.Options{})
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	key, address := allow(t, h, organiser, "6")
	var told []string
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	report, err := rehearse.Run(ctx, rehearse.Options{
		Address: address, Key: key, Viewers: 6, Publishers: 2, Over: 100 * time.Millisecond, Hold: 3 * time.Second,
		Network: hop.Network{Loss: 0.08, Delay: 5 * time.Millisecond, Seed: 3},
		Told: func(s string) {
			told = append(told, s)
			if health := h.App.Web.Plane.Health(string(h.Plan.Seminar.ID)); len(health.Publishers) != 0 || health.Viewers.Count != 0 {
				t.Errorf("the hall itself has %d publishers and %d viewers", len(health.Publishers), health.Viewers.Count)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "2 publishing, 3 watching, 6 watching"; strings.Join(told, ", ") != want {
		t.Errorf("told %q, want %q", told, want)
	}
	if report.Viewers != 6 || report.Refused != 0 || report.Unseen != 0 || report.JoinHalf <= 0 || report.JoinMost < report.JoinHalf || report.Rate < 100_000 {
		t.Errorf("report %+v", report)
	}
	if report.Loss > 0.04 { // a busy machine has not repaired the latest when it counts
		t.Errorf("%.2f %% lost after repair, of 8 %%", 100*report.Loss)
	}
	_, record := organiser.Get(h.URL("/record"))
	if !strings.Contains(record, "Rehearsal allowed") {
		t.Error("the record does not tell of it")
	}
}

// A rehearsal's key opens its own room for as many as it says, and nothing else; when an
// organiser ends it, whoever plays is out.
func TestRehearsalKeyOpensNothingElse(t *testing.T) {
	h := apptest.Start(t, apptest.Options{})
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	key, address := allow(t, h, organiser, "1")
	c, err := crowd.Open(crowd.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	join := func(target string, with string) (*crowd.Viewer, int) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		v, err := c.View(ctx, client.Target{URL: target, Bearer: with}, crowd.ViewOptions{})
		var refusal *client.StatusError
		if errors.As(err, &refusal) {
			return nil, refusal.Status
		}
		if err != nil {
			t.Fatal(err)
		}
		return v, http.StatusCreated
	}
	watch := address + "/rehearsal/watch"
	one, status := join(watch, key)
	if status != http.StatusCreated {
		t.Fatalf("status %d", status)
	}
	defer one.Close()
	for _, x := range []struct {
		what, target, key string
		want              int
	}{
		{"a second viewer of one", watch, key, http.StatusForbidden},
		{"the hall", h.URL("/hall/watch"), key, http.StatusUnauthorized},
		{"no key", watch, "", http.StatusUnauthorized},
		{"another key", watch, "guessed", http.StatusUnauthorized},
	} {
		if _, status := join(x.target, x.key); status != x.want {
			t.Errorf("%s: status %d, want %d", x.what, status, x.want)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err = c.Publish(ctx, client.Target{URL: h.URL("/hall/publish/programme"), Bearer: key}, crowd.PublishOptions{})
	var refusal *client.StatusError
	if !errors.As(err, &refusal) || refusal.Status != http.StatusUnauthorized {
		t.Errorf("publishing to the hall: %v", err)
	}
	if status, _ := organiser.Post(h.URL("/rehearsal/end"), nil); status != http.StatusSeeOther {
		t.Errorf("ending: status %d", status)
	}
	select {
	case <-one.Gone():
	case <-time.After(patience):
		t.Error("the rehearsal has ended and the viewer is still in")
	}
	if _, status := join(watch, key); status != http.StatusUnauthorized {
		t.Errorf("after the end: status %d", status)
	}
}

func TestRehearsalIsBounded(t *testing.T) {
	h := apptest.Start(t, apptest.Options{})
	organiser := h.Enter(h.With(seminar.Organiser, ""))
	for _, viewers := range []string{"", "0", "-1", "2001", "many"} {
		if status, _ := organiser.Post(h.URL("/rehearsal"), url.Values{"viewers": {viewers}}); status != http.StatusBadRequest {
			t.Errorf("%q viewers: status %d", viewers, status)
		}
	}
	key, address := allow(t, h, organiser, "4")
	again, _ := allow(t, h, organiser, "4")
	for _, x := range []struct {
		what    string
		key     string
		viewers int
		want    string
	}{
		{"the key before the last", key, 2, "401"},
		{"more than allowed", again, 5, "lets 4 watch"},
	} {
		_, err := rehearse.Run(t.Context(), rehearse.Options{Address: address, Key: x.key, Viewers: x.viewers, Publishers: 1, Hold: time.Second})
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.what, err)
		}
	}
}

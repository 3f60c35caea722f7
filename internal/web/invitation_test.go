package web_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/account"
	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/demo/plan"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// opened reports whether any of a person's invitations has been opened.
func opened(t *testing.T, h *apptest.House, p seminar.Person) bool {
	t.Helper()
	tokens, err := h.App.Store.Tokens(context.Background(), h.Plan.Seminar.ID, account.Invitation)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range tokens {
		if x.Person == p.ID && !x.Opened.IsZero() {
			return true
		}
	}
	return false
}

// Mail scanners and curious messengers open every link. Only the person's own press of
// the button opens an invitation.
func TestLookingAtAnInvitationOpensNothing(t *testing.T) {
	t.Parallel()
	log := &logbook{}
	h := apptest.Start(t, apptest.Options{Log: log})
	p := h.With(seminar.Delegate, "main")
	link := h.Invitation(p)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodGet} {
		c := h.Stranger()
		a := ask(t, c, method, link, "", "Accept", "text/html")
		wantStatus(t, method, a.status, http.StatusOK, a.body)
		if len(cookies(t, h, c)) != 0 || a.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: cookies %v, Referrer-Policy %q", method, cookies(t, h, c), a.header.Get("Referrer-Policy"))
		}
		if method == http.MethodGet && !strings.Contains(a.body, p.Name["en"]) {
			t.Error("the page does not say whose invitation it is")
		}
	}
	if opened(t, h, p) {
		t.Fatal("looking at the link has opened it")
	}
	c := h.Stranger()
	a := ask(t, c, http.MethodPost, link, "")
	wantStatus(t, "opening", a.status, http.StatusSeeOther, a.body)
	if to := a.header.Get("Location"); to != "/s/demo/me" || !opened(t, h, p) {
		t.Fatalf("went to %q, opened %v", to, opened(t, h, p))
	}
	if status, body := c.Get(h.URL("/me")); status != http.StatusOK || !strings.Contains(body, p.Name["en"]) {
		t.Fatalf("own page: status %d", status)
	}
	h.Close()
	secret := strings.TrimPrefix(link, h.Base+"/i/")
	if !strings.Contains(log.String(), "/i/{token}") || strings.Contains(log.String(), secret) {
		t.Fatal("the log lacks the request, or holds the secret of the link")
	}
}

func TestALinkThatIsNoneShowsAPageAndNothingElse(t *testing.T) {
	t.Parallel()
	toml, csv := plan.Files(time.Now())
	h := apptest.Start(t, apptest.Options{Files: []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: csv}}})
	p, gone := h.Person("d001"), h.Person("d002")
	replaced, withdrawn := h.Invitation(p), h.Invitation(gone)
	h.Invitation(p)
	row := bytes.SplitAfter(csv, []byte("\n"))[2]
	head := bytes.SplitAfter(csv, []byte("\n"))[0]
	changed := append(bytes.Clone(head), bytes.Replace(row, []byte(",active"), []byte(",withdrawn"), 1)...)
	in, err := seminarfile.Prepare(context.Background(), h.App.Store, []seminarfile.Source{{Name: "seminar.toml", Data: toml}, {Name: "people.csv", Data: changed}}, time.Now())
	if err == nil {
		err = in.Apply(context.Background(), h.App.Store, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	for what, link := range map[string]string{"unknown": h.Base + "/i/" + account.Secret(), "replaced": replaced, "withdrawn": withdrawn} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			c := h.Stranger()
			a := ask(t, c, method, link, "", "Accept", "text/html")
			wantStatus(t, what+" "+method, a.status, http.StatusNotFound, a.body)
			if len(cookies(t, h, c)) != 0 || a.header.Get("Location") != "" {
				t.Errorf("%s %s signed in", what, method)
			}
			if strings.Contains(a.body, p.Name["en"]) || strings.Contains(a.body, gone.Name["en"]) || !strings.Contains(a.body, "</html>") {
				t.Errorf("%s %s is no page, or tells a name", what, method)
			}
		}
	}
	if opened(t, h, p) || opened(t, h, gone) {
		t.Error("an invitation has been opened")
	}
}

// A person has at most four browsers; a fifth ends the one that was seen least lately.
func TestAFifthBrowserEndsTheFirst(t *testing.T) {
	t.Parallel()
	var ticks atomic.Int64 // so that no two logins are seen in the same millisecond
	clock := func() time.Time { return time.Now().Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
	h := apptest.Start(t, apptest.Options{App: app.Options{Clock: clock}})
	p := h.With(seminar.Delegate, "main")
	other := h.Enter(h.With(seminar.Delegate, "east"))
	var browsers []*apptest.Client
	for range account.MaxDevices + 1 {
		browsers = append(browsers, h.Enter(p))
	}
	for i, c := range append(browsers, other) {
		want := http.StatusOK
		if i == 0 {
			want = http.StatusUnauthorized
		}
		if status, _ := c.Get(h.URL("/me")); status != want {
			t.Errorf("browser %d: status %d, want %d", i+1, status, want)
		}
	}
}

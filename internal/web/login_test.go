package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"aula/internal/apptest"
	"aula/internal/seminar"
)

func TestTheCookieOfALogin(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	p := h.With(seminar.Delegate, "main")
	for _, x := range []struct {
		proxy, name string
		secure      bool
	}{{"http", "aula-login", false}, {"https", "__Host-aula-login", true}} {
		c := h.Stranger()
		r, err := http.NewRequest(http.MethodPost, h.Invitation(p), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-Proto", x.proxy) // of a proxy on this machine
		resp, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		all := resp.Cookies()
		if len(all) != 1 {
			t.Fatalf("%s: cookies %v", x.proxy, all)
		}
		k := all[0]
		if k.Name != x.name || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure != x.secure || k.MaxAge <= 0 {
			t.Errorf("%s: %s", x.proxy, k.Raw)
		}
	}
}

func TestAnotherSiteCannotActForWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	c := h.Enter(h.With(seminar.Organiser, ""))
	person := h.With(seminar.Delegate, "main")
	running(t, h)
	invite := url.Values{"person": {string(person.ID)}}.Encode()
	const form = "application/x-www-form-urlencoded"
	for _, x := range []struct {
		what    string
		headers []string
		want    int
	}{
		{"another site", []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"a sibling of the site", []string{"Sec-Fetch-Site", "same-site"}, http.StatusForbidden},
		{"an old browser on another site", []string{"Origin", "http://evil.example"}, http.StatusForbidden},
		{"the house itself", []string{"Sec-Fetch-Site", "same-origin", "Origin", h.Base}, http.StatusOK},
		{"no browser", nil, http.StatusOK},
	} {
		a := ask(t, c, http.MethodPost, h.URL("/people/invite"), invite, append(x.headers, "Content-Type", form)...)
		wantStatus(t, x.what, a.status, x.want, a.body)
		if x.want == http.StatusForbidden && strings.Contains(a.body, "/i/") {
			t.Errorf("%s: the answer holds a link", x.what)
		}
	}
	if status, _ := c.Get(h.URL("/me")); status != http.StatusOK {
		t.Errorf("no longer signed in: %d", status)
	}
	_, resp, err := websocket.Dial(t.Context(), h.URL("/hall/socket?mode=screen"), &websocket.DialOptions{
		HTTPClient: &http.Client{Jar: c.Jar}, HTTPHeader: http.Header{"Origin": {"http://evil.example"}}})
	if err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a socket from another site: %v", err)
	}
}

// One browser may carry several logins: the chair who is a delegate, the tablet that
// serves two doors. Every page is made for the one that it belongs to.
func TestLoginsSideBySide(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	chair, east, delegate := h.With(seminar.Chair, ""), h.With(seminar.Steward, "east"), h.With(seminar.Delegate, "main")
	c := h.Stranger()
	for _, p := range []seminar.Person{delegate, east, chair} {
		if status, body := c.Post(h.Invitation(p), nil); status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", p.Key, status, body)
		}
	}
	for path, want := range map[string]int{"/console": 200, "/door/east": 200, "/branch/east": 200, "/door/main": 403, "/pass": 200, "/roll": 200, "/people": 403, "/record": 403} {
		if status, body := c.Get(h.URL(path)); status != want {
			t.Errorf("%s: status %d, want %d\n%.200s", path, status, want, body)
		}
	}
	if _, body := c.Get(h.URL("/me")); !strings.Contains(body, delegate.Name["en"]) || strings.Contains(body, chair.Name["en"]) {
		t.Error("the own page is not the delegate's")
	}
	if _, body := c.Get(h.URL("/roll.csv")); strings.Contains(body, "\r\n"+delegate.Key+",") || !strings.Contains(body, "\r\n"+h.With(seminar.Delegate, "east").Key+",") {
		t.Error("the roll is not the one of the steward's hall")
	}
	running(t, h)
	for mode, want := range map[string]seminar.Person{"home": delegate, "hall": delegate, "console": chair, "branch": east} {
		var f floorState
		decode(t, join(t, h, c, mode, 0).next(t, kind("state")).Body, &f)
		if f.Me == nil || f.Me.Person != want.ID {
			t.Errorf("mode %s: %+v, want %s", mode, f.Me, want.Key)
		}
	}
	var r reply
	if status := c.PostJSON(h.URL("/floor?mode=home"), map[string]any{"do": "hand.raise", "op": op(), "mode": "home"}, &r); status != http.StatusOK {
		t.Errorf("raising the delegate's hand: status %d, %+v", status, r)
	}
	if hands := floorOfDelegate(t, h, c).Hands; len(hands) != 1 || hands[0].Person.ID != delegate.ID {
		t.Errorf("hands %+v", hands)
	}
}

// floorOfDelegate reads the floor as somebody in the hall sees it.
func floorOfDelegate(t *testing.T, h *apptest.House, c *apptest.Client) (f floorState) {
	t.Helper()
	s := listen(t, h, c, "")
	defer s.close()
	decode(t, s.next(t, kind("state")).Body, &f)
	return f
}

// Signing out in one place ends what that login still has open: a socket at its next
// beat, a stream within one.
func TestSigningOutEndsWhatIsOpen(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{App: quick(new(wound))})
	p := h.With(seminar.Delegate, "online")
	here, elsewhere := h.Enter(p), h.Enter(p)
	gone, stays := join(t, h, here, "home", 0), join(t, h, elsewhere, "home", 0)
	stream, public := listen(t, h, here, ""), listen(t, h, h.Stranger(), "")
	for _, l := range []*listener{gone, stays, stream, public} {
		l.next(t, kind("state"))
	}
	if status, body := here.Post(h.Base+"/sign-out", nil); status != http.StatusSeeOther {
		t.Fatalf("signing out: %d %s", status, body)
	}
	gone.say(t, map[string]any{"do": "beat"})
	if code := gone.closed(t); code != websocket.StatusPolicyViolation {
		t.Errorf("the socket was closed with %d, want %d", code, websocket.StatusPolicyViolation)
	}
	stream.closed(t)
	stays.say(t, map[string]any{"do": "beat"})
	if r := stays.ask(t, map[string]any{"do": "presence", "op": "1", "mode": "home"}); !r.OK {
		t.Errorf("the other browser: %+v", r)
	}
	select {
	case err := <-public.ended:
		t.Errorf("the public's stream ended: %v", err)
	default:
	}
	if status, _ := here.Get(h.URL("/me")); status != http.StatusUnauthorized {
		t.Errorf("signed out, yet status %d", status)
	}
	if got := cookies(t, h, here); slices.ContainsFunc(got, func(k *http.Cookie) bool { return k.Name == "aula-login" }) {
		t.Errorf("cookies left: %v", got)
	}
}

// Signing out on the page of one login leaves the browser's others.
func TestSigningOutKeepsTheOtherLogins(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	c := h.Enter(h.With(seminar.Delegate, "main"))
	if status, _ := c.Post(h.Invitation(h.With(seminar.Chair, "")), nil); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if status, _ := c.Post(h.Base+"/sign-out", nil); status != http.StatusSeeOther { // the newest
		t.Fatal(status)
	}
	for path, want := range map[string]int{"/console": 403, "/pass": 200} {
		if status, _ := c.Get(h.URL(path)); status != want {
			t.Errorf("%s: status %d, want %d", path, status, want)
		}
	}
}

// A member of staff who sets a passphrase is signed out everywhere else, however they
// came in there.
func TestANewPassphraseSignsTheOthersOut(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	p := h.With(seminar.Steward, "main")
	first, here := h.Enter(p), h.Enter(p)
	set := func(c *apptest.Client, current, fresh string) {
		t.Helper()
		if status, body := c.Post(h.URL("/me/passphrase"), url.Values{"current": {current}, "passphrase": {fresh}, "again": {fresh}}); status != http.StatusSeeOther {
			t.Fatalf("setting a passphrase: %d %.300s", status, body)
		}
	}
	set(here, "", "a river in spring")
	signIn := func(passphrase string) (*apptest.Client, int) {
		c := h.Stranger()
		status, _ := c.Post(h.Base+"/sign-in", url.Values{"name": {"demo." + p.Key}, "passphrase": {passphrase}})
		return c, status
	}
	byName, status := signIn("a river in spring")
	if status != http.StatusSeeOther {
		t.Fatalf("signing in: %d", status)
	}
	set(byName, "a river in spring", "a river in autumn")
	for what, x := range map[string]struct {
		c    *apptest.Client
		want int
	}{"the first": {first, 401}, "where the first passphrase was set": {here, 401}, "where the second was set": {byName, 200}} {
		if status, _ := x.c.Get(h.URL("/me")); status != x.want {
			t.Errorf("%s: status %d, want %d", what, status, x.want)
		}
	}
	if _, status := signIn("a river in spring"); status != http.StatusUnprocessableEntity {
		t.Errorf("the old passphrase: status %d", status)
	}
}

// The first organiser is one person, however many hold the link and press at once.
func TestTheFirstOrganiserIsOne(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	var links []string
	for range 2 { // two starts of the server
		link, err := h.App.StartLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, h.Base+link)
	}
	form := func(name string) url.Values {
		return url.Values{"name": {name}, "passphrase": {"still waters run deep"}, "again": {"still waters run deep"}}
	}
	answers := make(chan int)
	for i := range 8 {
		go func() {
			status, _ := h.Stranger().Post(links[i%2], form(string(rune('a'+i))))
			answers <- status
		}()
	}
	in := 0
	for range 8 {
		switch status := <-answers; status {
		case http.StatusSeeOther:
			in++
		case http.StatusNotFound:
		default:
			t.Errorf("status %d", status)
		}
	}
	if in != 1 {
		t.Errorf("%d came in", in)
	}
	if link, err := h.App.StartLink(t.Context()); err != nil || link != "" {
		t.Errorf("another link %q, %v", link, err)
	}
}

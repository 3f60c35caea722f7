package whip_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"aula/internal/media/whip"
)

// Servers are told to who is let in, and never in a preflight (RFC 9725 section 4.6).
func TestServersAreTold(t *testing.T) {
	d := newDesk(t, func(o *whip.Options) {
		o.Servers = func(g whip.Grant) []whip.Server {
			return []whip.Server{
				{URL: "stun:stun.example.org"},
				{URL: "turn:turn.example.org?transport=tcp", Username: "1:" + g.Name, Credential: `a"b\c`},
			}
		}
	})
	links := []string{
		`<stun:stun.example.org>; rel="ice-server"`,
		`<turn:turn.example.org?transport=tcp>; rel="ice-server"; username="1:ann"; credential="a\"b\\c"; credential-type="password"`,
	}
	for _, c := range []struct {
		name, method, body string
		headers            []string
		want               []string
	}{
		{"a join", "POST", offer(t, true), []string{isSDP}, links},
		{"discovery", "OPTIONS", "", nil, links},
		{"discovery by nobody", "OPTIONS", "", []string{"Authorization: "}, nil},
		{"a preflight", "OPTIONS", "", []string{"Access-Control-Request-Method: POST"}, nil},
		{"a refusal", "POST", "hello", []string{isSDP}, nil},
	} {
		if got := d.ask(c.method, "/hall/whip", c.body, c.headers...).Header.Values("Link"); !slices.Equal(got, c.want) {
			t.Errorf("%s: Link %q, want %q", c.name, got, c.want)
		}
	}
}

// The session's address is the one that the client reaches, whatever stands before us.
func TestLocationBehindABase(t *testing.T) {
	d := newDesk(t)
	behind := http.StripPrefix("/aula", d.mux)
	ask := func(method, path, body string) *http.Response {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer ann")
		r.Header.Set("Content-Type", "application/sdp")
		w := httptest.NewRecorder()
		behind.ServeHTTP(w, r)
		return w.Result()
	}
	made := ask("POST", "/aula/hall/whip?lang=en", offer(t, true))
	if at := made.Header.Get("Location"); !strings.HasPrefix(at, "/aula/hall/whip/") || strings.Contains(at, "?") {
		t.Fatalf("Location %q", at)
	}
	if s := ask("DELETE", made.Header.Get("Location"), "").StatusCode; s != http.StatusOK {
		t.Errorf("DELETE by it: %d", s)
	}
}

// An offer posted to an address that has a slash too many is posted again: 301 and 302 would make
// a GET of it (RFC 9725 section 4.5).
func TestAnAddressThatIsTidiedKeepsTheMethod(t *testing.T) {
	d := newDesk(t)
	resp := d.ask("POST", "/hall//whip", offer(t, true), isSDP)
	if resp.StatusCode != http.StatusTemporaryRedirect || resp.Header.Get("Location") != "/hall/whip" {
		t.Errorf("%d to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
}

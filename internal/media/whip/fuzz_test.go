package whip

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Whatever a header says, only the session's own tag or "*" lets a request change it.
func FuzzIfMatch(f *testing.F) {
	for _, s := range []string{"", "*", `"tag"`, "tag", `W/"tag"`, `"a", "tag"`, `"a","b"`, `"ta,g"`, ",,", `""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if matches(header, "tag") && !strings.Contains(header, "tag") && !strings.Contains(header, "*") {
			t.Errorf("%q matches", header)
		}
	})
}

// Reading Accept never takes what was refused in so many words, and never panics.
func FuzzAccept(f *testing.F) {
	for _, s := range []string{"", "*/*", "application/sdp", "application/*;q=0.5", "text/html", "application/sdp;q=0", ";", "a/b;c=\"", "application/sdp; q=0.000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest("POST", "/", nil)
		r.Header["Accept"] = []string{header}
		if accepts(r, typeSDP) && !strings.Contains(strings.ToLower(header), "application/") && !strings.Contains(header, "*") {
			t.Errorf("%q is taken for %s", header, typeSDP)
		}
	})
}

// The session's address is one step below the address asked for, and on this server.
func FuzzLocation(f *testing.F) {
	for _, s := range []string{"/hall/whip", "/hall/whip?lang=en", "//elsewhere.example/whip", "/a%2Fb", "*", "http://x.example/hall", "/.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		r := &http.Request{RequestURI: asked, URL: &url.URL{Path: "/hall/whip"}}
		at := location(r, "id")
		u, err := url.Parse(at)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasSuffix(at, "id") {
			t.Errorf("%q gives %q", asked, at)
		}
	})
}

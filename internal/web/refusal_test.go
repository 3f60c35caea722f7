package web_test

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aula/internal/app"
	"aula/internal/apptest"
	"aula/internal/config"
	"aula/internal/seminar"
)

// Every answer, whatever it is, forbids everything that it does not need.
func TestEveryAnswerHasAPolicy(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	organiser, delegate, stranger := h.Enter(h.With(seminar.Organiser, "")), h.Enter(h.With(seminar.Delegate, "main")), h.Stranger()
	for _, pattern := range append(h.App.Web.Patterns(), "GET /nothing", "GET /s/nothing") {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok || method != http.MethodGet || strings.HasSuffix(path, "/events") || strings.HasSuffix(path, "/socket") {
			continue
		}
		path = strings.NewReplacer("{$}", "", "{seminar}", "demo", "{place}", "east", "{token}", "nothing", "{photo}", "nothing", "{session}", h.Plan.Seminar.Sessions[0].Key).Replace(path)
		if strings.HasSuffix(path, "/roll.xlsx") {
			path += "?place=east" // the whole takes its time
		}
		for _, c := range []*apptest.Client{organiser, delegate, stranger} {
			a := ask(t, c, method, h.Base+path, "", "Accept", "text/html")
			csp := a.header.Get("Content-Security-Policy")
			for _, directive := range []string{"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "require-trusted-types-for 'script'"} {
				if !strings.Contains(csp, directive) {
					t.Fatalf("%s: status %d, no %s in %q", path, a.status, directive, csp)
				}
			}
			if strings.Contains(csp, "unsafe") || a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: %v", path, a.header)
			}
			if strings.HasPrefix(path, "/certificates/") { // keys and lists are for everybody's checkers
				continue
			}
			if !strings.Contains(a.header.Get("Cache-Control"), "private") && !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
				t.Errorf("%s: Cache-Control %q", path, a.header.Get("Cache-Control"))
			}
		}
	}
}

// A refusal is a page for who reads pages and a problem for the rest, in the reader's language.
func TestARefusalInBothForms(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	delegate, stranger := h.Enter(h.With(seminar.Delegate, "main")), h.Stranger()
	for _, x := range []struct {
		what         string
		c            *apptest.Client
		method, path string
		status       int
		code         string
	}{
		{"not found", stranger, http.MethodGet, "/s/demo/sessions/nothing", 404, "not_found"},
		{"no such seminar", stranger, http.MethodGet, "/s/nothing", 404, "not_found"},
		{"no such address", stranger, http.MethodGet, "/nothing", 404, "not_found"},
		{"forbidden", delegate, http.MethodGet, "/s/demo/people", 403, "forbidden"},
		{"nobody", stranger, http.MethodPost, "/s/demo/people/invite-all", 401, "sign_in"},
		{"invalid", delegate, http.MethodPost, "/s/demo/floor", 400, "invalid"},
	} {
		titles := map[string]string{}
		for _, lang := range []string{"en", "zh-Hans"} {
			p := ask(t, x.c, x.method, h.Base+x.path, "", "Accept-Language", lang)
			var problem struct {
				Type, Title, Code string
				Status            int
			}
			decode(t, []byte(p.body), &problem)
			if p.status != x.status || p.header.Get("Content-Type") != "application/problem+json" || problem.Status != x.status || problem.Code != x.code || problem.Type != "about:blank" || problem.Title == "" {
				t.Errorf("%s in %s: status %d, %s, %+v", x.what, lang, p.status, p.header.Get("Content-Type"), problem)
			}
			titles[lang] = problem.Title
			page := ask(t, x.c, x.method, h.Base+x.path, "", "Accept-Language", lang, "Accept", "text/html,*/*;q=0.8")
			if page.status != x.status || page.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(page.body, `<html lang="`+lang+`"`) || !strings.Contains(page.body, template.HTMLEscapeString(problem.Title)) {
				t.Errorf("%s in %s as a page: status %d, %s\n%.300s", x.what, lang, page.status, page.header.Get("Content-Type"), page.body)
			}
		}
		if titles["en"] == titles["zh-Hans"] {
			t.Errorf("%s: %q in both languages", x.what, titles["en"])
		}
	}
	// Who reads pages and is not signed in is shown the way in, and back.
	a := ask(t, stranger, http.MethodGet, h.URL("/people?q=1"), "", "Accept", "text/html")
	if a.status != http.StatusSeeOther || a.header.Get("Location") != "/sign-in?next=%2Fs%2Fdemo%2Fpeople%3Fq%3D1" {
		t.Errorf("nobody on a page: status %d, %s", a.status, a.header.Get("Location"))
	}
	// A language once chosen goes before what the browser says.
	if status, _ := stranger.Post(h.Base+"/language", map[string][]string{"language": {"zh-Hans"}, "next": {"/s/demo"}}); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	if a := ask(t, stranger, http.MethodGet, h.Base+"/nothing", "", "Accept", "text/html", "Accept-Language", "en"); !strings.Contains(a.body, `<html lang="zh-Hans"`) {
		t.Error("the chosen language is not kept")
	}
}

// Unencrypted, from another machine, the house shows how to come to trust it and
// nothing else, whatever the request says.
func TestPlainHTTPFromAnotherMachine(t *testing.T) {
	t.Parallel()
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0", "data": t.TempDir(), "tls.mode": "authority"}})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(context.Background(), cfg, app.Options{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	handler := a.Web.Handler()
	const there = "192.0.2.7:50000"
	for _, x := range []struct {
		what, method, path, from string
		header                   [2]string
		status                   int
		to                       string
	}{
		{"home", "GET", "/", there, [2]string{}, 307, "/authority"},
		{"a page", "GET", "/sign-in?next=%2F", there, [2]string{}, 307, "https://aula.example:8470/sign-in?next=%2F"},
		{"a form", "POST", "/sign-in", there, [2]string{}, 307, "https://aula.example:8470/sign-in"},
		{"with a header of its own making", "GET", "/sign-in", there, [2]string{"X-Forwarded-Proto", "https"}, 307, "https://aula.example:8470/sign-in"},
		{"for somebody else, by a proxy here", "GET", "/sign-in", "127.0.0.1:50000", [2]string{"X-Forwarded-For", "192.0.2.7"}, 307, "https://aula.example:8470/sign-in"},
		{"how to trust", "GET", "/authority", there, [2]string{}, 200, ""},
		{"the certificate", "GET", "/authority/aula.crt", there, [2]string{}, 200, ""},
		{"on this machine", "GET", "/sign-in", "127.0.0.1:50000", [2]string{}, 200, ""},
		{"on this machine, IPv6", "GET", "/sign-in", "[::1]:50000", [2]string{}, 200, ""},
		{"by a proxy that encrypts", "GET", "/sign-in", "127.0.0.1:50000", [2]string{"X-Forwarded-Proto", "https"}, 200, ""},
	} {
		r := httptest.NewRequest(x.method, x.path, nil)
		r.RemoteAddr, r.Host = x.from, "aula.example:8470"
		if x.header[0] != "" {
			r.Header.Set(x.header[0], x.header[1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != x.status || w.Header().Get("Location") != x.to || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: status %d to %q, want %d to %q", x.what, w.Code, w.Header().Get("Location"), x.status, x.to)
		}
	}
}

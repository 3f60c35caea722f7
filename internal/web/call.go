package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"aula/internal/account"
	"aula/internal/front"
	"aula/internal/i18n"
	"aula/internal/seminar"
	"aula/internal/web/page"
	"aula/ui"
)

// call is one request on its way through the house.
type call struct {
	i18n.Printer
	s     *Server
	w     http.ResponseWriter
	r     *http.Request
	rt    route
	book  *book             // of the {seminar}; nil outside one
	who   seminar.Principal // taken from the login, never from the message
	login account.Login     // zero for the public
	place seminar.Place     // of the {place}; zero without one
}

// houseAccent is the hash of the style of pages outside a seminar.
var houseAccent = page.Frame{}.AccentHash()

// call finds out who asks for what, and whether they may. The call it returns can
// always say what went wrong.
func (s *Server) call(w http.ResponseWriter, r *http.Request, rt route) (*call, error) {
	c := &call{s: s, w: w, r: r, rt: rt}
	c.Printer = s.Texts.Printer(c.language(), time.UTC)
	c.secure()
	c.policy(houseAccent)
	if key := r.PathValue("seminar"); key != "" {
		b, err := s.books.book(r.Context(), key)
		if err != nil {
			return c, err
		}
		c.open(b)
		c.who.Seminar = b.Seminar.ID
	}
	if key := r.PathValue("place"); key != "" {
		p, ok := c.book.Seminar.Place(key)
		if !ok || s.elsewhere(p.ID) {
			return c, seminar.NotFound("error.not_found")
		}
		c.place = *p
	}
	if err := c.signIn(); err != nil {
		return c, err
	}
	if !rt.access.allows(c.who, c.place.ID) {
		return c, c.turnAway()
	}
	return c, nil
}

// open makes the seminar of the request known: its language, its hours, its colour.
func (c *call) open(b *book) {
	c.book = b
	c.Printer = c.s.Texts.Printer(c.language(), b.Seminar.Location(), b.Seminar.Languages...)
	c.policy(b.accent)
}

// languageCookie holds the interface language that a reader chose.
const languageCookie = "aula-language"

func (c *call) language() string {
	chosen := c.r.URL.Query().Get("lang")
	if cookie, err := c.r.Cookie(languageCookie); err == nil && chosen == "" {
		chosen = cookie.Value
	}
	return c.s.Texts.Match(seminar.Language(chosen), c.r.Header.Get("Accept-Language"))
}

// secure sets the headers that every answer carries.
func (c *call) secure() {
	h := c.w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), geolocation=(), autoplay=(self)")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Accept-Language, Accept")
	if c.r.TLS != nil && c.s.Config.TLSMode() == "acme" {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// policy says what a page may load and run: what is ours, and the style of that hash.
func (c *call) policy(style string) {
	host := c.r.Host
	c.w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' "+style+"; img-src 'self' data: blob:; "+
		"media-src 'self' blob:; connect-src 'self' ws://"+host+" wss://"+host+"; font-src 'self'; manifest-src 'self'; worker-src 'self'; "+
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types aula")
}

// frame fills what every page shows around its own matter.
func (c *call) frame(titleKey, theme, script string) page.Frame {
	f := page.Frame{
		Printer: c.Printer, Who: c.who, Path: c.r.URL.RequestURI(), Assets: c.s.Assets.Map(), Script: script,
		Theme: theme, Build: c.s.Assets.Build(), Now: c.s.Clock().UTC().Format(time.RFC3339Nano), LoggedIn: c.login.ID != "", AtSite: c.s.Site != nil,
	}
	if script == "" {
		f.Script = "app.js"
	}
	if titleKey != "" {
		f.Title = c.T(titleKey)
	}
	if c.book != nil {
		f.Seminar = &c.book.Seminar
		f.Menu = c.menu(f)
	}
	if notice := c.r.URL.Query().Get("done"); notice != "" && strings.HasPrefix(notice, "done.") {
		if text := c.T(notice); text != notice {
			f.Notice = text
		}
	}
	return f
}

// base is the origin under which the reader reached the server.
func (c *call) base() string {
	switch {
	case c.s.Config.PublicURL != "":
		return c.s.Config.PublicURL
	case front.Plain(c.r):
		return "http://" + c.r.Host
	}
	return "https://" + c.r.Host
}

// view is a page with its matter.
type view interface{ Render(io.Writer) error }

// page answers with a page.
func (c *call) page(v view) error {
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return v.Render(c.w)
}

// json answers with JSON.
func (c *call) json(status int, v any) error {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(status)
	return json.NewEncoder(c.w).Encode(v)
}

// goTo answers a form that was carried out: the browser goes to a page and says what was done.
func (c *call) goTo(address, done string) error {
	if done != "" {
		sign := "?"
		if strings.Contains(address, "?") {
			sign = "&"
		}
		address += sign + "done=" + done
	}
	http.Redirect(c.w, c.r, address, http.StatusSeeOther)
	return nil
}

// decode reads a JSON body of at most 1 MiB into v.
func (c *call) decode(v any) error {
	d := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, 1<<20))
	if err := d.Decode(v); err != nil {
		return seminar.Invalid("error.invalid").Because(fmt.Errorf("json body: %w", err))
	}
	return nil
}

// problem is RFC 9457 with our code.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   seminar.Code `json:"code"`
}

// statuses maps each code to its status, and nothing else does.
var statuses = map[seminar.Code]int{
	seminar.CodeInvalid: 400, seminar.CodeSignIn: 401, seminar.CodeForbidden: 403, seminar.CodeRevoked: 403, seminar.CodeNotFound: 404,
	seminar.CodeConflict: 409, seminar.CodeTooMany: 429, seminar.CodeUnavailable: 503, seminar.CodeInternal: 500,
}

// fail answers with what went wrong: a page for who reads pages, a problem for the rest.
func (c *call) fail(err error) {
	if errors.Is(err, c.r.Context().Err()) && c.r.Context().Err() != nil {
		return // nobody is there any more
	}
	code := seminar.CodeOf(err)
	reference := ""
	if code == seminar.CodeInternal {
		reference = string(seminar.NewID())
		c.s.Log.Error("request failed", "reference", reference, "method", c.r.Method, "route", c.rt.pattern, "err", err)
	} else {
		c.s.Log.Debug("request refused", "method", c.r.Method, "route", c.rt.pattern, "err", err)
	}
	html := strings.Contains(c.r.Header.Get("Accept"), "text/html")
	if code == seminar.CodeSignIn && html && c.r.Method == http.MethodGet {
		http.Redirect(c.w, c.r, "/sign-in?next="+escape(c.r.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	if code == seminar.CodeTooMany || code == seminar.CodeUnavailable {
		c.w.Header().Set("Retry-After", "5")
	}
	status := statuses[code]
	if !html {
		c.w.Header().Set("Content-Type", "application/problem+json")
		c.w.WriteHeader(status)
		_ = json.NewEncoder(c.w).Encode(problem{"about:blank", c.Error(err), status, code})
		return
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(status)
	v := page.Message{Frame: c.frame("", "auto", ""), Status: status, Code: code, Text: c.Error(err), Reference: reference}
	v.Title = v.Heading()
	if err := v.Render(c.w); err != nil {
		c.s.Log.Error("error page", "err", err)
	}
}

// plainGuard keeps secrets off the wire: from other machines, plain HTTP shows how to
// come to trust the server and nothing else.
func (s *Server) plainGuard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if front.Plain(r) && !front.Loopback(r) && !strings.HasPrefix(r.URL.Path, "/authority") && !strings.HasPrefix(r.URL.Path, ui.Prefix) && s.Config.TLSMode() != "off" {
			to := "https://" + r.Host + r.URL.RequestURI()
			if s.Authority != nil && r.URL.Path == "/" {
				to = "/authority"
			}
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
			return
		}
		next.ServeHTTP(w, r)
	})
}

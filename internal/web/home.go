package web

import (
	"io"
	"net/http"

	"aula/internal/seminar"
	"aula/internal/web/page"
)

// showHome shows the server's seminars, or at once the only one.
func showHome(c *call) error {
	all, err := c.s.Store.Seminars(c.r.Context())
	if err != nil {
		return err
	}
	if len(all) == 1 && !c.who.Server {
		return c.goTo("/s/"+all[0].Key, "")
	}
	for i := range all {
		b, err := c.s.books.book(c.r.Context(), all[i].Key)
		if err != nil {
			return err
		}
		all[i] = b.Seminar
	}
	return c.page(page.Home{Frame: c.frame("page.home.title", "auto", ""), Seminars: all, MayImport: c.who.Server})
}

// showHealth says that the server is up and its database answers, for whoever watches it.
func showHealth(c *call) error {
	if _, _, err := c.s.Store.Head(c.r.Context(), ""); err != nil {
		return seminar.Fail(seminar.CodeUnavailable, "error.unavailable").Because(err)
	}
	c.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(c.w, "ok\n")
	return err
}

// chooseLanguage keeps the reader's language for a year.
func chooseLanguage(c *call) error {
	http.SetCookie(c.w, &http.Cookie{
		Name: languageCookie, Value: c.s.Texts.Match(seminar.Language(c.r.FormValue("language")), ""), Path: "/",
		MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true,
	})
	return c.goTo(safeNext(c.r.FormValue("next")), "")
}

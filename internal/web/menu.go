package web

import (
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// menu lists the pages of a seminar that are open to the reader.
func (c *call) menu(f page.Frame) []page.Link {
	if c.s.Site != nil {
		return c.siteMenu(f)
	}
	var menu []page.Link
	add := func(a access, key string, parts ...string) {
		if a.allows(c.who, c.place.ID) {
			href := f.URL(parts...)
			menu = append(menu, page.Link{Href: href, Label: c.T(key), Current: c.r.URL.Path == href})
		}
	}
	add(everybody, "menu.programme")
	if c.login.ID == "" {
		add(everybody, "menu.report", "report")
		add(everybody, "menu.recordings", "recordings")
		return menu
	}
	add(hallPeople, "menu.hall", "hall")
	add(only(seminar.Chair), "menu.console", "console")
	add(moderators, "menu.moderator", "moderator")
	add(only(seminar.Speaker), "menu.lectern", "lectern")
	add(only(seminar.Interpreter), "menu.interpret", "interpret")
	add(operators, "menu.desk", "desk")
	add(rollKeeper, "menu.roll", "roll")
	add(only(seminar.Liaison), "menu.delegation", "delegation")
	add(organisers, "menu.people", "people")
	add(organisers, "menu.admin", "admin")
	add(editors, "menu.press", "press")
	add(everybody, "menu.report", "report")
	add(everybody, "menu.recordings", "recordings")
	add(members, "menu.me", "me")
	return menu
}

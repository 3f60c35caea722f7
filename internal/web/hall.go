package web

import (
	"aula/internal/seminar"
	"aula/internal/web/page"
)

func showHall(c *call) error {
	mode := "hall"
	if own, ok := c.book.Seminar.Place(string(c.who.Person.Place)); !ok || own.Kind == seminar.Online {
		mode = "home"
	}
	return c.page(page.Hall{Frame: c.frame("hall.title", "dark", "hall.js"), Mode: mode})
}

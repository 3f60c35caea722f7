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
	return c.page(page.Hall{Frame: c.frame("hall.title", "dark", "hall.js"), Policy: c.book.Policy, Mode: mode})
}

func showConsole(c *call) error {
	return c.page(page.Console{Frame: c.frame("console.title", "dark", "console.js"), Owners: c.owners()})
}

func showLectern(c *call) error {
	return c.page(page.Lectern{Frame: c.frame("lectern.title", "dark", "lectern.js")})
}

func showModerator(c *call) error {
	return c.page(page.Moderator{Frame: c.frame("moderator.title", "dark", "moderator.js"), Owners: c.owners()})
}

// showScreen shows the big screen of the hall that the device belongs to, or of the
// hall named in the address. A branch hall hears the programme; a main hall hears itself.
func showScreen(c *call) error {
	v := page.Screen{Frame: c.frame("screen.title", "dark", "screen.js")}
	if places, all := c.who.Places(seminar.Screen); !all && len(places) > 0 {
		v.At = v.Place(places[0])
	}
	if p, ok := c.book.Seminar.Place(c.r.FormValue("place")); ok {
		v.At = *p
	}
	v.Code = c.book.Policy.HallCode > 0 && v.At.ID != "" && v.At.Kind != seminar.Online
	v.Sound = v.At.Kind != seminar.MainHall
	return c.page(v)
}

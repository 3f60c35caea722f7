package web

import (
	"aula/internal/roll"
	"aula/internal/web/page"
)

// showBoard shows where everybody is now.
func showBoard(c *call) error {
	facts, err := c.facts()
	if err != nil {
		return err
	}
	v := page.Board{Frame: c.frame("page.board.title", "light", "roll.js"), Directory: c.book.Directory, AsOf: facts.AsOf,
		Standings: roll.Now(facts), Search: c.r.FormValue("search")}
	for i, s := range c.book.Seminar.Sessions {
		if s.Marked() && !facts.AsOf.Before(s.Starts) && facts.AsOf.Before(s.Ends) {
			v.Running = append(v.Running, c.book.Seminar.Sessions[i])
		}
	}
	if c.r.FormValue("part") == "table" {
		c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		return v.RenderTable(c.w)
	}
	return c.page(v)
}

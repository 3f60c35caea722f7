package web

import (
	"strconv"

	"aula/internal/record"
	"aula/internal/seminar"
)

// mostPatience is how many times the usual time to answer a prompt somebody may have.
const mostPatience = 5

// giveTime gives somebody more time to answer prompts. Why they need it is not asked.
func giveTime(c *call) error {
	p, ok := c.book.Directory.People[seminar.ID(c.r.FormValue("person"))]
	if !ok {
		return seminar.NotFound("error.not_found")
	}
	times, err := strconv.Atoi(c.r.FormValue("times"))
	if err != nil || times < 1 || times > mostPatience {
		return seminar.Invalid("error.invalid")
	}
	e := record.New("prompt.time_given", map[string]int{"times": times})
	e.Seminar, e.Person, e.Actor = c.book.Seminar.ID, p.ID, c.who.Person.ID
	if err := c.s.Store.SavePatience(c.r.Context(), c.book.Seminar.ID, p.ID, times, e); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/roll?person="+string(p.ID), "done.time_given")
}

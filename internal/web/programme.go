package web

import (
	"aula/internal/seminar"
	"aula/internal/web/page"
)

func showProgramme(c *call) error {
	f := c.frame("page.programme.title", "auto", "")
	announced, err := c.announced()
	if err != nil {
		return err
	}
	return c.page(page.Programme{Frame: f, Directory: c.book.named(), At: c.s.Clock(), Announced: announced})
}

func showGrid(c *call) error {
	f := c.frame("page.grid.title", "auto", "")
	return c.page(page.Grid{Frame: f, Directory: c.book.named(), At: c.s.Clock()})
}

func showSession(c *call) error {
	session, ok := c.book.Seminar.Session(c.r.PathValue("session"))
	if !ok {
		return seminar.NotFound("error.not_found")
	}
	f := c.frame("", "auto", "")
	f.Title = c.Text(session.Title)
	return c.page(page.Session{Frame: f, Directory: c.book.named(), Session: *session, At: c.s.Clock()})
}

// named returns the directory of those whom the programme names: the public sees who
// presides, speaks and attends, and not who is merely on the list of delegates.
func (b *book) named() page.Directory {
	d := page.Directory{People: map[seminar.ID]seminar.Person{}, Organisations: b.Directory.Organisations}
	add := func(id seminar.ID) {
		if p, ok := b.Directory.People[id]; ok {
			d.People[id] = public(p)
		}
	}
	for _, s := range b.Seminar.Sessions {
		for _, part := range s.Parts {
			add(part.Person)
		}
		for _, item := range s.Items {
			add(item.Person)
		}
	}
	return d
}

// public returns of a person what the programme may show.
func public(p seminar.Person) seminar.Person {
	return seminar.Person{ID: p.ID, Name: p.Name, Organisation: p.Organisation, Post: p.Post, Order: p.Order}
}

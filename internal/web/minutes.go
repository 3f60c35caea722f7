package web

import (
	"slices"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// minutes reads what happened on the floor, session by session.
func (c *call) minutes() ([]floor.Minutes, error) {
	var entries []record.Entry
	for e, err := range c.s.Store.EntriesOf(c.r.Context(), c.book.Seminar.ID, floor.Kinds()...) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	all, err := floor.MinutesOf(entries)
	if err != nil {
		return nil, err
	}
	for i, m := range all { // by the programme, where nobody began it
		if s, there := c.book.Seminar.Session(string(m.Session)); there && m.Started.IsZero() {
			all[i].Title, all[i].Started, all[i].Ended = s.Title, s.Starts, s.Ends
		}
	}
	slices.SortStableFunc(all, func(a, b floor.Minutes) int { return a.Started.Compare(b.Started) })
	return all, nil
}

func showMinutes(c *call) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	return c.page(page.Minutes{Frame: c.frame("page.minutes.title", "light", ""), Directory: c.book.Directory, All: all})
}

// sendMinutes sends everything as JSON.
func sendMinutes(c *call) error {
	all, err := c.minutes()
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Disposition", `attachment; filename="minutes-`+c.book.Seminar.Key+`.json"`)
	return c.json(200, map[string]any{"seminar": c.book.Seminar.Key, "at": c.s.Clock().UTC(), "sessions": append([]floor.Minutes{}, all...)})
}

func (c *call) nameOf(id seminar.ID) string { return c.Text(c.book.Directory.People[id].Name) }

func (c *call) barName(b page.PollBar) string {
	if b.Words != "" {
		return b.Words
	}
	return c.Text(b.Name)
}

func (c *call) placeOf(id seminar.ID) seminar.Text {
	p, ok := c.book.Seminar.Place(string(id))
	if !ok {
		return nil
	}
	return p.Name
}

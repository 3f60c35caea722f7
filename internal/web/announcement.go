package web

import (
	"strconv"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// announced returns what is announced now, to whoever may hear it.
func (c *call) announced() ([]floor.Announcement, error) {
	if !hallPeople.allows(c.who, "") {
		return nil, nil
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	return h.State().Announced(c.s.Clock()), nil
}

func showAnnouncements(c *call) error { return c.announcements(nil, "") }

func (c *call) announcements(draft seminar.Text, fault string) error {
	all, err := c.announced()
	if err != nil {
		return err
	}
	return c.page(page.Announcements{Frame: c.frame("page.announcements.title", "auto", ""), All: all, Draft: draft, Err: fault, Op: string(seminar.NewID())})
}

// announce tells everybody something, in the languages in which it was written.
func announce(c *call) error {
	now := seminar.Millis(c.s.Clock()).UTC()
	a := floor.Announce{Text: seminar.Text{}, At: now}
	for _, l := range c.book.Seminar.Languages {
		a.Text[l] = c.r.FormValue("text-" + l)
	}
	switch lasts := c.r.FormValue("lasts"); lasts {
	case "":
	case "day":
		a.Until = programme.Midnight(now.In(c.book.Seminar.Location()), c.book.Seminar.Location()).AddDate(0, 0, 1).UTC()
	default:
		minutes, err := strconv.Atoi(lasts)
		if err != nil || minutes < 1 || minutes > 24*60 {
			return seminar.Invalid("error.invalid")
		}
		a.Until = now.Add(time.Duration(minutes) * time.Minute)
	}
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	err = h.Do(c.r.Context(), c.by(""), c.r.FormValue("op"), a)
	switch seminar.CodeOf(err) {
	case seminar.CodeInvalid, seminar.CodeConflict:
		if err != nil { // what was written is not lost
			c.w.WriteHeader(statuses[seminar.CodeOf(err)])
			return c.announcements(a.Text, c.Error(err))
		}
	}
	if err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/announcements", "done.announced")
}

func withdrawAnnouncement(c *call) error {
	h, err := c.s.Halls.Hall(c.book.Seminar.ID)
	if err != nil {
		return err
	}
	if err := h.Do(c.r.Context(), c.by(""), "", floor.TakeBack{Announcement: seminar.ID(c.r.FormValue("announcement"))}); err != nil {
		return err
	}
	return c.goTo("/s/"+c.book.Seminar.Key+"/announcements", "done.announcement_withdrawn")
}

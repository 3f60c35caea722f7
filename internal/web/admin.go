package web

import (
	"aula/internal/web/page"
)

func showAdmin(c *call) error {
	rows, err := c.personRows()
	if err != nil {
		return err
	}
	v := page.Admin{Frame: c.frame("page.admin.title", "light", ""), Directory: c.book.Directory, Grants: c.book.Grants}
	for _, row := range rows {
		switch {
		case row.Withdrawn:
		case row.Invitation == page.InvitationNone:
			v.Uninvited++
		case row.Invitation == page.InvitationMade:
			v.Unopened++
		}
	}
	v.Health, err = c.health()
	if err != nil {
		return err
	}
	return c.page(v)
}

// health says how the parts of the server do.
func (c *call) health() ([]page.Health, error) {
	head, _, err := c.s.Store.Head(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return nil, err
	}
	media := c.s.Plane.Health(string(c.book.Seminar.ID))
	lines := []page.Health{
		{Key: "record", Condition: page.Good, Line: c.T("health.record", "count", int(head))},
		{Key: "media", Condition: page.Good, Line: c.T("health.media", "publishers", len(media.Publishers), "viewers", media.Viewers.Connected)},
		{Key: "clock", Condition: page.Good, Line: c.Moment(c.s.Clock())},
	}
	if len(media.Publishers) == 0 {
		lines[1].Condition = page.Warn
	}
	lines = append(lines, c.recordingHealth())
	if free, total, ok := diskSpace(c.s.Config.Data); ok {
		disk := page.Health{Key: "disk", Condition: page.Good, Line: c.T("health.disk", "free", free>>20, "total", total>>20)}
		switch {
		case free < 200<<20:
			disk.Condition = page.Bad
		case free < 2<<30:
			disk.Condition = page.Warn
		}
		lines = append(lines, disk)
	}
	return lines, nil
}

// recordingHealth says whether the hall is being recorded, and whether that can go on.
func (c *call) recordingHealth() page.Health {
	h := page.Health{Key: "recording", Condition: page.Good, Line: c.T("health.recording.off")}
	status, ok := c.s.Studio.Running(c.book.Seminar.ID)
	switch {
	case ok && status.Low:
		h.Condition, h.Line = page.Warn, c.T("health.recording.low", "free", status.Free>>30)
	case ok:
		h.Line = c.T("health.recording.on", "size", status.Bytes>>20)
	}
	return h
}

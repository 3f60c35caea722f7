package floor

import (
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Announcement is what everybody is to know, wherever they are: another room, a later start.
type Announcement struct {
	ID    seminar.ID   `json:"announcement"`
	Text  seminar.Text `json:"text"`
	At    time.Time    `json:"at,omitzero"`
	Until time.Time    `json:"until,omitzero"` // zero until it is withdrawn
}

// Bounds of announcements.
const (
	maxAnnouncements = 5 // at a time: more nobody reads
	maxAnnouncement  = 200
)

// Announced returns what is announced at a moment, the latest first.
func (s *State) Announced(at time.Time) (all []Announcement) {
	for _, a := range slices.Backward(s.Announcements) {
		if a.Until.IsZero() || at.Before(a.Until) {
			all = append(all, a)
		}
	}
	return all
}

// Announce tells everybody something.
type Announce struct {
	Text  seminar.Text
	At    time.Time // now
	Until time.Time
}

func (c Announce) do(s *State, by By) (record.Entry, error) {
	a := Announcement{ID: seminar.NewID(), Until: c.Until}
	var err error
	switch a.Text, err = Prose(c.Text, maxAnnouncement); {
	case !by.Announces:
		return record.Entry{}, seminar.Forbidden("error.announcement.staff_only")
	case err != nil:
		return record.Entry{}, seminar.Invalid("error.announcement.text").Because(err)
	case !c.Until.IsZero() && !c.Until.After(c.At):
		return record.Entry{}, seminar.Invalid("error.announcement.until")
	case len(s.Announced(c.At)) >= maxAnnouncements:
		return record.Entry{}, seminar.Conflict("error.announcement.many")
	}
	return record.New("announcement.made", a), nil
}

// TakeBack withdraws an announcement.
type TakeBack struct{ Announcement seminar.ID }

func (c TakeBack) do(s *State, by By) (record.Entry, error) {
	there := slices.ContainsFunc(s.Announcements, func(a Announcement) bool { return a.ID == c.Announcement })
	switch {
	case !by.Announces:
		return record.Entry{}, seminar.Forbidden("error.announcement.staff_only")
	case !there:
		return record.Entry{}, seminar.NotFound("error.announcement.unknown")
	}
	return record.New("announcement.withdrawn", announcementBody(c)), nil
}

type announcementBody struct {
	Announcement seminar.ID `json:"announcement"`
}

var announcementAppliers = map[string]func(*State, record.Entry) error{
	"announcement.made": with(func(s *State, e record.Entry, a Announcement) {
		a.At = e.At
		s.Announcements = append(slices.DeleteFunc(slices.Clone(s.Announcements), func(old Announcement) bool {
			return !old.Until.IsZero() && !e.At.Before(old.Until) // nobody reads it any more
		}), a)
	}),
	"announcement.withdrawn": with(func(s *State, _ record.Entry, b announcementBody) {
		s.Announcements = slices.DeleteFunc(slices.Clone(s.Announcements), func(a Announcement) bool { return a.ID == b.Announcement })
	}),
}

package floor

import (
	"slices"
	"testing"
	"time"

	"aula/internal/seminar"
)

// What is announced stands until its time or until it is withdrawn, the latest first, and never more than people read.
func TestAnnouncements(t *testing.T) {
	p := play{t: t}
	now := time.Unix(0, 0).UTC()
	staff := By{Who: Who{ID: "organiser"}, Announces: true}
	p.must(Announce{Text: english("Tea is served"), At: now, Until: now.Add(10 * time.Minute)}, staff)
	p.must(Announce{Text: english("Room 3 instead of 2"), At: now}, staff)
	words := func(at time.Time) (all []string) {
		for _, a := range p.state.Announced(at) {
			all = append(all, a.Text["en"])
		}
		return all
	}
	if got := words(now.Add(time.Minute)); !slices.Equal(got, []string{"Room 3 instead of 2", "Tea is served"}) {
		t.Errorf("at first %q", got)
	}
	if got := words(now.Add(10 * time.Minute)); !slices.Equal(got, []string{"Room 3 instead of 2"}) {
		t.Errorf("later %q", got)
	}
	p.must(TakeBack{p.state.Announcements[1].ID}, staff)
	if got := words(now); !slices.Equal(got, []string{"Tea is served"}) {
		t.Errorf("after it was withdrawn %q", got)
	}
	for key, x := range map[string]struct {
		by By
		c  Command
	}{
		"error.announcement.staff_only": {By{}, Announce{Text: english("Hello"), At: now}},
		"error.announcement.text":       {staff, Announce{Text: english(" "), At: now}},
		"error.announcement.until":      {staff, Announce{Text: english("Hello"), At: now, Until: now}},
		"error.announcement.unknown":    {staff, TakeBack{"x"}},
	} {
		if _, err := p.state.Do(x.c, x.by); keyOf(err) != key {
			t.Errorf("%s: %v", key, err)
		}
	}
	for range maxAnnouncements - 1 {
		p.must(Announce{Text: english("More"), At: now}, staff)
	}
	if _, err := p.state.Do(Announce{Text: english("Too much"), At: now}, staff); seminar.CodeOf(err) != seminar.CodeConflict {
		t.Errorf("a sixth: %v", err)
	}
}

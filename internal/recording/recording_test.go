package recording_test

import (
	"testing"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/recording"
)

func TestDue(t *testing.T) {
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	plan := &programme.Seminar{Record: true, Sessions: []programme.Session{
		{ID: "lecture", Kind: programme.Lecture}, {ID: "talk", Kind: programme.Exchange, NoRecord: true}, {ID: "tea", Kind: programme.Break},
	}}
	quiet := &programme.Seminar{Sessions: plan.Sessions}
	runs := func(id string) *floor.State {
		s := floor.Session{Started: nine}
		s.ID = plan.Sessions[0].ID
		for _, x := range plan.Sessions {
			if string(x.ID) == id {
				s.ID = x.ID
			}
		}
		return &floor.State{Session: &s}
	}
	nobody := &floor.State{}
	of := func(session string, ended time.Time, cause recording.Cause) *recording.Recording {
		r := &recording.Recording{Began: nine, Ended: ended, Cause: cause}
		if session != "" {
			r.Session = runs(session).Session.ID
		}
		return r
	}
	later := nine.Add(time.Hour)
	for _, c := range []struct {
		name  string
		plan  *programme.Seminar
		state *floor.State
		last  *recording.Recording
		want  recording.Deed
	}{
		{"a session begins", plan, runs("lecture"), nil, recording.Start},
		{"in a seminar that is not recorded", quiet, runs("lecture"), nil, recording.Nothing},
		{"a session that is not recorded", plan, runs("talk"), nil, recording.Nothing},
		{"a break", plan, runs("tea"), nil, recording.Nothing},
		{"it is being recorded", plan, runs("lecture"), of("lecture", time.Time{}, ""), recording.Nothing},
		{"the session ended", plan, nobody, of("lecture", time.Time{}, ""), recording.Stop},
		{"another session runs", plan, runs("talk"), of("lecture", time.Time{}, ""), recording.Stop},
		{"stopped by hand", plan, runs("lecture"), of("lecture", later, recording.ByHand), recording.Nothing},
		{"the disk was full", plan, runs("lecture"), of("lecture", later, recording.ByDisk), recording.Nothing},
		{"the same session once more, another day", plan, runs("lecture"), of("lecture", nine.Add(-time.Hour), recording.ByHand), recording.Start},
		{"another was recorded before", plan, runs("lecture"), of("talk", later, recording.ByHand), recording.Start},
		{"started by hand", plan, runs("lecture"), of("", time.Time{}, ""), recording.Nothing},
		{"started by hand, no session", plan, nobody, of("", time.Time{}, ""), recording.Nothing},
		{"nothing at all", plan, nobody, nil, recording.Nothing},
	} {
		if got := recording.Due(c.plan, c.state, c.last); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

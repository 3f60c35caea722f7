package web_test

import (
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/internal/apptest"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// beats lets a page say that it is there until the test says stop.
func (l *listener) beats(t *testing.T, stop chan struct{}) {
	go func() {
		tick := time.NewTicker(30 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				if l.conn.Write(t.Context(), websocket.MessageText, []byte(`{"do":"beat","path":"hls"}`)) != nil {
					return
				}
			case <-stop:
				return
			}
		}
	}()
}

// intervals returns the presences online that have become evidence.
func intervals(t *testing.T, h *apptest.House, p seminar.Person) (all []roll.Evidence) {
	t.Helper()
	return slices.DeleteFunc(evidenceOf(t, h, p), func(e roll.Evidence) bool { return e.Kind != roll.Interval })
}

// Two pages of one person are one presence. It begins with the first beat, ends with
// the last, and becomes evidence when nobody has come back.
func TestPresenceOnline(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	p, other := h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "main")
	online, _ := h.Plan.Seminar.Place("online")
	c := h.Enter(p)
	stop := make(chan struct{})
	before := clock.now().Truncate(time.Millisecond)
	laptop, phone := join(t, h, c, "home", 0), join(t, h, h.Enter(p), "home", 0)
	hall := join(t, h, h.Enter(other), "hall", 0) // a phone in a hall is no presence online
	for _, l := range []*listener{laptop, phone, hall} {
		l.beats(t, stop)
	}
	present := func(atLeast time.Duration) func() bool {
		return func() bool {
			leases, err := h.App.Store.Leases(t.Context(), h.Plan.Seminar.ID)
			if err != nil {
				t.Fatal(err)
			}
			return len(leases) == 1 && leases[0].Person == p.ID && leases[0].Place == online.ID && leases[0].Renewed.Sub(leases[0].Opened) >= atLeast
		}
	}
	eventually(t, "a presence on disk", present(0))
	clock.forward(lapse / 2)
	eventually(t, "half a lapse of presence on disk", present(lapse/2))
	laptop.close() // one of the two goes: still there
	if n := len(intervals(t, h, p)); n != 0 {
		t.Fatalf("%d presences have ended", n)
	}
	clock.forward(lapse / 2)
	eventually(t, "the presence that goes on", present(lapse))
	close(stop)
	phone.close()
	clock.forward(lapse + time.Second)
	eventually(t, "the presence to end", func() bool { return len(intervals(t, h, p)) > 0 })
	got := intervals(t, h, p)
	if len(got) != 1 || got[0].Place != online.ID || got[0].Path != roll.HLS || got[0].From.Before(before) || got[0].Received.Sub(got[0].To) < lapse || got[0].To.Sub(got[0].From) < lapse {
		t.Errorf("evidence %+v, from %v on", got, before)
	}
	if n := len(intervals(t, h, other)); n != 0 {
		t.Errorf("who sits in the hall was online %d times", n)
	}
}

// A delegate of a hall who says "I am at home" is present from then on.
func TestPresenceOfSomebodyWhoStayedAtHome(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	p := h.With(seminar.Delegate, "main")
	l := join(t, h, h.Enter(p), "hall", 0)
	l.say(t, map[string]any{"do": "beat"})
	if r := l.ask(t, map[string]any{"do": "presence", "op": "1", "mode": "home"}); !r.OK {
		t.Fatalf("%+v", r)
	}
	stop := make(chan struct{})
	l.beats(t, stop)
	eventually(t, "a presence", func() bool {
		leases, err := h.App.Store.Leases(t.Context(), h.Plan.Seminar.ID)
		return err == nil && len(leases) == 1 && leases[0].Person == p.ID
	})
	if r := l.ask(t, map[string]any{"do": "presence", "op": "2", "mode": "hall"}); !r.OK {
		t.Fatalf("%+v", r)
	}
	clock.forward(lapse + time.Second)
	eventually(t, "the presence to end", func() bool { return len(intervals(t, h, p)) == 1 })
	close(stop)
}

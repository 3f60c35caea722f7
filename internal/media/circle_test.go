package media_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aula/internal/media"
	"aula/internal/media/client"
)

func newCircle(t *testing.T) *stand {
	return newStandWith(t, func(c *media.Config) { c.Shape = func(string) media.Shape { return media.Circle } })
}

// seats returns who sits where.
func (s *stand) seats() (all []string) {
	for _, x := range s.plane.Health("room").Slots {
		if x.OnAir != "" {
			all = append(all, string(x.Slot)+" "+x.OnAir)
		}
	}
	return all
}

// In a circle everybody sees and hears everybody else, each on lines of their own.
func TestACircle(t *testing.T) {
	t.Parallel()
	s := newCircle(t)
	sit := func(want ...string) {
		t.Helper()
		eventually(t, fmt.Sprint("seats ", want), func() bool { return slices.Equal(s.seats(), want) })
	}
	s.publish(t, media.Seat, "ann", hallClip(t))
	sit("seat-1 ann")
	leave := s.publish(t, media.Seat, "bo", floorClip(t))
	sit("seat-1 ann", "seat-2 bo")
	w := s.view(t, "ann", client.ViewOptions{Video: 12, Audio: 12})
	eventually(t, "both are seen and heard", func() bool {
		return len(w.line(0)) > 30 && len(w.line(1)) > 10 && len(w.line(12)) > 30 && len(w.line(13)) > 10
	})
	for line, width := range []int{640, 320} {
		if first := w.line(line)[0]; !first.key || first.width != width {
			t.Errorf("seat %d begins with %+v, want a key frame of %d", line+1, first, width)
		}
		unbroken(t, w.line(line), 90000)
		unbroken(t, w.line(12+line), 48000)
	}
	if n := len(w.line(2)) + len(w.line(14)); n > 0 {
		t.Errorf("%d packets of an empty seat", n)
	}

	leave()
	sit("seat-1 ann")
	s.publish(t, media.Seat, "cy", floorClip(t))
	sit("seat-1 ann", "seat-3 cy")
	s.publish(t, media.Seat, "bo", floorClip(t))
	sit("seat-1 ann", "seat-2 bo", "seat-3 cy")
	if err := s.plane.PutOnAir("room", "seat-1", "bo"); err == nil {
		t.Error("somebody was put on somebody's seat")
	}
}

// A seat is taken from nobody: whoever comes to a full circle is told so.
func TestAFullCircle(t *testing.T) {
	t.Parallel()
	s := newCircle(t)
	for i := range media.Seats() {
		s.publish(t, media.Seat, fmt.Sprint("person-", i), floorClip(t))
	}
	answer := func(name string) int {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.http.URL+"/whip/room/seat/"+name, strings.NewReader(offer(t, true, "video", "audio")))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/sdp")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	if got := answer("late"); got != http.StatusConflict {
		t.Errorf("the thirteenth was answered %d", got)
	}
	if got := answer("person-3"); got != http.StatusCreated {
		t.Errorf("who comes again was answered %d", got)
	}
	if n := len(s.seats()); n > len(media.Seats()) {
		t.Errorf("%d sit on %d seats", n, len(media.Seats()))
	}
}

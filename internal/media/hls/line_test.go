package hls

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"aula/internal/media"
)

// Whatever a sender's clock does, places grow, and none is far from the moment at which its
// frame was shown.
func TestPlacesGrowAndStayNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l line
		rtp := rapid.Uint32().Draw(t, "first")
		shown, last := time.Duration(0), int64(-1)
		for range rapid.IntRange(1, 200).Draw(t, "frames") {
			at := l.at(rtp, shown, pictureRate)
			if at <= last {
				t.Fatalf("place %d after %d", at, last)
			}
			if ahead := span(at, pictureRate) - shown; ahead < -apart-time.Millisecond {
				t.Fatalf("shown at %v and placed %v before", shown, -ahead)
			}
			last = at
			step := time.Duration(rapid.IntRange(1, 400).Draw(t, "step")) * time.Millisecond
			skew := time.Duration(rapid.IntRange(-3, 3).Draw(t, "skew")) * time.Millisecond
			rtp += uint32(ticks(step+skew, pictureRate))
			if rapid.IntRange(0, 50).Draw(t, "jump") == 0 {
				rtp = rapid.Uint32().Draw(t, "anew")
			}
			shown += step
		}
	})
}

// An even clock is followed to the tick, though the moments at which it is seen are uneven.
func TestAnEvenClockIsFollowed(t *testing.T) {
	var l line
	for i := range 500 {
		jitter := time.Duration(i*37%40-20) * time.Millisecond
		if i == 0 {
			jitter = 0
		}
		shown := time.Duration(i)*20*time.Millisecond + jitter
		if at := l.at(uint32(i*960), shown, soundRate); at != int64(i*960) {
			t.Fatalf("sound %d is at %d, want %d", i, at, i*960)
		}
	}
}

type emptyHall struct{ taps, ended, wishes atomic.Int64 }

func (e *emptyHall) Tap(string, media.Tap) func() {
	e.taps.Add(1)
	return func() { e.ended.Add(1) }
}
func (e *emptyHall) WantKeyFrame(string, media.Slot) { e.wishes.Add(1) }

// A stream begins when it is asked for and ends a minute after the last question, and not before.
func TestAStreamEndsWhenNobodyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hall := &emptyHall{}
		s := New(hall, nil)
		defer s.Close()
		ask := func() { s.stream("room", media.Slides) }
		ask()
		time.Sleep(50 * time.Second)
		ask()
		time.Sleep(50 * time.Second)
		synctest.Wait()
		if s.Playing() != 1 || hall.taps.Load() != 1 || hall.ended.Load() != 0 {
			t.Fatalf("while somebody asks: %d streams", s.Playing())
		}
		if hall.wishes.Load() < 40 {
			t.Errorf("%d key frames were asked for in 100 s, want one for each segment", hall.wishes.Load())
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if s.Playing() != 0 || hall.ended.Load() != 1 {
			t.Fatalf("a minute later: %d streams", s.Playing())
		}
		ask()
		if s.Playing() != 1 {
			t.Fatal("it does not begin again")
		}
	})
}

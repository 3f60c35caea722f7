package rtpmap_test

import (
	"testing"

	"pgregory.net/rapid"

	"aula/internal/media/rtpmap"
)

// Some packets are skipped, some are lost on their way to us and some of these arrive late. To the viewer
// only the lost ones are missing, each in its own place, and every number leads back to its packet.
func TestSkippedPacketsLeaveNoGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, first := rapid.Uint16().Draw(t, "start"), rapid.Uint16().Draw(t, "first")
		m := rtpmap.New(90000, start, 0)
		fates := rapid.SliceOfN(rapid.SampledFrom([]string{"sent", "sent", "skipped", "lost", "late"}), 1, 200).Draw(t, "fates")
		fates[0] = "sent"
		m.Switch(first, 0, 0)
		want := map[int]uint16{} // number that a packet has to have
		next := start
		for i, fate := range fates {
			seq := first + uint16(i)
			switch fate {
			case "skipped":
				m.Skip(seq)
				continue
			case "sent":
				if got, _, ok := m.Rewrite(seq, 0); !ok || got != next {
					t.Fatalf("packet %d is numbered %d, want %d", i, got, next)
				}
			}
			want[i] = next
			next++
		}
		for i, fate := range fates {
			seq := first + uint16(i)
			newer := false // a later packet has come, so that there is a place for it
			for _, later := range fates[i+1:] {
				newer = newer || later == "sent" || later == "skipped"
			}
			if fate == "late" && newer {
				if got, _, ok := m.Rewrite(seq, 0); !ok || got != want[i] {
					t.Fatalf("late packet %d is numbered %d %v, want %d", i, got, ok, want[i])
				}
			}
			if fate == "sent" {
				if got, ok := m.Source(want[i]); !ok || got != seq {
					t.Fatalf("number %d leads to %d %v, want packet %d", want[i], got-first, ok, i)
				}
			}
			if fate == "skipped" {
				if _, _, ok := m.Rewrite(seq, 0); ok {
					t.Fatalf("packet %d was skipped and is sent", i)
				}
			}
		}
	})
}

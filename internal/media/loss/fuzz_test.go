package loss

import (
	"encoding/binary"
	"testing"
	"time"
)

// Whatever numbers come at whatever times: none is taken twice within what is remembered, nothing is asked for that
// has come or lies ahead, and never too much at once or too often.
func FuzzMissing(f *testing.F) {
	f.Add([]byte{0, 1, 0, 2, 0, 9, 0, 3})
	f.Add([]byte{0xff, 0xfe, 0, 0, 0xff, 0xff, 0, 0})
	f.Add([]byte{0, 0, 2, 0, 4, 1, 2, 1, 0x80, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var m Missing
		now := noon
		have := map[int64]bool{}
		asked := map[int64]int{}
		var highest int64 // unwrapped, by the test's own reckoning
		begun := false
		for ; len(raw) >= 2; raw = raw[2:] {
			seq := binary.BigEndian.Uint16(raw)
			now = now.Add(time.Duration(seq%32) * time.Millisecond)
			at := int64(seq) + 1<<16
			if begun {
				at = highest + int64(int16(seq-uint16(highest)))
			}
			taken := m.Arrived(seq, now)
			if begun && at <= highest-window && taken {
				t.Fatalf("%d was taken, long after %d", at, highest)
			}
			if taken && have[at] && at > highest-window {
				t.Fatalf("%d was taken twice", at)
			}
			if !begun || at-highest > window {
				clear(have)
				clear(asked)
			}
			have[at] = have[at] || taken
			highest, begun = max(highest, at), true
			n := 0
			for _, pair := range m.Ask(now) {
				for _, seq := range pair.PacketList() {
					at := highest + int64(int16(seq-uint16(highest)))
					n++
					if asked[at]++; at >= highest || at <= highest-window-1 || have[at] || asked[at] > requests {
						t.Fatalf("%d is asked for, time %d, after %d; it has come: %v", at, asked[at], highest, have[at])
					}
				}
			}
			if n > most {
				t.Fatalf("%d are asked for at once", n)
			}
		}
	})
}

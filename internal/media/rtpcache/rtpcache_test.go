package rtpcache_test

import (
	"slices"
	"testing"
	"time"

	"aula/internal/media/rtpcache"
)

func TestRingKeepsTheNewest(t *testing.T) {
	r := rtpcache.NewRing(3)
	for seq := range uint16(12) {
		r.Add(&rtpcache.Packet{Seq: seq + 65530})
	}
	for _, c := range []struct {
		seq  uint16
		want bool
	}{{65533, false}, {65534, true}, {65535, true}, {0, true}, {5, true}, {6, false}} {
		if got := r.Get(c.seq); (got != nil) != c.want || got != nil && got.Seq != c.seq {
			t.Errorf("Get(%d) = %v, want one: %v", c.seq, got, c.want)
		}
	}
}

func TestGroupBeginsWithTheLastKeyFrame(t *testing.T) {
	start := time.Unix(0, 0)
	// K begins a key frame, k is a further packet that calls itself the start of
	// the same one (as H.264 parameter set and slice do), d is any other.
	for _, c := range []struct {
		name, packets string
		want          []uint16
	}{
		{"nothing before a key frame", "ddd", nil},
		{"from the key frame on", "ddKdd", []uint16{2, 3, 4}},
		{"one key frame in two starts", "Kkdd", []uint16{0, 1, 2, 3}},
		{"the newer key frame", "KddKd", []uint16{3, 4}},
		{"too many packets", "Kdddddd", nil},
		{"again after too many", "KddddddKd", []uint16{7, 8}},
		{"too old", "Kd......d", nil},
	} {
		g := rtpcache.NewGroup(6, 5*time.Second)
		var frame uint32
		for i, what := range c.packets {
			if what == '.' {
				continue
			}
			if what != 'k' {
				frame++
			}
			g.Add(&rtpcache.Packet{Seq: uint16(i), Time: frame, Key: what != 'd', At: start.Add(time.Duration(i) * time.Second * 4 / 5)})
		}
		var got []uint16
		for _, p := range g.Packets() {
			got = append(got, p.Seq)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A viewer may still be sending what it was given when the group goes on.
func TestGroupGivesOutWhatDoesNotChange(t *testing.T) {
	g := rtpcache.NewGroup(100, time.Minute)
	g.Add(&rtpcache.Packet{Seq: 1, Key: true})
	given := g.Packets()
	g.Add(&rtpcache.Packet{Seq: 2})
	given = append(given, &rtpcache.Packet{Seq: 9})
	if now := g.Packets(); len(now) != 2 || now[1].Seq != 2 || given[1].Seq != 9 {
		t.Errorf("given %v, now %v", given, now)
	}
}

package frame_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
	"aula/internal/media/rtpcache"
)

var names = []codec.Name{codec.H264, codec.VP8, codec.VP9, codec.AV1, codec.Opus}

// Packets leave as the plane takes them, some late, some never: what comes out is exactly
// the frames that can be decoded, as they were.
func TestFramesThatAreNotHurtComeOut(t *testing.T) {
	for _, name := range names {
		t.Run(string(name), rapid.MakeCheck(func(t *rapid.T) {
			const window = 12
			sent := drawFrames(t, name)
			var queue []*rtpcache.Packet
			shown := map[*rtpcache.Packet]time.Time{}
			lost := map[*rtpcache.Packet]bool{}
			for _, k := range sent {
				for _, p := range k.packets {
					shown[p] = k.shown
					if len(shown) > 1 && rapid.IntRange(0, 19).Draw(t, "loss") == 0 {
						lost[p] = true
					} else {
						queue = append(queue, p)
					}
				}
			}
			late := lateness(t, queue)
			l, h := listen(window)
			for _, p := range late {
				l.Add(p, "camera", shown[p])
			}
			l.Flush()
			compare(t, decodable(sent, lost, name), h)
		}))
	}
}

func drawFrames(t *rapid.T, name codec.Name) []known {
	s := newSender(name)
	var sent []known
	for i := range rapid.IntRange(1, 30).Draw(t, "frames") {
		key := i == 0 || rapid.IntRange(0, 5).Draw(t, "key") == 0
		sent = append(sent, s.frame(key, rapid.IntRange(8, 500).Draw(t, "size")))
	}
	return sent
}

// lateness moves some packets back by a few places; the first stays.
func lateness(t *rapid.T, queue []*rtpcache.Packet) []*rtpcache.Packet {
	out := slices.Clone(queue)
	for i := 1; i < len(out); i++ {
		if by := rapid.IntRange(-20, 5).Draw(t, "late"); by > 0 && i+by < len(out) {
			p := out[i]
			out = slices.Insert(slices.Delete(out, i, i+1), i+by, p)
			i += by
		}
	}
	return out
}

// decodable returns the frames that lost nothing and, of pictures, lost nothing since a key frame.
func decodable(sent []known, lost map[*rtpcache.Packet]bool, name codec.Name) []known {
	var whole []known
	broken := false
	for _, k := range sent {
		hurt := slices.ContainsFunc(k.packets, func(p *rtpcache.Packet) bool { return lost[p] })
		broken = hurt || broken && !k.key
		if !hurt && (!broken || name == codec.Opus) {
			whole = append(whole, k)
		}
	}
	return whole
}

func compare(t *rapid.T, want []known, h *heard) {
	if len(want) != len(h.frames) {
		t.Fatalf("%d frames, want %d", len(h.frames), len(want))
	}
	for i, k := range want {
		f := h.frames[i]
		if f.Key != k.key || !f.Shown.Equal(k.shown) || f.RTP != k.packets[0].Time || f.New != (i == 0) || f.From != "camera" {
			t.Fatalf("frame %d: %v, want key %v at %v", i, f, k.key, k.shown)
		}
		if !slices.EqualFunc(f.Units, k.units, slices.Equal) {
			t.Fatalf("frame %d: units\n%x, want\n%x", i, f.Units, k.units)
		}
	}
}

// A case says which packets of which frames come: K is a key frame, d is any other; each
// has several packets. "d-2" loses its packet 2, "d+" loses none and comes from another publisher.
func TestLossesAreTold(t *testing.T) {
	for _, c := range []struct {
		name   string
		frames []string
		order  string
		lost   int
	}{
		{"nothing lost", []string{"K", "d", "d"}, "FFF", 0},
		{"begins in the middle", []string{"d", "d", "K", "d"}, "FF", 0},
		{"a part is lost", []string{"K", "d", "d-1", "d", "K", "d"}, "FFGFF", 1},
		{"the beginning is lost", []string{"K", "d-0", "d", "K"}, "FGF", 1},
		{"the end is lost", []string{"K", "d-9", "d", "K"}, "FGF", 1},
		{"the key frame is hurt too", []string{"K", "d-1", "K-1", "d", "K"}, "FGF", 2},
		{"it never goes on", []string{"K", "d-1", "d", "d"}, "FG", 1},
	} {
		for _, name := range names[:4] {
			t.Run(fmt.Sprintf("%s %s", name, c.name), func(t *testing.T) {
				l, h := listen(4)
				play(newSender(name), l, c.frames)
				l.Flush()
				if h.order != c.order {
					t.Errorf("order %s, want %s", h.order, c.order)
				}
				lost := 0
				for _, g := range h.gaps {
					lost += g.Lost
				}
				if lost != c.lost {
					t.Errorf("%d packets lost, want %d", lost, c.lost)
				}
			})
		}
	}
}

func play(s *sender, l *frame.Line, frames []string) {
	for _, what := range frames {
		k := s.frame(what[0] == 'K', 300)
		var without int
		if _, err := fmt.Sscanf(what[1:], "-%d", &without); err != nil {
			without = -1
		}
		for i, p := range k.packets {
			if i == min(without, len(k.packets)-1) && without >= 0 {
				continue
			}
			l.Add(p, "camera", k.shown)
		}
	}
}

func TestGapHasItsTimes(t *testing.T) {
	l, h := listen(2)
	s := newSender(codec.Opus)
	for i := range 5 {
		k := s.frame(true, 40)
		if i != 1 && i != 2 {
			l.Add(k.packets[0], "voice", k.shown)
		}
	}
	want := frame.Gap{From: epoch.Add(40 * time.Millisecond), To: epoch.Add(160 * time.Millisecond), Lost: 2}
	if len(h.gaps) != 1 || h.gaps[0] != want || h.order != "FGFF" {
		t.Errorf("%s %v, want %v", h.order, h.gaps, want)
	}
}

// Somebody else's key frame may come while a frame is not finished.
func TestAnotherPublisherIsNoGap(t *testing.T) {
	l, h := listen(4)
	s := newSender(codec.VP8)
	first, cut, other := s.frame(true, 300), s.frame(false, 300), s.frame(true, 300)
	for _, p := range first.packets {
		l.Add(p, "hall", first.shown)
	}
	l.Add(cut.packets[0], "hall", cut.shown)
	missing := uint16(len(cut.packets) - 1)
	for _, p := range other.packets {
		p.Seq -= missing
		l.Add(p, "branch", other.shown)
	}
	if h.order != "FF" || h.frames[1].From != "branch" || h.frames[1].New {
		t.Errorf("%s %v", h.order, h.frames)
	}
}

func TestAnotherCodecIsANewStream(t *testing.T) {
	l, h := listen(4)
	a, b := newSender(codec.VP8), newSender(codec.H264)
	play(a, l, []string{"K", "d"})
	b.seq, b.time = a.seq, a.time
	play(b, l, []string{"d", "K", "d"})
	if h.order != "FFFF" || !h.frames[0].New || h.frames[1].New || !h.frames[2].New || h.frames[2].Codec.Name != codec.H264 {
		t.Errorf("%s %v", h.order, h.frames)
	}
}

// Some encoders send the parameter sets once, others with each key frame.
func TestParameterSetsOnce(t *testing.T) {
	l, h := listen(4)
	seq := uint16(0)
	add := func(at uint32, key, marker bool, payload ...byte) {
		l.Add(&rtpcache.Packet{Seq: seq, Time: at, Key: key, Marker: marker, Codec: codec.Codec{Name: codec.H264}, Payload: payload}, "", epoch)
		seq++
	}
	add(1, true, false, 0x67, 1)
	add(1, false, true, 0x68, 2)
	add(2, true, true, 0x65, 0x88, 3)
	add(3, true, true, 0x65, 0x88, 4)
	if len(h.frames) != 2 {
		t.Fatalf("%d frames", len(h.frames))
	}
	want := [][]byte{{0x67, 1}, {0x68, 2}, {0x65, 0x88, 4}}
	if got := h.frames[1].Units; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%x, want %x", got, want)
	}
}

func TestNewSequenceNumbersAreAGap(t *testing.T) {
	l, h := listen(4)
	s := newSender(codec.VP8)
	play(s, l, []string{"K", "d"})
	s.seq += 20000
	play(s, l, []string{"d", "K"})
	if h.order != "FFGF" {
		t.Errorf("%s", h.order)
	}
}

func TestSize(t *testing.T) {
	for name, want := range map[codec.Name][2]int{codec.VP8: {320, 240}, codec.VP9: {320, 240}, codec.AV1: {1920, 804}} {
		l, h := listen(4)
		play(newSender(name), l, []string{"K", "d"})
		width, height, ok := h.frames[0].Size()
		if !ok || [2]int{width, height} != want {
			t.Errorf("%s: %dx%d %v, want %v", name, width, height, ok, want)
		}
		if _, _, ok := h.frames[1].Size(); ok {
			t.Errorf("%s: size of what is no key frame", name)
		}
	}
}

// Whatever comes, a line does not fail and hands on nothing empty.
func FuzzLine(f *testing.F) {
	for i, name := range names {
		s := newSender(name)
		var seed []byte
		for _, k := range []known{s.frame(true, 200), s.frame(false, 60), s.frame(true, 8)} {
			for _, p := range k.packets {
				seed = append(seed, byte(i), byte(p.Seq), byte(p.Time/3600), flags(p), byte(len(p.Payload)))
				seed = append(seed, p.Payload...)
			}
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		l, h := listen(3)
		for len(script) > 5 {
			n := min(int(script[4]), len(script)-5)
			name := names[int(script[0])%len(names)]
			l.Add(&rtpcache.Packet{Seq: uint16(script[1]), Time: uint32(script[2]), Marker: script[3]&1 != 0, Key: script[3]&2 != 0,
				Codec: codec.Codec{Name: name}, Payload: script[5 : 5+n]}, string(script[3]>>4), epoch)
			script = script[5+n:]
		}
		l.Flush()
		for _, fr := range h.frames {
			fr.Size()
			if fr.Bytes() == 0 || slices.ContainsFunc(fr.Units, func(u []byte) bool { return len(u) == 0 }) {
				t.Fatalf("an empty frame: %v", fr)
			}
		}
	})
}

func flags(p *rtpcache.Packet) (b byte) {
	if p.Marker {
		b |= 1
	}
	if p.Key {
		b |= 2
	}
	return b
}

package media

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"pgregory.net/rapid"

	"aula/internal/media/codec"
	"aula/internal/media/peer"
	"aula/internal/media/rtpcache"
)

func nackOf(seqs ...uint16) *rtcp.TransportLayerNack {
	return &rtcp.TransportLayerNack{Nacks: rtcp.NackPairsFromSequenceNumbers(seqs)}
}

func TestLostPacketIsSentAgain(t *testing.T) {
	s := newStage()
	w, pub := s.view(t, Viewing{Viewer: "ann"}, 1, 0), s.publish(t, "hall", video)
	s.putOnAir(t, Programme, "hall")
	for i := range uint16(4) {
		s.send(pub.source(video), frame{seq: i, time: uint32(i) * 3000, key: i == 0, at: noon, body: fmt.Sprint("picture ", i)})
	}
	o := w.outlet(Programme, video)
	lost := w.on(o)[2]
	sentAfter := func(at time.Duration) int {
		w.packets = nil
		w.hears(o, nackOf(lost.SequenceNumber, lost.SequenceNumber+999), noon.Add(at))
		return len(w.packets)
	}
	if n := sentAfter(0); n != 1 {
		t.Fatalf("sent %d packets, want the one that is at hand", n)
	}
	again := w.packets[0]
	if again.SSRC != o.repair || again.PayloadType != 97 || binary.BigEndian.Uint16(again.Payload) != lost.SequenceNumber ||
		string(again.Payload[2:]) != string(lost.Payload) || again.Timestamp != lost.Timestamp || again.Marker != lost.Marker {
		t.Errorf("sent %v for %v", again, lost)
	}
	first := again.SequenceNumber
	for i, c := range []struct {
		at   time.Duration
		want int
	}{{50 * time.Millisecond, 0}, {120 * time.Millisecond, 1}, {300 * time.Millisecond, 1}, {500 * time.Millisecond, 0}} {
		if n := sentAfter(c.at); n != c.want {
			t.Errorf("asked again after %v: sent %d, want %d", c.at, n, c.want)
		} else if n == 1 && w.packets[0].SequenceNumber != first+uint16(i) {
			t.Errorf("repetition %d is numbered %d, the first %d", i, w.packets[0].SequenceNumber, first)
		}
	}
}

// Without retransmission format the packet itself is sent again.
func TestLostPacketIsSentAgainAsItWas(t *testing.T) {
	s := newStage()
	w, pub := s.viewWith(t, Viewing{Viewer: "ann"}, pictureFormats()[:1], 1, 0), s.publish(t, "hall", video)
	s.putOnAir(t, Programme, "hall")
	for i := range uint16(3) {
		s.send(pub.source(video), frame{seq: i, time: uint32(i) * 3000, key: i == 0, at: noon})
	}
	lost := w.packets[1]
	w.packets = nil
	w.hears(w.outlets[0], nackOf(lost.SequenceNumber), noon)
	if len(w.packets) != 1 || w.packets[0].String() != lost.String() || string(w.packets[0].Payload) != string(lost.Payload) {
		t.Errorf("sent %v for %v", w.packets, lost)
	}
}

// Layers of one track begin one after the other, and a browser that restarts its encoder may begin one anew
// under another SSRC: who watches goes along at its key frame.
func TestALayerThatBeginsLaterIsShown(t *testing.T) {
	for _, c := range []struct{ name, rid string }{{"a larger one", "h"}, {"the same one anew", "l"}} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage()
			w, pub := s.view(t, Viewing{Viewer: "ann"}, 1, 0), s.publish(t, "hall")
			small := pub.layer(video, "l")
			s.putOnAir(t, Programme, "hall")
			s.room.reconcileFor(pub.publisher)
			s.send(small, frame{seq: 1, key: true, at: noon, body: "small"})
			next := pub.layer(video, c.rid)
			s.room.reconcileFor(pub.publisher)
			s.send(small, frame{seq: 2, time: 3000, at: after(33), body: "small"})
			s.send(next, frame{seq: 70, time: 9, at: after(50), body: "no key"})
			s.send(next, frame{seq: 71, time: 3009, key: true, at: after(83), body: "next"})
			s.send(small, frame{seq: 3, time: 6000, at: after(84), body: "late"})
			var shown []string
			for _, p := range w.packets {
				shown = append(shown, string(p.Payload[2:]))
			}
			if want := []string{"small", "small", "next"}; !slices.Equal(shown, want) {
				t.Errorf("shown %q, want %q", shown, want)
			}
		})
	}
}

// An encoder may begin anew as often as it likes.
func TestAPublisherThatBeginsAnewIsHeard(t *testing.T) {
	s := newStage()
	pub := s.publish(t, "hall")
	pub.lines[audio] = &peer.Line{Formats: soundFormats()}
	for i := range uint32(3 * maxSources) {
		src, _ := pub.sourceOf(&rtp.Header{PayloadType: 111, SSRC: 100 + i}, noon)
		if src == nil || pub.source(audio) != src {
			t.Fatalf("the stream that began %d times is not the one that is shown", i)
		}
	}
	if n := len(pub.sources); n > maxSources {
		t.Errorf("%d sources are kept", n)
	}
}

// What was sent before a switch is not confused with what the new source has under the same number.
func TestNothingIsRepeatedAcrossASwitch(t *testing.T) {
	s := newStage()
	w, old, next := s.view(t, Viewing{Viewer: "ann"}, 1, 0), s.publish(t, "old", video), s.publish(t, "next", video)
	s.putOnAir(t, Programme, "old")
	s.send(old.source(video), frame{seq: 5, key: true, at: noon})
	s.putOnAir(t, Programme, "next")
	s.send(next.source(video), frame{seq: 4, at: noon})
	s.send(next.source(video), frame{seq: 5, time: 3000, key: true, at: noon})
	before := w.packets[0].SequenceNumber
	w.packets = nil
	w.hears(w.outlets[0], nackOf(before), noon)
	if len(w.packets) > 0 {
		t.Errorf("sent %v", w.packets)
	}
}

func TestNothingIsRepeatedWhileAKeyFrameIsDue(t *testing.T) {
	s := newStage()
	w, pub := s.view(t, Viewing{Viewer: "ann"}, 1, 0), s.publish(t, "hall", video)
	s.putOnAir(t, Programme, "hall")
	s.send(pub.source(video), frame{seq: 1, key: true, at: noon})
	asked := pub.asked.Load()
	o := w.outlet(Programme, video)
	seq := w.packets[0].SequenceNumber
	w.packets = nil
	w.hears(o, &rtcp.PictureLossIndication{}, noon)
	w.hears(o, nackOf(seq), noon)
	if len(w.packets) != 0 {
		t.Error("repeats what the viewer has given up")
	}
	if n := pub.asked.Load(); n > 1 || asked > 1 {
		t.Errorf("asked for %d key frames at once", n)
	}
	s.send(pub.source(video), frame{seq: 2, time: 3000, key: true, at: noon})
	w.packets = nil
	w.hears(o, nackOf(seq), noon)
	if len(w.packets) != 1 {
		t.Error("does not repeat after the key frame")
	}
}

// The past is drawn together so that a player neither plays it nor takes it for delay.
func TestThePastLooksAsIfItWereNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.publish(t, "hall", video)
		s.putOnAir(t, Programme, "hall")
		const last = 4_294_960_000 // the timestamps wrap right after
		for i := range uint32(30) {
			s.send(pub.source(video), frame{seq: uint16(65530 + i), time: last - (29-i)*6000, key: i == 0, at: time.Now()})
		}
		w := s.view(t, Viewing{Viewer: "late"}, 1, 0)
		time.Sleep(time.Second)
		synctest.Wait()
		s.send(pub.source(video), frame{seq: 65530 + 30 - 65536, time: (last + 6000) % (1 << 32), at: time.Now()})
		if len(w.packets) != 31 {
			t.Fatalf("%d packets", len(w.packets))
		}
		for i, p := range w.packets[1:] {
			step, want := p.Timestamp-w.packets[i].Timestamp, uint32(93)
			if i == 29 {
				want = 6000
			}
			if step != want && step != want+1 {
				t.Errorf("packet %d comes %d ticks after the one before, want %d", i+1, step, want)
			}
		}
		lost := w.packets[3]
		w.packets = nil
		w.hears(w.outlets[0], nackOf(lost.SequenceNumber), time.Now())
		if len(w.packets) != 1 || w.packets[0].Timestamp != lost.Timestamp {
			t.Errorf("sent again %v, was %v", w.packets, lost)
		}
	})
}

func TestFormat(t *testing.T) {
	known := func(pt uint8, c codec.Name, fmtp string) peer.Format {
		return peer.Format{PT: pt, Known: true, Codec: codec.Codec{Name: c, Fmtp: fmtp}}
	}
	formats := []peer.Format{
		known(96, codec.VP8, ""), {PT: 97, Repairs: 96},
		known(98, codec.VP9, "profile-id=2"), known(100, codec.VP9, ""),
		known(102, codec.H264, "packetization-mode=0;profile-level-id=42e01f"),
		known(104, codec.H264, "packetization-mode=1;profile-level-id=42e01f"), {PT: 105, Repairs: 104},
		known(106, codec.H264, "packetization-mode=1;profile-level-id=64001f"),
	}
	for _, c := range []struct {
		name      string
		codec     codec.Codec
		known     bool
		pt, again uint8
	}{
		{"vp8", codec.Codec{Name: codec.VP8}, true, 96, 97},
		{"vp9 of profile 0", codec.Codec{Name: codec.VP9, Fmtp: "profile-id=0"}, true, 100, 0},
		{"vp9 of a profile not negotiated", codec.Codec{Name: codec.VP9, Fmtp: "profile-id=1"}, false, 0, 0},
		{"h264 of the same profile", codec.Codec{Name: codec.H264, Fmtp: "packetization-mode=1;profile-level-id=64001F"}, true, 106, 0},
		{"h264 of another profile", codec.Codec{Name: codec.H264, Fmtp: "packetization-mode=1;profile-level-id=4d001f"}, true, 104, 105},
		{"av1, which was not negotiated", codec.Codec{Name: codec.AV1}, false, 0, 0},
	} {
		if got, want := choose(formats, c.codec), (format{c.codec, c.known, c.pt, c.again}); got != want {
			t.Errorf("%s: %+v, want %+v", c.name, got, want)
		}
	}
}

func TestViewerThatCannotDecodeGetsNothing(t *testing.T) {
	s := newStage()
	w, pub := s.viewWith(t, Viewing{Viewer: "ann"}, pictureFormats()[:2], 1, 0), s.publish(t, "hall", video)
	able := s.view(t, Viewing{Viewer: "bo"}, 1, 0)
	s.putOnAir(t, Programme, "hall")
	for id, v := range map[string]*viewer{"ann": w.viewer, "bo": able.viewer} {
		s.plane.sessions[id] = v
	}
	s.plane.sessions["hall"] = pub.publisher
	told := func(session string, want ...Slot) {
		t.Helper()
		if got, err := s.plane.Unable(session); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is told %v %v, want %v", session, got, err, want)
		}
	}
	unable := func(slot Slot) int { return s.room.slotHealthLocked(slot).Unable }
	s.send(pub.source(video), frame{seq: 1, key: true, at: noon, name: codec.AV1})
	if len(w.packets) != 0 || len(able.packets) != 1 || unable(Programme) != 1 || unable(Slides) != 0 {
		t.Errorf("%d packets, %d for who can decode; unable: %d", len(w.packets), len(able.packets), unable(Programme))
	}
	told("ann", Programme)
	told("bo")
	for _, other := range []string{"hall", "nobody"} {
		if _, err := s.plane.Unable(other); !errors.Is(err, ErrNoSession) {
			t.Errorf("%s: %v", other, err)
		}
	}
	s.send(pub.source(video), frame{seq: 2, time: 3000, key: true, at: noon})
	told("ann")
	if len(w.packets) != 1 || unable(Programme) != 0 {
		t.Errorf("%d packets of a codec it knows, unable: %d", len(w.packets), unable(Programme))
	}
}

func (r *room) slotHealthLocked(s Slot) SlotHealth {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.slotHealth(s)
}

// Time of sending is told where it was agreed on.
func TestSendTime(t *testing.T) {
	var s sheet
	at := time.Unix(1_800_000_003, 250_000_000) // 6.18 bits: ...3.25 s after a multiple of 64 s
	p := &rtpcache.Packet{Payload: []byte("body"), Marker: true}
	s.write(p, at)
	seconds := (uint64(at.Unix()) + 2208988800) % 64
	got := s.header(labels{pt: 96, seq: 7, stamp: 8, ssrc: 9, sendTime: 5})
	want := append([]byte{0x90, 0xe0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9, 0xbe, 0xde, 0, 1, 0x52, byte(seconds << 2), 0, 0}, "body"...)
	want[17] |= 0x01 // a quarter
	if string(got) != string(want) {
		t.Errorf("%x, want %x", got, want)
	}
	if got := s.header(labels{pt: 96, seq: 7, stamp: 8, ssrc: 9}); string(got) != string(append([]byte{0x80, 0xe0}, append(want[2:12:12], "body"...)...)) {
		t.Errorf("without: %x", got)
	}
}

// bubble hides the deadline of a test, which nobody may ask for under synctest.
type bubble struct{ rapid.TB }

// traveller plays a publisher over a way that loses and delays packets.
type traveller struct {
	*played
	next map[*source]uint16
	late []frame // on their way still
	from []*source
}

// Whatever is switched, lost or late: each source's packets keep their distances, the first of a new
// source follows the last of the one before, no number is given twice, and what a viewer asks for again is
// found under the number of its source.
func TestNumbersOverAnySequenceOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(bubble{t}, func(rt *rapid.T) { testNumbers(t, rt) })
	})
}

func testNumbers(t *testing.T, rt *rapid.T) {
	s := newStage()
	w := s.view(t, Viewing{Viewer: "ann"}, 1, 0)
	o := w.outlets[0]
	cast := []*traveller{}
	for _, name := range []string{"one", "two", "three"} {
		p := &traveller{played: s.publish(t, name, video), next: map[*source]uint16{}}
		p.layer(video, "large")
		for _, src := range p.tracks[video].layers {
			p.next[src] = rapid.Uint16().Draw(rt, "first number")
		}
		cast = append(cast, p)
		defer p.stop()
	}
	s.putOnAir(t, Programme, "one")
	for range rapid.IntRange(1, 120).Draw(rt, "events") {
		p := rapid.SampledFrom(cast).Draw(rt, "publisher")
		src := rapid.SampledFrom(p.tracks[video].layers).Draw(rt, "layer")
		time.Sleep(time.Millisecond) // the past is on its way meanwhile
		synctest.Wait()
		now := time.Now()
		switch what := rapid.SampledFrom([]string{"packet", "packet", "packet", "key", "lost", "late", "comes", "switch", "layer", "off"}).Draw(rt, "what"); what {
		case "switch":
			s.putOnAir(t, Programme, p.name)
		case "off":
			s.plane.TakeOff("room", Programme, p.name)
		case "layer":
			to := rapid.SampledFrom([]int{-1, 0, best}).Draw(rt, "to")
			s.hand.each(s.room, func(*viewer) {
				o.layer = to
				o.choose()
			})
		case "comes":
			for i, f := range p.late {
				f.at = now
				s.send(p.from[i], f)
			}
			p.late, p.from = nil, nil
		default:
			seq := p.next[src]
			p.next[src]++
			f := frame{seq: seq, time: uint32(seq) * 450, key: what == "key", at: now, body: p.name + src.rid + fmt.Sprintf(" %d", seq)}
			switch what {
			case "late":
				p.late, p.from = append(p.late, f), append(p.from, src)
			case "lost":
			default:
				s.send(src, f)
			}
		}
	}
	time.Sleep(time.Second)
	synctest.Wait()
	checkNumbers(rt, w, o)
}

// checkNumbers checks what a viewer was sent.
func checkNumbers(t *rapid.T, w *watched, o *outlet) {
	given := map[uint16]string{}
	var run string // the source that is shown
	var shift, highest uint16
	for i, p := range w.packets {
		var who string
		var seq uint16
		if _, err := fmt.Sscan(string(p.Payload[2:]), &who, &seq); err != nil {
			t.Fatal(err)
		}
		key := p.Payload[1]&1 == 0
		if i > 0 && (who != run || p.SequenceNumber-seq != shift) { // another source, or the same again
			if !key {
				t.Fatalf("packet %d: a new source does not begin with a key frame", i)
			}
			if p.SequenceNumber != highest+1 {
				t.Fatalf("packet %d: number %d after %d", i, p.SequenceNumber, highest)
			}
		}
		run, shift = who, p.SequenceNumber-seq
		if before, taken := given[p.SequenceNumber]; taken {
			t.Fatalf("number %d was given to %s and %s %d", p.SequenceNumber, before, who, seq)
		}
		given[p.SequenceNumber] = string(p.Payload[2:])
		if i == 0 || int16(p.SequenceNumber-highest) > 0 {
			highest = p.SequenceNumber
		}
		if in, ok := o.numbers.Source(p.SequenceNumber); ok && o.numbers.Time(0)+uint32(in)*450 == p.Timestamp && in != seq {
			t.Fatalf("number %d is found as %d, was %d", p.SequenceNumber, in, seq)
		}
	}
}

// Source is the inverse of Rewrite for the current source, and knows nothing of the ones before.
func TestSourceIsTheInverse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := newShows(video)
		given := map[uint16]uint16{}
		for range rapid.IntRange(1, 4).Draw(rt, "sources") {
			base := rapid.Uint16().Draw(rt, "first")
			o.numbers.Switch(base, 0, 0)
			before := given
			given = map[uint16]uint16{}
			for range rapid.IntRange(1, 100).Draw(rt, "packets") {
				seq := base + uint16(rapid.IntRange(0, 300).Draw(rt, "ahead"))
				if out, _, ok := o.numbers.Rewrite(seq, 0); ok {
					given[out] = seq
				}
			}
			for out, in := range given {
				if got, ok := o.numbers.Source(out); !ok || got != in {
					rt.Fatalf("%d is found as %d %v, was %d", out, got, ok, in)
				}
			}
			for out := range before {
				if _, now := given[out]; now {
					rt.Fatalf("%d was given twice", out)
				}
			}
		}
	})
}

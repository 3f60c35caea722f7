package media

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// shownAt returns the moment on our clock at which a viewer takes the packet with the timestamp stamp to
// have been recorded, going by the line's sender report of now.
func shownAt(t *testing.T, o *outlet, stamp uint32, now time.Time) time.Time {
	t.Helper()
	r := o.report(now)
	if r == nil {
		t.Fatal("nothing to report")
	}
	return fromNTP(r.NTPTime).Add(-time.Duration(int32(r.RTPTime-stamp)) * time.Second / time.Duration(o.kind.rate()))
}

// Picture and sound that were recorded together are shown together, although the picture takes 120 ms longer
// to arrive, before and after a switch, whatever the publishers' clocks say.
func TestPictureAndSoundStayInStep(t *testing.T) {
	s := newStage()
	w := s.view(t, Viewing{Viewer: "ann"}, 1, 1)
	for round, clock := range []time.Time{time.Unix(5_000, 0), time.Unix(2_000_000_000, 77_000)} {
		pub := s.publish(t, fmt.Sprint("publisher ", round), video, audio)
		s.putOnAir(t, Programme, pub.name)
		recorded := noon.Add(time.Duration(round) * time.Minute)
		late := [2]time.Duration{video: 120 * time.Millisecond}
		for _, k := range []kind{video, audio} {
			first := uint32(int(k)*1_000_000 + round*7)
			// The report came half a second after the packet and says so.
			pub.reported(pub.source(k), clock.Add(500*time.Millisecond), first+k.rate()/2, recorded.Add(540*time.Millisecond))
		}
		for _, k := range []kind{video, audio} {
			s.send(pub.source(k), frame{seq: 9, time: uint32(int(k)*1_000_000 + round*7), key: true, at: recorded.Add(late[k])})
		}
		var shown [2]time.Time
		for _, k := range []kind{video, audio} {
			o := w.outlet(Programme, k)
			sent := w.on(o)
			if len(sent) != round+1 {
				t.Fatalf("publisher %d: %d packets of %v", round, len(sent), k)
			}
			shown[k] = shownAt(t, o, sent[round].Timestamp, recorded.Add(2*time.Second))
		}
		if apart := shown[video].Sub(shown[audio]).Abs(); apart > 100*time.Microsecond {
			t.Errorf("publisher %d: picture and sound are %v apart", round, apart)
		}
	}
}

func TestBeforeReportsPictureAndSoundGoByArrival(t *testing.T) {
	s := newStage()
	w := s.view(t, Viewing{Viewer: "ann"}, 1, 1)
	pub := s.publish(t, "hall", video, audio)
	s.putOnAir(t, Programme, "hall")
	pub.reported(pub.source(video), noon.Add(-time.Hour), 1, noon) // the sound has none yet
	s.send(pub.source(video), frame{seq: 1, time: 5000, key: true, at: noon})
	s.send(pub.source(audio), frame{seq: 1, time: 77, at: noon})
	for _, k := range []kind{video, audio} {
		o := w.outlet(Programme, k)
		if apart := shownAt(t, o, w.on(o)[0].Timestamp, after(1000)).Sub(noon).Abs(); apart > 100*time.Microsecond {
			t.Errorf("%v: %v from its arrival", k, apart)
		}
	}
}

func TestPictureWaitsForAKeyFrameAndSoundDoesNot(t *testing.T) {
	for _, k := range []kind{video, audio} {
		t.Run(k.String(), func(t *testing.T) {
			s := newStage()
			w := s.view(t, Viewing{Viewer: "ann"}, 1, 1)
			old, next := s.publish(t, "old", k), s.publish(t, "next", k)
			s.putOnAir(t, Programme, "old")
			s.send(old.source(k), frame{seq: 1, key: true, at: noon})
			s.putOnAir(t, Programme, "next")
			s.send(old.source(k), frame{seq: 2, time: 10, at: noon, body: "old"})
			s.send(next.source(k), frame{seq: 1, at: noon, body: "next"})
			want := map[kind]string{video: "old", audio: "next"}[k]
			if got := s.onAir(Programme, k); got != want {
				t.Errorf("on air is %s, want %s", got, want)
			}
			if sent := w.on(w.outlet(Programme, k)); len(sent) == 0 || string(sent[len(sent)-1].Payload[len(sent[len(sent)-1].Payload)-len(want):]) != want {
				t.Errorf("shown is not %s: %v", want, sent)
			}
			s.send(next.source(k), frame{seq: 2, time: 10, key: true, at: noon, body: "next, with key frame"})
			if got := s.onAir(Programme, k); got != "next" {
				t.Errorf("still %s after a key frame", got)
			}
			sent := w.on(w.outlet(Programme, k))
			for i := 1; i < len(sent); i++ {
				if sent[i].SequenceNumber != sent[i-1].SequenceNumber+1 {
					t.Errorf("number %d after %d", sent[i].SequenceNumber, sent[i-1].SequenceNumber)
				}
			}
			if len(sent) != 3 {
				t.Errorf("%d packets, want 3", len(sent))
			}
			if got, want := next.asked.Load(), map[kind]int32{video: 1, audio: 0}[k]; got != want {
				t.Errorf("asked for %d key frames, want %d", got, want)
			}
		})
	}
}

// A recording goes on with the new publisher although nobody is watching.
func TestSwitchAsksForAKeyFrameWithoutViewers(t *testing.T) {
	s := newStage()
	old, next := s.publish(t, "old", video), s.publish(t, "next", video)
	s.putOnAir(t, Programme, "old")
	s.send(old.source(video), frame{seq: 1, key: true, at: noon})
	s.putOnAir(t, Programme, "next")
	if n := next.asked.Load(); n != 1 {
		t.Errorf("asked for %d key frames, want 1", n)
	}
}

// The picture of an encoder that ignores requests is there at once when its slot was empty.
func TestEmptyFeedBeginsWithTheLastKeyFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.publish(t, "hall", video)
		w := s.view(t, Viewing{Viewer: "ann"}, 2, 0)
		for i := range uint16(5) {
			s.send(pub.source(video), frame{seq: i, time: uint32(i) * 45000, key: i == 1, at: time.Now()})
		}
		if len(w.packets) > 0 {
			t.Fatal("shown before it is on air")
		}
		s.putOnAir(t, Slides, "hall")
		time.Sleep(time.Second)
		synctest.Wait()
		sent := w.on(w.outlet(Slides, video))
		if len(sent) != 4 || sent[0].Payload[1]&1 != 0 {
			t.Fatalf("%d packets at once: %v", len(sent), sent)
		}
		s.send(pub.source(video), frame{seq: 5, time: 5 * 45000, at: time.Now()})
		sent = w.on(w.outlet(Slides, video))
		if len(sent) != 5 || sent[4].SequenceNumber != sent[3].SequenceNumber+1 {
			t.Errorf("the live picture does not go on from there: %v", sent)
		}
		if n := pub.asked.Load(); n != 0 {
			t.Errorf("asked for %d key frames, needs none", n)
		}
	})
}

// What comes while the past is being shown is neither left out nor shown twice.
func TestThePresentFollowsThePast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		pub := s.publish(t, "hall", video)
		s.putOnAir(t, Programme, "hall")
		seq := uint16(0)
		next := func() {
			s.send(pub.source(video), frame{seq: seq, time: uint32(seq) * 3000, key: seq == 0, at: time.Now(), body: fmt.Sprint(seq)})
			seq++
		}
		for range 100 {
			next()
		}
		w := s.view(t, Viewing{Viewer: "late"}, 1, 0)
		for range 30 {
			time.Sleep(time.Millisecond)
			next()
		}
		time.Sleep(time.Second)
		next()
		synctest.Wait()
		sent := w.on(w.outlet(Programme, video))
		if len(sent) != int(seq) {
			t.Fatalf("%d packets, want %d", len(sent), seq)
		}
		for i, p := range sent {
			if got := string(p.Payload[2:]); got != fmt.Sprint(i) {
				t.Fatalf("packet %d is %s", i, got)
			}
			if i > 0 && p.SequenceNumber != sent[i-1].SequenceNumber+1 {
				t.Fatalf("number %d after %d", p.SequenceNumber, sent[i-1].SequenceNumber)
			}
		}
	})
}

// A viewer whose way is blocked loses packets; the others get theirs.
func TestSlowViewerHoldsUpNobody(t *testing.T) {
	s := newStage()
	pub := s.publish(t, "hall", audio)
	slow, quick := s.view(t, Viewing{Viewer: "slow"}, 0, 1), s.view(t, Viewing{Viewer: "quick"}, 0, 1)
	slow.refuse = true
	s.putOnAir(t, Programme, "hall")
	for i := range uint16(100) {
		s.send(pub.source(audio), frame{seq: i, time: uint32(i) * 960, at: noon})
	}
	if got := slow.dropped.Load(); got != 100 {
		t.Errorf("the slow viewer lost %d packets, want 100", got)
	}
	if got := len(quick.packets); got != 100 || quick.dropped.Load() != 0 {
		t.Errorf("the quick viewer has %d packets", got)
	}
	if h := s.room.health(noon).Viewers; h.Dropped != 100 || h.Connected != 2 {
		t.Errorf("health %+v", h)
	}
}

// A publisher that has left takes its picture along; the next one is there at once.
func TestPublisherLeavesItsSlotEmpty(t *testing.T) {
	s := newStage()
	w := s.view(t, Viewing{Viewer: "ann"}, 1, 0)
	first, second := s.publish(t, "first", video), s.publish(t, "second", video)
	s.putOnAir(t, Programme, "first")
	s.send(first.source(video), frame{seq: 1, key: true, at: noon})
	first.leaves()
	if got := s.onAir(Programme, video); got != "" {
		t.Errorf("on air is %q", got)
	}
	s.send(first.source(video), frame{seq: 2, at: noon})
	s.putOnAir(t, Programme, "second")
	s.send(second.source(video), frame{seq: 700, time: 99, key: true, at: after(400)})
	sent := w.on(w.outlet(Programme, video))
	if len(sent) != 2 || sent[1].SequenceNumber != sent[0].SequenceNumber+1 || sent[1].Timestamp != sent[0].Timestamp+36000 {
		t.Errorf("sent %v", sent)
	}
}

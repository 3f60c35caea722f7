package crowd

import (
	"testing"
	"time"

	"aula/internal/media/codec"
)

// The measured load is what the figures are about: its rates must not drift.
func TestMeasuredLoad(t *testing.T) {
	l := NewLoad()
	var sound, pictures, keys, packets int
	last := time.Duration(0)
	for u := l.Next(); u.At < time.Minute; u = l.Next() {
		if u.At < last {
			t.Fatalf("%v after %v", u.At, last)
		}
		last = u.At
		packets += len(u.Payloads)
		if u.Sound {
			sound++
			continue
		}
		pictures++
		if u.Key != codec.VP8.StartsKeyFrame(u.Payloads[0]) || codec.VP8.StartsKeyFrame(u.Payloads[1]) {
			t.Fatalf("picture at %v: key %v, and its packets say otherwise", u.At, u.Key)
		}
		if d, ok := codec.ParseVP8(u.Payloads[0]); !ok || !d.Start || !d.LongID {
			t.Fatalf("picture at %v: descriptor %+v", u.At, d)
		}
		if u.Key {
			keys++
		}
	}
	if sound != 3000 || pictures != 1800 || keys != 30 || packets != 12540 {
		t.Errorf("%d packets of sound, %d pictures, %d key frames, %d packets in a minute", sound, pictures, keys, packets)
	}
}

func TestLoadGivesKeyFramesOnDemand(t *testing.T) {
	l := NewStillLoad()
	keys := 0
	for i := range 40 {
		if i == 20 {
			l.WantKey()
		}
		if l.Next().Key {
			keys++
		}
	}
	if keys != 2 {
		t.Errorf("%d key frames, want the first and the one asked for", keys)
	}
}

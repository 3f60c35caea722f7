package hls

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/bluenviron/gohlslib/v2"
	"github.com/bluenviron/gohlslib/v2/pkg/codecs"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
)

// segments is how many are kept: the format asks for seven at least.
const segments = 7

// muxer is all that we use of the library that writes fragments and playlists.
type muxer struct {
	name    string // random: nobody comes upon it by guessing
	m       *gohlslib.Muxer
	kind    codec.Name
	picture *gohlslib.Track
	audio   *gohlslib.Track

	whole   bool // the first segment is there
	segment time.Duration
}

func newMuxer(t times, key *frame.Frame, sounds bool) (*muxer, error) {
	var raw [9]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return nil, fmt.Errorf("hls: name: %w", err)
	}
	x := &muxer{name: hex.EncodeToString(raw[:]), segment: t.group * 9 / 10}
	var tracks []*gohlslib.Track
	if key != nil {
		kind, err := codecOf(*key)
		if err != nil {
			return nil, err
		}
		x.kind, x.picture = key.Codec.Name, &gohlslib.Track{Codec: kind, ClockRate: pictureRate}
		tracks = append(tracks, x.picture)
	}
	if sounds {
		x.audio = &gohlslib.Track{Codec: &codecs.Opus{ChannelCount: 2}, ClockRate: soundRate}
		tracks = append(tracks, x.audio)
	}
	x.m = &gohlslib.Muxer{
		Tracks: tracks, Variant: gohlslib.MuxerVariantLowLatency, SegmentCount: segments,
		SegmentMinDuration: x.segment, PartMinDuration: t.part,
		OnEncodeError: func(error) {}, // lengths that differ, which only the oldest phones mind
	}
	if err := x.m.Start(); err != nil {
		return nil, fmt.Errorf("hls: muxer: %w", err)
	}
	return x, nil
}

func codecOf(key frame.Frame) (codecs.Codec, error) {
	parameters := key.Parameters()
	switch {
	case key.Codec.Name == codec.H264 && len(parameters) == 2:
		return &codecs.H264{SPS: parameters[0], PPS: parameters[1]}, nil
	case key.Codec.Name == codec.AV1 && len(parameters) == 1:
		return &codecs.AV1{SequenceHeader: parameters[0]}, nil
	case key.Codec.Name == codec.VP9:
		return &codecs.VP9{}, nil // filled from the key frame
	}
	return nil, fmt.Errorf("%w: %s", ErrCodec, key.Codec.Name)
}

// show writes a picture.
func (x *muxer) show(f frame.Frame, at int64) error {
	x.whole = x.whole || f.Key && span(at, pictureRate) >= x.segment
	switch x.kind {
	case codec.H264:
		return x.m.WriteH264(x.picture, f.Shown, at, f.Units)
	case codec.VP9:
		return x.m.WriteVP9(x.picture, f.Shown, at, f.Units[0])
	case codec.AV1:
		return x.m.WriteAV1(x.picture, f.Shown, at, f.Units)
	}
	return ErrCodec
}

// sound writes a packet of Opus.
func (x *muxer) sound(packet []byte, shown time.Time, at int64) error {
	if x.picture == nil {
		x.whole = x.whole || span(at, soundRate) > x.segment+opusStep
	}
	return x.m.WriteOpus(x.audio, shown, at, [][]byte{packet})
}

// playable reports whether the first segment is there. The library shows a sample with the
// one after it, so this may be one sample early; who asks then waits that long.
func (x *muxer) playable() bool { return x.whole }

func (x *muxer) close() { x.m.Close() }

func (x *muxer) serve(w http.ResponseWriter, r *http.Request) { x.m.Handle(w, r) }

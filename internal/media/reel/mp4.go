package reel

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/bluenviron/mediacommon/v2/pkg/codecs/vp9"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/fmp4/seekablebuffer"
	"github.com/bluenviron/mediacommon/v2/pkg/formats/mp4/codecs"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
)

// mp4 is fragmented MP4 with one track (ISO/IEC 14496-12).
type mp4 struct {
	track *fmp4.InitTrack
	next  uint32 // number of the next fragment
}

func newMP4(f frame.Frame) (*mp4, error) {
	c, err := mp4Codec(f)
	if err != nil {
		return nil, err
	}
	return &mp4{track: &fmp4.InitTrack{ID: 1, TimeScale: timeScale(f.Codec.Name), Codec: c}}, nil
}

// timeScale is how many ticks a second has: those of the RTP clock.
func timeScale(name codec.Name) uint32 {
	if name == codec.Opus {
		return 48000
	}
	return 90000
}

// mp4Codec says how frames like f are to be decoded.
func mp4Codec(f frame.Frame) (codecs.Codec, error) {
	parameters := f.Parameters()
	switch {
	case f.Codec.Name == codec.Opus:
		return &codecs.Opus{ChannelCount: 2}, nil
	case f.Codec.Name == codec.H264 && len(parameters) == 2:
		return &codecs.H264{SPS: parameters[0], PPS: parameters[1]}, nil
	case f.Codec.Name == codec.AV1 && len(parameters) == 1:
		return &codecs.AV1{SequenceHeader: parameters[0]}, nil
	case f.Codec.Name == codec.VP9 && f.Key:
		var h vp9.Header
		if err := h.Unmarshal(f.Units[0]); err != nil || h.ColorConfig == nil {
			return nil, fmt.Errorf("reel: VP9 header: %w", err)
		}
		return &codecs.VP9{Width: h.Width(), Height: h.Height(), Profile: h.Profile, BitDepth: h.ColorConfig.BitDepth,
			ChromaSubsampling: h.ChromaSubsampling(), ColorRange: h.ColorConfig.ColorRange}, nil
	}
	return nil, fmt.Errorf("reel: %s frame without its parameters", f.Codec.Name)
}

func (m *mp4) head() ([]byte, error) {
	var b seekablebuffer.Buffer
	err := fmp4.Init{Tracks: []*fmp4.InitTrack{m.track}}.Marshal(&b)
	return b.Bytes(), err
}

func (m *mp4) fragment(samples []Sample, until time.Duration) ([]byte, error) {
	track := &fmp4.PartTrack{ID: 1, BaseTime: m.ticks(samples[0].At)}
	at := track.BaseTime
	for i, s := range samples {
		end := until
		if i+1 < len(samples) {
			end = samples[i+1].At
		}
		next := max(m.ticks(end), at+1)
		track.Samples = append(track.Samples, &fmp4.Sample{Duration: uint32(next - at), IsNonSyncSample: !s.Key, Payload: s.Data})
		at = next
	}
	var b seekablebuffer.Buffer
	err := fmp4.Part{SequenceNumber: m.next, Tracks: []*fmp4.PartTrack{track}}.Marshal(&b)
	m.next++
	return b.Bytes(), err
}

func (m *mp4) ticks(d time.Duration) uint64 { return toTicks(d, m.track.TimeScale) }

// toTicks and fromTicks convert without overflow over any length of a recording.
func toTicks(d time.Duration, scale uint32) uint64 {
	s, rest := uint64(d/time.Second), uint64(d%time.Second)
	return s*uint64(scale) + (rest*uint64(scale)+uint64(time.Second)/2)/uint64(time.Second)
}

func fromTicks(t uint64, scale uint32) time.Duration {
	s, rest := t/uint64(scale), t%uint64(scale)
	return time.Duration(s)*time.Second + time.Duration(rest*uint64(time.Second)/uint64(scale))
}

// lengthPrefixed joins NAL units as MP4 holds them (ISO/IEC 14496-15 section 5.3.3).
func lengthPrefixed(units [][]byte) []byte {
	n := 0
	for _, u := range units {
		n += 4 + len(u)
	}
	b := make([]byte, 0, n)
	for _, u := range units {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(u))), u...)
	}
	return b
}

package client

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
)

// Clip is media to publish over and over.
type Clip struct {
	video []unit // frames
	mime  string // of the video
	audio []unit // Opus packets
	lasts time.Duration
}

// unit is one frame or packet and when in the clip it is due.
type unit struct {
	at   time.Duration
	data []byte
}

// ReadClip reads an IVF file of VP8, VP9, AV1 or H.264 (with start codes) and an Ogg file of Opus;
// nil leaves a part out.
// The clip lasts as long as its video, or its audio when there is none, so that
// both begin again at the same moment.
func ReadClip(ivf, ogg []byte) (Clip, error) {
	var c Clip
	var err error
	if ogg != nil {
		if c.audio, c.lasts, err = readOgg(ogg); err != nil {
			return c, fmt.Errorf("ogg: %w", err)
		}
	}
	if ivf != nil {
		if c.video, c.mime, c.lasts, err = readIVF(ivf); err != nil {
			return c, fmt.Errorf("ivf: %w", err)
		}
	}
	if c.lasts <= 0 {
		return c, errors.New("clip: empty")
	}
	for len(c.audio) > 0 && c.audio[len(c.audio)-1].at >= c.lasts {
		c.audio = c.audio[:len(c.audio)-1]
	}
	return c, nil
}

// ivfCodecs are the codecs of an IVF file by their names in it.
var ivfCodecs = map[string]string{
	"VP80": webrtc.MimeTypeVP8, "VP90": webrtc.MimeTypeVP9, "AV01": webrtc.MimeTypeAV1, "H264": webrtc.MimeTypeH264,
}

func readIVF(raw []byte) (frames []unit, mime string, lasts time.Duration, err error) {
	reader, head, err := ivfreader.NewWith(bytes.NewReader(raw))
	if err != nil {
		return nil, "", 0, err
	}
	mime, ok := ivfCodecs[head.FourCC]
	if !ok {
		return nil, "", 0, fmt.Errorf("codec %q is not known", head.FourCC)
	}
	if head.TimebaseDenominator == 0 {
		return nil, "", 0, errors.New("no time base")
	}
	tick := time.Second * time.Duration(head.TimebaseNumerator) / time.Duration(head.TimebaseDenominator)
	for offset := 32; offset+12 <= len(raw); {
		data, _, err := reader.ParseNextFrame()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, "", 0, err
		}
		pts := binary.LittleEndian.Uint64(raw[offset+4:])
		frames = append(frames, unit{at: tick * time.Duration(pts), data: data})
		offset += 12 + len(data)
	}
	if len(frames) < 2 {
		return nil, "", 0, errors.New("fewer than two frames")
	}
	last := len(frames) - 1
	return frames, mime, frames[last].at + frames[1].at - frames[0].at, nil
}

// readOgg takes the Opus packets out of an Ogg file (RFC 3533, RFC 7845).
func readOgg(raw []byte) (packets []unit, lasts time.Duration, err error) {
	var packet []byte
	headers := 2
	for len(raw) > 0 {
		sizes, body, err := oggPage(raw)
		if err != nil {
			return nil, 0, err
		}
		for _, size := range sizes {
			if len(body) < int(size) {
				return nil, 0, io.ErrUnexpectedEOF
			}
			packet, body = append(packet, body[:size]...), body[size:]
			if size == 255 { // the packet goes on in the next segment
				continue
			}
			if headers == 0 {
				packets = append(packets, unit{at: lasts, data: packet})
				lasts += opusDuration(packet)
			}
			headers = max(headers-1, 0)
			packet = nil
		}
		raw = body
	}
	return packets, lasts, nil
}

// oggPage returns the sizes of the first page's segments and everything behind its head.
func oggPage(raw []byte) (sizes, rest []byte, err error) {
	const head = 27
	if len(raw) < head || string(raw[:4]) != "OggS" {
		return nil, nil, errors.New("not an Ogg page")
	}
	segments := int(raw[head-1])
	if len(raw) < head+segments {
		return nil, nil, io.ErrUnexpectedEOF
	}
	return raw[head : head+segments], raw[head+segments:], nil
}

// opusDuration reads the table of contents byte of an Opus packet (RFC 6716 section 3.1).
func opusDuration(packet []byte) time.Duration {
	if len(packet) == 0 {
		return 0
	}
	frames := 1
	switch packet[0] & 3 {
	case 1, 2:
		frames = 2
	case 3:
		if len(packet) > 1 {
			frames = int(packet[1] & 0x3f)
		}
	}
	return time.Duration(frames) * opusFrame(packet[0]>>3)
}

func opusFrame(config byte) time.Duration {
	const ms = time.Millisecond
	switch {
	case config < 12:
		return []time.Duration{10 * ms, 20 * ms, 40 * ms, 60 * ms}[config&3]
	case config < 16:
		return []time.Duration{10 * ms, 20 * ms}[config&1]
	default:
		return []time.Duration{2500 * time.Microsecond, 5 * ms, 10 * ms, 20 * ms}[config&3]
	}
}

package frame_test

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"

	"aula/internal/media/codec"
	"aula/internal/media/frame"
	"aula/internal/media/rtpcache"
)

// known is a frame as it was before it was sent, and the packets it became.
type known struct {
	key     bool
	units   [][]byte
	packets []*rtpcache.Packet
	shown   time.Time
}

var epoch = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// sender makes packets of frames as a browser does.
type sender struct {
	kind      codec.Codec
	payloader rtp.Payloader
	mtu       uint16
	seq       uint16
	time      uint32
	number    uint64
}

func newSender(name codec.Name) *sender {
	s := &sender{kind: codec.Codec{Name: name, Rate: 90000}, mtu: 100, seq: 65530, time: 4294960000}
	switch name {
	case codec.H264:
		s.payloader = &codecs.H264Payloader{}
	case codec.VP8:
		s.payloader = &codecs.VP8Payloader{EnablePictureID: true}
	case codec.VP9:
		s.payloader = &codecs.VP9Payloader{InitialPictureIDFn: func() uint16 { return 126 }}
	case codec.AV1:
		s.payloader = &codecs.AV1Payloader{}
	case codec.Opus:
		s.payloader = &codecs.OpusPayloader{}
	}
	return s
}

// frame makes the next frame, of about size bytes.
func (s *sender) frame(key bool, size int) known {
	s.number++
	k := known{key: key || s.kind.Name == codec.Opus, shown: epoch.Add(time.Duration(s.number) * 40 * time.Millisecond)}
	var stream []byte
	k.units, stream = s.units(key, size)
	payloads := s.payloader.Payload(s.mtu, stream)
	for i, payload := range payloads {
		p := &rtpcache.Packet{Seq: s.seq, Time: s.time, Codec: s.kind, Payload: payload, Marker: i == len(payloads)-1}
		p.Key = s.kind.Name.StartsKeyFrame(payload)
		k.packets = append(k.packets, p)
		s.seq++
	}
	s.time += 3600
	return k
}

// body is size bytes that name the frame and hold no start code.
func (s *sender) body(size int) []byte {
	b := make([]byte, max(size, 8))
	for i := range b {
		b[i] = 0x80 | byte(i)
	}
	binary.BigEndian.PutUint64(b, s.number|0x8080808080808080)
	return b
}

func (s *sender) units(key bool, size int) (units [][]byte, stream []byte) {
	body := s.body(size)
	switch s.kind.Name {
	case codec.H264:
		if !key {
			units = [][]byte{append([]byte{0x41, 0x9a}, body...)}
		} else {
			units = [][]byte{{0x67, 0x42, 0xc0, 0x1f, 0x8c}, {0x68, 0xce, 0x3c, 0x80}, append([]byte{0x65, 0x88}, body...)}
		}
		for _, u := range units {
			stream = append(append(stream, 0, 0, 0, 1), u...)
		}
		return units, stream
	case codec.VP8:
		head := []byte{0x11, 0x02, 0x00}
		if key {
			head = []byte{0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00}
		}
		stream = append(head, body...)
	case codec.VP9:
		head := []byte{0x86, 0x00}
		if key {
			head = []byte{0x82, 0x49, 0x83, 0x42, 0x00, 0x13, 0xf0, 0x0e, 0xf0}
		}
		stream = append(head, body...)
	case codec.AV1:
		if key {
			units = [][]byte{{0x08, 0x00, 0x00, 0x00, 0x42, 0xa7, 0xbf, 0xe4, 0x60, 0x0d, 0x00, 0x40}}
		}
		units = append(units, append([]byte{0x30}, body...))
		return units, frame.OBUs(units)
	case codec.Opus:
		stream = body
	}
	return [][]byte{stream}, stream
}

// heard is what a line said, in order.
type heard struct {
	frames []frame.Frame
	gaps   []frame.Gap
	order  string // F for a frame, G for a gap
}

func listen(window int) (*frame.Line, *heard) {
	h := &heard{}
	l := frame.New(window, func(f frame.Frame) {
		h.frames, h.order = append(h.frames, f), h.order+"F"
	}, func(g frame.Gap) {
		h.gaps, h.order = append(h.gaps, g), h.order+"G"
	})
	return l, h
}

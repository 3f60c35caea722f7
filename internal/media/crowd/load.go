package crowd

import (
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// The measured load: a speaker at 720p as an encoder sends it, about 1.5 Mbit/s.
const (
	soundEvery   = 20 * time.Millisecond
	keyEvery     = 60   // frames
	keyPackets   = 12   // packets of a key frame
	videoPayload = 1188 // bytes; 1200 with the header of RTP
	soundPayload = 108
)

// Unit is one picture or one piece of sound of a load.
type Unit struct {
	At       time.Duration // since the load began
	Sound    bool
	Key      bool
	Payloads [][]byte // of its packets; owned by the load until its next unit
}

// Load makes VP8 and Opus of which the sequence of packets matters; the pictures need
// not be decodable. It has no clock and one owner.
type Load struct {
	rate    int // pictures in a second
	fifth   int // packets of every fifth picture
	other   int // packets of the others
	frame   int
	sound   int
	key     bool   // the next frame is to be a key frame
	since   int    // frames since the last key frame
	picture uint16 // VP8 picture id
	buffers [keyPackets][]byte
	opus    []byte
}

// NewLoad returns the measured load: 30 pictures a second of 5 or 6 packets, every two
// seconds and on demand a key frame of 12; 50 packets of sound a second. It begins
// with a key frame, as every load.
func NewLoad() *Load { return newLoad(30, 5, 6) }

// NewStillLoad returns a load as that of a slide and a voice: 10 pictures a second of one
// packet, every six seconds and on demand a key frame of 12; the same sound.
func NewStillLoad() *Load { return newLoad(10, 1, 1) }

func newLoad(rate, other, fifth int) *Load {
	noise := rand.New(rand.NewPCG(1, 2))
	fill := func(size int) []byte {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(noise.Uint32())
		}
		return b
	}
	l := &Load{rate: rate, other: other, fifth: fifth, key: true, opus: fill(soundPayload)}
	l.opus[0] = 0xfc // CELT, 20 ms, stereo, one frame (RFC 6716 section 3.1)
	for i := range l.buffers {
		l.buffers[i] = fill(videoPayload)
	}
	return l
}

// WantKey makes the next picture a key frame.
func (l *Load) WantKey() { l.key = true }

// Next returns what is to be sent next.
func (l *Load) Next() Unit {
	video, sound := time.Duration(l.frame)*time.Second/time.Duration(l.rate), time.Duration(l.sound)*soundEvery
	if sound < video {
		l.sound++
		return Unit{At: sound, Sound: true, Payloads: [][]byte{l.opus}}
	}
	return l.picturesUnit(video)
}

func (l *Load) picturesUnit(at time.Duration) Unit {
	if l.key || l.since == keyEvery-1 {
		l.key, l.since = true, -1
	}
	u := Unit{At: at, Key: l.key, Payloads: l.buffers[:l.other]}
	switch {
	case l.key:
		u.Payloads = l.buffers[:keyPackets]
	case l.frame%5 == 0:
		u.Payloads = l.buffers[:l.fifth]
	}
	for i, b := range u.Payloads {
		l.describe(b, i == 0)
	}
	l.key = false
	l.frame++
	l.since++
	l.picture = (l.picture + 1) & 0x7fff
	return u
}

// describe writes the payload descriptor of RFC 7741 section 4.2 and, into the first
// packet, the head of the frame (section 4.3, RFC 6386 section 9.1).
func (l *Load) describe(b []byte, first bool) {
	b[0], b[1] = 0x80, 0x80 // extended, with a picture id
	if first {
		b[0] |= 0x10
	}
	binary.BigEndian.PutUint16(b[2:], 0x8000|l.picture)
	if !first {
		return
	}
	const shown, partition = 1 << 4, 500 << 5
	tag := uint32(shown | partition)
	if !l.key {
		tag |= 1
	}
	b[4], b[5], b[6] = byte(tag), byte(tag>>8), byte(tag>>16)
	if l.key {
		copy(b[7:], []byte{0x9d, 0x01, 0x2a, 1280 & 0xff, 1280 >> 8, 720 & 0xff, 720 >> 8})
	}
}

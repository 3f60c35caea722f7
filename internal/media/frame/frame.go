// Package frame makes whole frames of the packets of one line: it waits for late
// packets, says what is missing, and never hands on a frame that a decoder could
// not use. It is pure: no clock, no goroutine.
package frame

import (
	"time"

	"aula/internal/media/codec"
)

// Frame is one whole picture or one packet of sound.
type Frame struct {
	Codec codec.Codec
	From  string    // whose it is, as given with its packets
	Key   bool      // a decoder can start here; sound always is
	Shown time.Time // as given with its first packet
	RTP   uint32    // its RTP timestamp

	// New is set on the first frame, and on the first after another codec.
	New bool

	// Units are NAL units without start codes for H264 (a key frame begins with its
	// parameter sets), OBUs without size fields for AV1, and otherwise one: the frame
	// as a decoder takes it. They may be kept and must not be changed.
	Units [][]byte
}

// Bytes counts what the units hold.
func (f Frame) Bytes() int {
	n := 0
	for _, u := range f.Units {
		n += len(u)
	}
	return n
}

// Gap says that something is missing between two frames.
type Gap struct {
	From time.Time // of the last whole frame before
	To   time.Time // of the frame with which it goes on; zero when the line ended first
	Lost int       // packets that never came
}

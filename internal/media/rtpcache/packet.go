// Package rtpcache keeps the newest packets of a video or audio track, to send
// them again to a viewer that missed some, and since the last key frame, to show
// a viewer that comes late a picture at once. It is pure: no clock, no goroutine.
package rtpcache

import (
	"time"

	"aula/internal/media/codec"
)

// Packet is one RTP packet. It is shared between viewers: nobody changes it
// once it has been handed on.
type Packet struct {
	Seq     uint16
	Time    uint32 // RTP timestamp
	Marker  bool
	Key     bool // first packet of a key frame
	Upper   bool // of a temporal layer that others do without
	Codec   codec.Codec
	At      time.Time // arrival
	Payload []byte
}

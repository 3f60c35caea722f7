package frame

import (
	"github.com/bluenviron/mediacommon/v2/pkg/codecs/av1"
	"github.com/pion/rtp/codecs"
)

type av1Reader struct{}

// The first and last element of a packet may be a part of an OBU (AV1 RTP payload format, section 4.4).
const (
	av1Continues = 0x80 // Z
	av1GoesOn    = 0x40 // Y
)

// Flags of the head of an OBU.
const (
	av1Extended = 0x04
	av1Sized    = 0x02
)

// read joins the OBUs of a temporal unit.
func (av1Reader) read(picture []arrival, _ bool) ([][]byte, bool, error) {
	var depacketizer codecs.AV1Depacketizer
	var whole []byte
	goesOn := false
	for _, a := range picture {
		if continues := a.Payload[0]&av1Continues != 0; continues != goesOn {
			return nil, false, errBroken
		}
		goesOn = a.Payload[0]&av1GoesOn != 0
		part, err := depacketizer.Unmarshal(a.Payload)
		if err != nil {
			return nil, false, err
		}
		whole = append(whole, part...)
	}
	if goesOn {
		return nil, false, errBroken
	}
	if len(whole) == 0 {
		return nil, false, nil
	}
	units, err := obus(whole)
	if err != nil {
		return nil, false, err
	}
	return units, av1.IsRandomAccess2(units), nil
}

// obus cuts a stream of OBUs that bear their sizes, and leaves the sizes out (AV1
// specification, sections 5.3.2 and 5.3.3).
func obus(b []byte) ([][]byte, error) {
	var units [][]byte
	for len(b) > 0 {
		head := 1
		if b[0]&av1Extended != 0 {
			head = 2
		}
		if len(b) < head || b[0]&av1Sized == 0 {
			return nil, errBroken
		}
		var size av1.LEB128
		n, err := size.Unmarshal(b[head:])
		if err != nil {
			return nil, err
		}
		from := head + n
		if uint64(size) > uint64(len(b)-from) {
			return nil, errBroken
		}
		unit := append([]byte{b[0] &^ av1Sized}, b[1:head]...)
		units = append(units, append(unit, b[from:from+int(size)]...))
		b = b[from+int(size):]
	}
	return units, nil
}

// OBUs writes units as a stream of OBUs that bear their sizes, as files keep them. The
// units must be those of an AV1 frame.
func OBUs(units [][]byte) []byte {
	var b []byte
	for _, u := range units {
		head := 1
		if u[0]&av1Extended != 0 {
			head = 2
		}
		b = append(append(b, u[0]|av1Sized), u[1:head]...)
		size := av1.LEB128(len(u) - head)
		at := len(b)
		b = append(b, make([]byte, size.MarshalSize())...)
		size.MarshalTo(b[at:])
		b = append(b, u[head:]...)
	}
	return b
}

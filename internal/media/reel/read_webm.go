package reel

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"time"
)

// IDs of the elements that we look at (RFC 9559 section 5.1).
const (
	idEBML        = 0x1a45dfa3
	idSegment     = 0x18538067
	idCluster     = 0x1f43b675
	idTimecode    = 0xe7
	idSimpleBlock = 0xa3
)

// element is the head of an EBML element (RFC 8794 section 6).
type element struct {
	id   uint32
	head int64 // bytes before the data
	size int64 // of the data; -1 when it is unknown
}

func readElement(b []byte) (element, error) {
	if len(b) == 0 || b[0] == 0 {
		return element{}, errForeign
	}
	idBytes := bits.LeadingZeros8(b[0]) + 1
	if idBytes > 4 || len(b) <= idBytes || b[idBytes] == 0 {
		return element{}, errForeign
	}
	e := element{}
	for _, x := range b[:idBytes] {
		e.id = e.id<<8 | uint32(x)
	}
	sizeBytes := bits.LeadingZeros8(b[idBytes]) + 1
	if len(b) < idBytes+sizeBytes {
		return element{}, errForeign
	}
	e.head = int64(idBytes + sizeBytes)
	size := int64(b[idBytes]) & (1<<(8-sizeBytes) - 1)
	for _, x := range b[idBytes+1 : idBytes+sizeBytes] {
		size = size<<8 | int64(x)
	}
	if e.size = size; size == 1<<(7*sizeBytes)-1 {
		e.size = -1
	}
	return e, nil
}

// readWebM walks the elements of the segment.
func (c *Contents) readWebM(r *io.SectionReader) error {
	begun := false
	for at := int64(0); ; {
		head := make([]byte, 12)
		n, err := r.ReadAt(head, at)
		if n == 0 && begun && errors.Is(err, io.EOF) {
			return nil
		}
		e, err := readElement(head[:n])
		switch {
		case err != nil && begun && n < len(head):
			return nil // its head was being written
		case err != nil:
			return err
		case !begun && e.id != idEBML:
			return errForeign
		}
		begun = true
		if e.id == idSegment {
			at += e.head
			continue
		}
		b, err := piece(r, at+e.head, e.size)
		if errors.Is(err, io.EOF) {
			return nil // it was being written
		}
		if err == nil && e.id == idCluster {
			err = c.readCluster(b, at+e.head)
		}
		if err != nil {
			return err
		}
		at += e.head + e.size
	}
}

func (c *Contents) readCluster(b []byte, at int64) error {
	var begins int64
	for len(b) > 0 {
		e, err := readElement(b)
		if err != nil || e.size < 0 || e.head+e.size > int64(len(b)) {
			return errForeign
		}
		data := b[e.head : e.head+e.size]
		switch e.id {
		case idTimecode:
			for _, x := range data {
				begins = begins<<8 | int64(x)
			}
		case idSimpleBlock:
			const head = 4 // track, time, flags
			if len(data) <= head {
				return errForeign
			}
			after := int64(int16(binary.BigEndian.Uint16(data[1:])))
			place := Place{At: time.Duration(begins+after) * time.Millisecond, Key: data[3]&0x80 != 0, Offset: at + e.head + head, Size: len(data) - head}
			c.Places = append(c.Places, place)
			c.Ends = place.At + 40*time.Millisecond
		}
		b, at = b[e.head+e.size:], at+e.head+e.size
	}
	return nil
}

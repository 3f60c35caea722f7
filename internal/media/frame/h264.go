package frame

import (
	"encoding/binary"

	"github.com/pion/rtp/codecs"
)

// NAL unit types of ITU-T H.264 table 7-1 and RFC 6184 table 1.
const (
	nalSlice     = 1
	nalIDR       = 5
	nalSPS       = 7
	nalPPS       = 8
	nalDelimiter = 9
	nalFiller    = 12
	nalFUA       = 28
)

// h264Reader remembers the parameter sets, which some senders send once only.
type h264Reader struct {
	sps, pps []byte
	repeats  bool // the last key frame brought them
}

// read joins the NAL units of an access unit (RFC 6184 sections 5.6 to 5.8).
func (r *h264Reader) read(picture []arrival, afterLoss bool) ([][]byte, bool, error) {
	all, err := nalUnits(picture)
	if err != nil {
		return nil, false, err
	}
	var units [][]byte
	key, brings, slices := false, false, 0
	for _, u := range all {
		switch u[0] & 0x1f {
		case nalSPS:
			r.sps, brings = u, true
		case nalPPS:
			r.pps = u
		case nalDelimiter, nalFiller:
		case nalSlice, nalIDR:
			if slices == 0 && (len(u) < 2 || u[1]&0x80 == 0) {
				return nil, false, errBroken // first_mb_in_slice is not 0: the first slice is missing
			}
			slices++
			key = key || u[0]&0x1f == nalIDR
			units = append(units, u)
		default:
			units = append(units, u)
		}
	}
	if slices == 0 {
		return nil, false, nil
	}
	if key {
		if afterLoss && r.repeats && !brings { // they were lost, and may be others now
			return nil, false, errBroken
		}
		if r.repeats = brings; r.sps == nil || r.pps == nil {
			return nil, false, errBroken
		}
		units = append([][]byte{r.sps, r.pps}, units...)
	}
	return units, key, nil
}

// nalUnits takes the NAL units out of packets that follow each other.
func nalUnits(picture []arrival) ([][]byte, error) {
	p := codecs.H264Packet{IsAVC: true}
	var units [][]byte
	inside := false // of a unit in fragments
	for _, a := range picture {
		fragment := a.Payload[0]&0x1f == nalFUA && len(a.Payload) > 1
		begins := fragment && a.Payload[1]&0x80 != 0
		if inside != (fragment && !begins) {
			return nil, errBroken
		}
		inside = fragment && a.Payload[1]&0x40 == 0
		part, err := p.Unmarshal(a.Payload)
		if err != nil {
			return nil, err
		}
		for len(part) >= 4 {
			size := int(binary.BigEndian.Uint32(part))
			if size > 0 {
				units = append(units, part[4:4+size:4+size])
			}
			part = part[4+size:]
		}
	}
	if inside {
		return nil, errBroken
	}
	return units, nil
}

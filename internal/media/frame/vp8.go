package frame

import "github.com/pion/rtp/codecs"

type vp8Reader struct{}

// read joins the partitions (RFC 7741 section 4.2). The frame begins where the first
// partition does, and its first byte says whether it is a key frame.
func (vp8Reader) read(picture []arrival, _ bool) ([][]byte, bool, error) {
	var whole []byte
	for i, a := range picture {
		var p codecs.VP8Packet
		part, err := p.Unmarshal(a.Payload)
		if err != nil {
			return nil, false, err
		}
		if begins := p.S == 1 && p.PID == 0; begins != (i == 0) {
			return nil, false, errBroken
		}
		whole = append(whole, part...)
	}
	if len(whole) < 3 {
		return nil, false, errBroken
	}
	return [][]byte{whole}, whole[0]&1 == 0, nil
}

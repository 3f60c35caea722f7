package crowd

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"aula/internal/media/codec"
)

const (
	frozenAfter = 500 * time.Millisecond // without a whole picture
	pliAfter    = 200 * time.Millisecond // of a picture that cannot be begun, as browsers do
	pliEvery    = time.Second
)

// Count is what has come on one media line.
type Count struct {
	Kind     string // "audio" or "video"
	Mid      string
	Codec    codec.Name // of the newest packet, empty before the first
	Packets  uint64     // RTP packets, whatever they carried
	Bytes    uint64     // of those, as they came
	Expected uint64     // sequence numbers from the first to the newest
	Lost     uint64     // of these, those that have not come
	Late     uint64     // those that came after a newer one
	Repaired uint64     // those that came as a retransmission (RFC 4588)
	Doubles  uint64     // packets that had come before
	Broken   uint64     // packets that could not be decrypted, of those that were

	Frames   uint64        // whole pictures that could be decoded
	Freezes  uint64        // times without a picture for more than half a second
	Frozen   time.Duration // how long these lasted together
	First    time.Duration // from the start of joining to the first packet, 0 before it
	FirstKey time.Duration // to the first whole key frame, 0 before it
	Keys     uint64        // key frames that were asked for
	Asked    uint64        // packets that were asked for
}

// line takes what comes on one media line. It is used under its link's lock.
type line struct {
	Count
	payloads map[uint8]payload
	ssrc     uint32 // 0 until known
	again    uint32
	arrival  arrival
	started  time.Time // of joining

	// The picture.
	needKey  bool      // nothing can be decoded until a key frame is whole
	since    time.Time // when needKey began to be felt
	asked    time.Time // when a key frame was last asked for
	keyTime  uint32    // timestamp of the key frame that is coming
	keyStart int64
	keyEnd   int64  // 0 until the marker came
	held     uint64 // pictures that have come and are not shown
	lastShow time.Time

	// Reports.
	report        rtcp.ReceptionReport // what the last report said
	reportedFresh uint64
	reportedAll   uint64
	sender        uint32 // middle of the NTP time of the last sender report
	senderAt      time.Time
	transit       int64
	jitter        float64
}

func newLine(r remoteLine, started time.Time) *line {
	return &line{
		Count: Count{Kind: r.kind, Mid: r.mid}, payloads: r.payloads, ssrc: r.ssrc, again: r.again,
		started: started, needKey: r.kind == "video",
	}
}

// wants reports whether the line has to see what is in its packets.
func (l *line) wants() bool { return l.needKey }

// take takes a packet of the line's own stream; plain is its payload, nil when it was
// not decrypted.
func (l *line) take(h *rtp.Header, plain []byte, now time.Time) {
	p := l.payloads[h.PayloadType]
	l.Codec = p.name
	if l.First == 0 {
		l.First = now.Sub(l.started)
		l.since = now
	}
	number, isNew := l.arrival.take(h.SequenceNumber, now)
	if !isNew {
		return
	}
	l.spread(h.Timestamp, p.rate, now)
	l.see(number, h, plain, now)
}

// see follows the pictures.
func (l *line) see(number int64, h *rtp.Header, plain []byte, now time.Time) {
	switch {
	case l.Kind != "video":
	case l.needKey:
		l.seeKey(number, h, plain, now)
	default:
		if h.Marker {
			l.held++
		}
		l.show(now)
	}
}

// seeKey watches for a key frame until one is whole.
func (l *line) seeKey(number int64, h *rtp.Header, plain []byte, now time.Time) {
	if plain != nil && l.Codec.StartsKeyFrame(plain) && (l.keyStart == 0 || h.Timestamp != l.keyTime) {
		l.keyTime, l.keyStart, l.keyEnd = h.Timestamp, number, 0
	}
	if l.keyStart == 0 {
		return
	}
	if h.Marker && h.Timestamp == l.keyTime {
		l.keyEnd = number
	}
	if l.keyEnd == 0 || !l.arrival.whole(l.keyStart, l.keyEnd) {
		return
	}
	l.arrival.abandon(l.keyStart) // nothing before it is needed any more
	l.needKey, l.keyStart, l.keyEnd, l.held = false, 0, 0, 1
	if l.FirstKey == 0 {
		l.FirstKey = now.Sub(l.started)
	}
	l.show(now)
}

// show counts the pictures that have come unless something before them is missing, and
// how long there was none.
func (l *line) show(now time.Time) {
	if l.held == 0 || len(l.arrival.missing) > 0 {
		return
	}
	l.Frames += l.held
	l.held = 0
	if pause := now.Sub(l.lastShow); !l.lastShow.IsZero() && pause > frozenAfter {
		l.Freezes++
		l.Frozen += pause
	}
	l.lastShow = now
}

// spread follows the jitter of RFC 3550 appendix A.8.
func (l *line) spread(timestamp, rate uint32, now time.Time) {
	if rate == 0 {
		return
	}
	at := now.Sub(l.started).Nanoseconds() * int64(rate) / int64(time.Second)
	transit := at - int64(timestamp)
	if l.arrival.fresh > 1 {
		d := int32(transit - l.transit)
		l.jitter += (max(float64(d), -float64(d)) - l.jitter) / 16
	}
	l.transit = transit
}

// feedback returns what is to be asked of the server now.
func (l *line) feedback(now time.Time) []rtcp.Packet {
	if l.ssrc == 0 || l.First == 0 {
		return nil
	}
	var all []rtcp.Packet
	if ask := l.arrival.ask(now); len(ask) > 0 {
		l.Asked += uint64(len(ask))
		all = append(all, &rtcp.TransportLayerNack{MediaSSRC: l.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers(ask)})
	}
	if l.arrival.gaveUp {
		l.arrival.gaveUp = false
		if l.Kind == "video" && !l.needKey {
			l.needKey, l.since = true, now.Add(-pliAfter)
		}
	}
	if l.needKey && now.Sub(l.since) >= pliAfter && now.Sub(l.asked) >= pliEvery {
		l.asked = now
		l.Keys++
		all = append(all, &rtcp.PictureLossIndication{MediaSSRC: l.ssrc})
	}
	return all
}

// due returns when feedback has something next, zero for never.
func (l *line) due() time.Time {
	at := l.arrival.due()
	if l.needKey && l.First != 0 {
		key := l.since.Add(pliAfter)
		if again := l.asked.Add(pliEvery); !l.asked.IsZero() && again.After(key) {
			key = again
		}
		if at.IsZero() || key.Before(at) {
			at = key
		}
	}
	return at
}

// reception makes the report of RFC 3550 section 6.4.1.
func (l *line) reception(now time.Time) rtcp.ReceptionReport {
	all, fresh := l.arrival.expected(), l.arrival.fresh
	expected, came := all-l.reportedAll, fresh-l.reportedFresh
	l.reportedAll, l.reportedFresh = all, fresh
	r := rtcp.ReceptionReport{
		SSRC: l.ssrc, TotalLost: uint32(min(l.arrival.lost(), 1<<23-1)),
		LastSequenceNumber: uint32(l.arrival.newest - firstCycle), Jitter: uint32(l.jitter),
	}
	if expected > came {
		r.FractionLost = uint8(min((expected-came)*256/expected, 255))
	}
	if !l.senderAt.IsZero() {
		r.LastSenderReport = l.sender
		r.Delay = uint32(now.Sub(l.senderAt).Seconds() * 65536)
	}
	l.report = r
	return r
}

// takeReport remembers a sender report.
func (l *line) takeReport(r *rtcp.SenderReport, now time.Time) {
	l.sender, l.senderAt = uint32(r.NTPTime>>16), now
}

// original turns a retransmission into the packet that was lost (RFC 4588 section 4).
func original(h rtp.Header, plain []byte, as uint8) (rtp.Header, []byte, bool) {
	if len(plain) < 2 {
		return h, nil, false
	}
	h.SequenceNumber, h.PayloadType = binary.BigEndian.Uint16(plain), as
	return h, plain[2:], true
}

// count returns the line's account.
func (l *line) count() Count {
	c := l.Count
	c.Expected, c.Lost, c.Late, c.Doubles = l.arrival.expected(), l.arrival.lost(), l.arrival.late, l.arrival.doubles
	return c
}

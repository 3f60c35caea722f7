package media

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/pion/rtcp"

	"aula/internal/media/codec"
	"aula/internal/media/peer"
	"aula/internal/media/rtpcache"
)

// outlet is one media line of one viewer: where a feed's packets leave for it. All of it but
// what was negotiated belongs to the viewer's hand.
type outlet struct {
	viewer *viewer
	feed   *feed

	formats  []peer.Format // negotiated
	ssrc     uint32
	repair   uint32 // SSRC of retransmissions, 0 without
	sendTime uint8  // id of the header extension, 0 without

	shows
	source   *source // that is shown
	want     *source // that is to be shown, from its next key frame on
	past     *past   // that is being shown to a viewer who came late
	seen     uint16  // number of the last packet of the past
	fresh    bool    // seen counts: packets up to it have been sent
	end      *rtpcache.Packet
	format   format
	packets  uint32
	octets   uint32
	repeated uint16 // number of the retransmission stream
	answers  answers
	heard    heard
	keyDue   bool // the viewer gave up on what it lost and waits for a key frame
	thin     bool // of the layer only the base is sent: the pictures that others do without are left out
	layer    int  // of simulcast that the way has room for; 0 is the smallest, -1 none at all
}

// format is how packets of one codec are labelled on a line.
type format struct {
	codec codec.Codec
	known bool
	pt    uint8
	again uint8 // payload type of retransmissions, 0 without
}

// best is the layer of a viewer about whose way nothing is known yet.
const best = 1 << 10

func newOutlet(v *viewer, f *feed) *outlet {
	return &outlet{viewer: v, feed: f, shows: newShows(f.kind), layer: best}
}

// choose decides what is to be shown now. An empty line begins with the packets since the last key frame, so that the
// picture is there at once; otherwise what is shown goes on until the key frame that is asked for.
func (o *outlet) choose() {
	a := o.feed.now()
	t := a.current
	if a.next != nil {
		t = a.next
	}
	if t == nil || a.muted || o.layer < 0 {
		o.source, o.want, o.past = nil, nil, nil
		return
	}
	layer := o.layer
	if o.feed.small.Load() {
		layer = 0
	}
	want := t.wanted(layer, o.source == nil)
	switch {
	case want == o.source:
		o.want = nil
	case want == o.want:
	case o.kind == audio:
		o.want = want
	default:
		o.want, o.past = want, nil
		if packets := want.sinceKeyFrame(); o.source == nil && len(packets) > 0 {
			o.begin(want, packets)
		} else {
			want.asker.Want()
		}
	}
}

// wanted returns a layer, or the best below that is being sent, for a line that is empty.
func (t *track) wanted(layer int, empty bool) *source {
	layers, now := t.sourcesNow(), time.Now()
	at := min(layer, len(layers)-1)
	layers[at].need(now)
	for i := at; empty && i >= 0; i-- {
		if layers[i].sentWithin(pauseAfter, now) {
			return layers[i]
		}
	}
	return layers[at]
}

// take shows a packet if it belongs to what is shown.
func (o *outlet) take(it *item, s *sheet) {
	switch {
	case it.source == o.source:
		if o.fresh && int16(it.packet.Seq-o.seen) <= 0 {
			return
		}
		o.fresh = false
	case it.source == o.want && o.past == nil && (it.packet.Key || o.kind == audio):
		o.turn(it.source, it.packet)
	default:
		return
	}
	o.send(it.packet, s)
}

// turn shows another source from p on.
func (o *outlet) turn(to *source, p *rtpcache.Packet) {
	o.change(o.source, to, p)
	o.source, o.want, o.fresh, o.end = to, nil, false, nil
}

// send sends a packet under the line's own labels.
func (o *outlet) send(p *rtpcache.Packet, s *sheet) {
	if !o.label(p.Codec) {
		return
	}
	if o.thin && p.Upper {
		o.numbers.Skip(p.Seq)
		return
	}
	seq, stamp, ok := o.numbers.Rewrite(p.Seq, o.stamp(p))
	if !ok {
		return
	}
	o.sent, o.last = p.At, p.Time
	if p.Key {
		o.keyDue = false
	}
	if p.Codec.Name == codec.VP8 {
		o.vp8.Rewrite(s.payload())
	}
	packet := s.header(labels{pt: o.format.pt, seq: seq, stamp: stamp, ssrc: o.ssrc, sendTime: o.sendTime})
	if !o.viewer.out.Send(o.viewer.hand.batch, packet) {
		o.viewer.dropped.Add(1)
		return
	}
	o.packets++
	o.octets += uint32(s.size)
}

// resend sends a lost packet again: in retransmission format (RFC 4588) where negotiated.
func (o *outlet) resend(p *rtpcache.Packet, seq uint16) {
	if !o.label(p.Codec) {
		return
	}
	l := labels{pt: o.format.pt, seq: seq, stamp: o.numbers.Time(o.stamp(p)), ssrc: o.ssrc}
	packet := make([]byte, headerSize, headerSize+2+len(p.Payload))
	if o.repair != 0 && o.format.again != 0 {
		packet = binary.BigEndian.AppendUint16(packet, seq)
		l.pt, l.ssrc, l.seq = o.format.again, o.repair, o.repeated
		o.repeated++
	}
	head := len(packet)
	packet = append(packet, p.Payload...)
	if p.Codec.Name == codec.VP8 {
		o.vp8.Rewrite(packet[head:])
	}
	writeHeader(packet, l, p.Marker)
	o.viewer.out.Send(o.viewer.hand.batch, packet)
}

// label finds the payload types for a codec. It is false when the viewer did not negotiate it.
func (o *outlet) label(c codec.Codec) bool {
	if o.format.codec != c {
		o.format = choose(o.formats, c)
		o.viewer.blind[o.feed.index].Store(!o.format.known)
	}
	return o.format.known
}

// squeezeBy is how much faster than real time the past is shown.
const squeezeBy = 64

// stamp draws the timestamps of the past together, so that it looks as if it had been recorded just now: the player
// shows the newest picture at once instead of playing the past or taking it for delay.
func (o *outlet) stamp(p *rtpcache.Packet) uint32 {
	if o.end == nil {
		return p.Time
	}
	if ahead := int16(p.Seq - o.end.Seq); ahead >= 0 {
		if ahead > 1<<ringBits {
			o.end = nil
		}
		return p.Time
	}
	return o.end.Time - (o.end.Time-p.Time)/squeezeBy
}

// hear follows the viewer's feedback on the line.
func (o *outlet) hear(p rtcp.Packet, now time.Time) {
	switch p := p.(type) {
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		if o.source != nil && o.kind == video && o.past == nil {
			o.keyDue = true
			o.source.asker.Want()
		}
	case *rtcp.TransportLayerNack:
		o.repeat(p, now)
	}
}

// repeat sends the lost packets that are still at hand. While a key frame is
// due nothing is repeated: the viewer has given up on the past.
func (o *outlet) repeat(n *rtcp.TransportLayerNack, now time.Time) {
	if o.keyDue || o.source == nil {
		return
	}
	for _, pair := range n.Nacks {
		for _, seq := range pair.PacketList() {
			at, ok := o.numbers.Source(seq)
			if !ok {
				continue
			}
			if p := o.source.again(at); p != nil && o.answers.allow(seq, now) {
				o.resend(p, seq)
			}
		}
	}
}

// report returns the sender report of a line that has sent anything.
func (o *outlet) report(now time.Time) *rtcp.SenderReport {
	if o.source == nil || o.packets == 0 {
		return nil
	}
	stamp := o.numbers.Time(o.source.moment().stamp(now, o.kind.rate()))
	return &rtcp.SenderReport{SSRC: o.ssrc, NTPTime: toNTP(now), RTPTime: stamp, PacketCount: o.packets, OctetCount: o.octets}
}

// choose picks the payload type for a codec: the same profile before another
// that a decoder of the codec reads as well.
func choose(formats []peer.Format, c codec.Codec) format {
	found := format{codec: c}
	for _, f := range formats {
		if !f.Known || f.Codec.Name != c.Name || !compatible(c, f.Codec) {
			continue
		}
		same := strings.EqualFold(f.Codec.Parameter("profile-level-id"), c.Parameter("profile-level-id"))
		if !found.known || same {
			found.pt, found.again, found.known = f.PT, peer.Repair(formats, f.PT), true
		}
		if same {
			break
		}
	}
	return found
}

// compatible reports whether what is encoded as ours can be labelled as theirs.
func compatible(ours, theirs codec.Codec) bool {
	switch ours.Name {
	case codec.H264:
		return theirs.Parameter("packetization-mode") == "1"
	case codec.VP9:
		return orZero(ours.Parameter("profile-id")) == orZero(theirs.Parameter("profile-id"))
	case codec.AV1:
		return orZero(ours.Parameter("profile")) == orZero(theirs.Parameter("profile"))
	}
	return true
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

package media

import (
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/codec"
	"aula/internal/media/rtpcache"
)

// outlet is one media line of one viewer: where a feed's packets leave for it.
// It is the webrtc.TrackLocal of that line.
type outlet struct {
	viewer *viewer
	feed   *feed
	unable atomic.Bool // the viewer did not negotiate the codec on air

	bound sync.Mutex
	line  *line // nil until the line is negotiated

	// Owned by the viewer's goroutine.
	format   format
	packets  uint32
	octets   uint32
	repeated uint16           // sequence number of the retransmission stream
	end      *rtpcache.Packet // last packet of a burst; those before it are squeezed

	// Owned by listen.
	answers answers
	keyDue  atomic.Bool // the viewer gave up on what it lost and waits for a key frame
}

// line is what was negotiated.
type line struct {
	stream webrtc.TrackLocalWriter
	ssrc   uint32
	again  uint32 // SSRC of the retransmission stream, 0 without
	codecs []webrtc.RTPCodecParameters
}

// format is how packets of one codec are labelled on a line.
type format struct {
	codec codec.Codec
	known bool
	pt    uint8
	again uint8 // payload type of retransmissions, 0 without
}

func newOutlet(v *viewer, f *feed) *outlet { return &outlet{viewer: v, feed: f} }

// ID and StreamID name the slot, so that a player knows the lines apart and keeps
// the sound of a slot in step with its picture.
func (o *outlet) ID() string       { return string(o.feed.slot) + "-" + o.feed.kind.String() }
func (o *outlet) StreamID() string { return string(o.feed.slot) }
func (o *outlet) RID() string      { return "" }

func (o *outlet) Kind() webrtc.RTPCodecType {
	if o.feed.kind == audio {
		return webrtc.RTPCodecTypeAudio
	}
	return webrtc.RTPCodecTypeVideo
}

// Bind keeps all codecs of the line: which one is sent depends on who is on air.
func (o *outlet) Bind(c webrtc.TrackLocalContext) (webrtc.RTPCodecParameters, error) {
	codecs := c.CodecParameters()
	for _, params := range codecs {
		if _, ok := codec.FromMime(params.MimeType, 0, ""); ok {
			o.bound.Lock()
			defer o.bound.Unlock()
			o.line = &line{stream: c.WriteStream(), ssrc: uint32(c.SSRC()), again: uint32(c.SSRCRetransmission()), codecs: codecs}
			return params, nil
		}
	}
	return webrtc.RTPCodecParameters{}, webrtc.ErrUnsupportedCodec
}

// Unbind is called when the connection closes.
func (o *outlet) Unbind(webrtc.TrackLocalContext) error {
	o.bound.Lock()
	defer o.bound.Unlock()
	o.line = nil
	return nil
}

func (o *outlet) negotiated() *line {
	o.bound.Lock()
	defer o.bound.Unlock()
	return o.line
}

func (o *outlet) ssrc() uint32 {
	if l := o.negotiated(); l != nil {
		return l.ssrc
	}
	return 0
}

// offer queues what a feed has for the viewer.
func (o *outlet) offer(p parcel) {
	p.outlet = o
	o.viewer.post(p)
}

// send sends a packet under the line's own labels.
func (o *outlet) send(p *rtpcache.Packet) {
	l := o.negotiated()
	if l == nil || !o.label(l, p.Codec) {
		return
	}
	if p.Key {
		o.keyDue.Store(false)
	}
	header := o.header(l, p)
	n, err := o.viewer.write(l.stream, &header, p.Payload)
	if err != nil || n == 0 {
		return
	}
	o.packets++
	o.octets += uint32(len(p.Payload))
}

// resend sends a lost packet again: as retransmission format (RFC 4588) where negotiated.
func (o *outlet) resend(p *rtpcache.Packet) {
	l := o.negotiated()
	if l == nil || !o.label(l, p.Codec) {
		return
	}
	header, payload := o.header(l, p), p.Payload
	if l.again != 0 && o.format.again != 0 {
		payload = append(binary.BigEndian.AppendUint16(make([]byte, 0, len(payload)+2), p.Seq), payload...)
		header.SSRC, header.PayloadType, header.SequenceNumber = l.again, o.format.again, o.repeated
		o.repeated++
	}
	if _, err := l.stream.WriteRTP(&header, payload); err != nil {
		o.viewer.log.Debug("media: resend", "err", err)
	}
}

func (o *outlet) header(l *line, p *rtpcache.Packet) rtp.Header {
	return rtp.Header{
		Version: 2, Marker: p.Marker, PayloadType: o.format.pt,
		SequenceNumber: p.Seq, Timestamp: o.time(p), SSRC: l.ssrc,
	}
}

// label finds the payload types for a codec. It is false when the viewer did not negotiate it.
func (o *outlet) label(l *line, c codec.Codec) bool {
	if o.format.codec != c {
		o.format = l.format(c)
		o.unable.Store(!o.format.known)
	}
	return o.format.known
}

// squeezeBy is how much faster than real time the past is shown.
const squeezeBy = 64

// squeeze lets a burst of past packets look as if it had been recorded just now:
// the timestamps are drawn together before the last one, so that the player shows
// the newest picture at once instead of playing the past or taking it for delay.
func (o *outlet) squeeze(packets []*rtpcache.Packet) { o.end = packets[len(packets)-1] }

func (o *outlet) time(p *rtpcache.Packet) uint32 {
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

// listen follows the viewer's feedback on the line until the connection closes.
func (o *outlet) listen(sender *webrtc.RTPSender) {
	for {
		packets, _, err := sender.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			o.hear(p, time.Now())
		}
	}
}

func (o *outlet) hear(p rtcp.Packet, now time.Time) {
	switch p := p.(type) {
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		o.keyDue.Store(true)
		o.feed.wantKeyFrame()
	case *rtcp.TransportLayerNack:
		o.repeat(p, now)
	}
}

// repeat queues the lost packets that are still at hand. While a key frame is
// due nothing is repeated: the viewer has given up on the past.
func (o *outlet) repeat(n *rtcp.TransportLayerNack, now time.Time) {
	if o.keyDue.Load() {
		return
	}
	for _, pair := range n.Nacks {
		for _, seq := range pair.PacketList() {
			if p := o.feed.again(seq); p != nil && o.answers.allow(seq, now) {
				o.offer(parcel{packet: p, again: true})
			}
		}
	}
}

// format chooses the payload type for a codec: the same profile before another
// that a decoder of the codec reads as well.
func (l *line) format(c codec.Codec) format {
	found := format{codec: c}
	for _, params := range l.codecs {
		theirs, ok := codec.FromMime(params.MimeType, params.ClockRate, params.SDPFmtpLine)
		if !ok || theirs.Name != c.Name || !compatible(c, theirs) {
			continue
		}
		same := strings.EqualFold(theirs.Parameter("profile-level-id"), c.Parameter("profile-level-id"))
		if !found.known || same {
			found.pt, found.again, found.known = uint8(params.PayloadType), l.retransmission(params.PayloadType), true
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

func (l *line) retransmission(pt webrtc.PayloadType) uint8 {
	for _, params := range l.codecs {
		c := codec.Codec{Fmtp: params.SDPFmtpLine}
		if strings.EqualFold(params.MimeType, webrtc.MimeTypeRTX) && c.Parameter("apt") == strconv.Itoa(int(pt)) {
			return uint8(params.PayloadType)
		}
	}
	return 0
}

package media

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/codec"
	"aula/internal/media/keyframe"
	"aula/internal/media/rtpcache"
)

// A picture can be shown at once from at most so much: beyond that sending it all
// costs more than waiting for the next key frame.
const (
	groupPackets = 400
	groupAge     = 10 * time.Second
)

// source is one track of a publisher.
type source struct {
	publisher *publisher
	kind      kind
	remote    *webrtc.TrackRemote
	asker     *keyframe.Asker

	mu       sync.Mutex
	codec    codec.Codec
	known    bool // codec is one we forward
	group    *rtpcache.Group
	counter  counter
	keyFrame time.Time // arrival of the last
	reported moment    // by the last sender report
}

// moment ties an RTP timestamp to our clock.
type moment struct {
	at   time.Time
	time uint32
}

func newSource(pub *publisher, remote *webrtc.TrackRemote) *source {
	s := &source{publisher: pub, remote: remote, kind: video, group: rtpcache.NewGroup(groupPackets, groupAge)}
	if remote.Kind() == webrtc.RTPCodecTypeAudio {
		s.kind = audio
	}
	s.asker = keyframe.NewAsker(func() {
		pli := &rtcp.PictureLossIndication{MediaSSRC: uint32(remote.SSRC())}
		if err := pub.pc.WriteRTCP([]rtcp.Packet{pli}); err != nil {
			pub.log.Debug("media: ask for key frame", "err", err)
		}
	})
	return s
}

// read hands every packet to the room until the track ends.
func (s *source) read() {
	defer s.asker.Stop()
	var packet rtp.Packet
	var format webrtc.PayloadType
	buf := make([]byte, 2048)
	for {
		n, _, err := s.remote.Read(buf)
		if err != nil {
			return
		}
		now := time.Now()
		if packet.Unmarshal(buf[:n]) != nil {
			continue
		}
		if pt := webrtc.PayloadType(packet.PayloadType); pt != format {
			format = pt
			s.setCodec()
		}
		if p := s.take(&packet, now); p != nil {
			s.publisher.room.forward(s, p)
		}
	}
}

func (s *source) setCodec() {
	params := s.remote.Codec()
	c, ok := codec.FromMime(params.MimeType, params.ClockRate, strings.Clone(params.SDPFmtpLine))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codec, s.known = c, ok
}

// take counts a packet and makes it ready to be shared. It returns nil when the codec is not forwarded.
func (s *source) take(packet *rtp.Packet, now time.Time) *rtpcache.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counter.add(packet.SequenceNumber, packet.MarshalSize(), now)
	if !s.known {
		return nil
	}
	p := &rtpcache.Packet{
		Seq: packet.SequenceNumber, Time: packet.Timestamp, Marker: packet.Marker,
		Key: s.codec.Name.StartsKeyFrame(packet.Payload), Codec: s.codec, At: now,
		Payload: slices.Clone(packet.Payload),
	}
	if s.kind == video {
		s.group.Add(p)
	}
	if p.Key {
		s.keyFrame = now
		s.asker.Seen()
	}
	return p
}

// sinceKeyFrame returns the packets from the last key frame on, or nil.
func (s *source) sinceKeyFrame() []*rtpcache.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.group.Packets()
}

// readReports notes the sender reports of the track.
func (s *source) readReports(receiver *webrtc.RTPReceiver) {
	for {
		packets, _, err := receiver.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			if sr, ok := p.(*rtcp.SenderReport); ok && sr.SSRC == uint32(s.remote.SSRC()) {
				at := s.publisher.clock.local(fromNTP(sr.NTPTime), time.Now())
				s.mu.Lock()
				s.reported = moment{at: at, time: sr.RTPTime}
				s.mu.Unlock()
			}
		}
	}
}

// lastReported returns the moment of the last sender report once every track of the
// publisher has had one; until then the tracks are timed alike, by arrival.
func (s *source) lastReported() (moment, bool) {
	for _, k := range []kind{video, audio} {
		if other := s.publisher.source(k); other != nil && other.ownReported().at.IsZero() {
			return moment{}, false
		}
	}
	return s.ownReported(), true
}

func (s *source) ownReported() moment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reported
}

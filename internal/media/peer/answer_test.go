package peer

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"aula/internal/media/codec"
)

// smallAnswer is the answer to testdata/small.sdp by TestAnswer.
const smallAnswer = `v=0
o=- 7 2 IN IP4 127.0.0.1
s=-
t=0 0
a=ice-lite
a=group:BUNDLE sound picture
a=msid-semantic: WMS *
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host
a=end-of-candidates
a=ice-ufrag:ours
a=ice-pwd:secret
a=fingerprint:sha-256 AA:BB
a=setup:passive
a=mid:sound
a=inactive
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=fmtp:111 useinbandfec=1
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:ours
a=ice-pwd:secret
a=fingerprint:sha-256 AA:BB
a=setup:passive
a=mid:picture
a=sendonly
a=rtcp-mux
a=rtcp-rsize
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 goog-remb
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=rtcp-fb:97 nack pli
a=msid:programme programme-video
a=ssrc-group:FID 5 6
a=ssrc:5 cname:programme
a=ssrc:5 msid:programme programme-video
a=ssrc:6 cname:programme
a=ssrc:6 msid:programme programme-video
`

func of(names ...codec.Name) func(Format) bool {
	return func(f Format) bool { return slices.Contains(names, f.Codec.Name) }
}

func TestAnswer(t *testing.T) {
	o := readSample(t, "small")
	ours := local{credentials: credentials{"ours", "secret"}, fingerprint: "AA:BB", passive: true, candidates: candidates(addresses("192.0.2.1"), 7882, 0)}
	got := o.answer(7, ours, []Reply{
		{Direction: "inactive", Formats: o.Lines[0].Take(of(codec.Opus))},
		{
			Direction: "sendonly", Formats: o.Lines[1].Take(of(codec.VP8)), Feedback: FromViewer, Extensions: []string{SendTime, RID},
			Stream: "programme", Track: "programme-video", SSRC: 5, Repair: 6,
		},
	})
	if want := strings.ReplaceAll(smallAnswer, "\n", "\r\n"); got != want {
		t.Errorf("answer\n%s", got)
	}
}

func TestAnswerToAPublisherOfLayers(t *testing.T) {
	o := readSample(t, "chromium-camera")
	_, answer, err := openPort(t, nil).Answer(o, takeAll(o), newSide(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	want := "a=rid:h recv\r\na=rid:m recv\r\na=rid:l recv\r\na=simulcast:recv h;m;l\r\n"
	if !strings.Contains(answer, want) {
		t.Errorf("layers are not answered:\n%s", answer)
	}
}

func TestTakeAndRepair(t *testing.T) {
	l := &readSample(t, "chromium-viewer").Lines[0]
	taken := l.Take(of(codec.H264, codec.AV1))
	var pts []uint8
	for _, f := range taken {
		pts = append(pts, f.PT)
	}
	if want := []uint8{102, 103, 45, 46}; !slices.Equal(pts, want) {
		t.Errorf("taken %v, want %v", pts, want)
	}
	for pt, want := range map[uint8]uint8{102: 103, 45: 46, 96: 0, 103: 0} {
		if got := Repair(taken, pt); got != want {
			t.Errorf("%d is repeated under %d, want %d", pt, got, want)
		}
	}
}

// A format without retransmission takes no unknown one along, whatever its number.
func TestNothingRepairsPayloadTypeZero(t *testing.T) {
	l := Line{Formats: []Format{{PT: 0, Known: true, Codec: codec.Codec{Name: codec.Opus}}, {PT: 8}}}
	if got := l.Take(of(codec.Opus)); len(got) != 1 || Repair(l.Formats, 0) != 0 {
		t.Errorf("took %+v, repeats under %d", got, Repair(l.Formats, 0))
	}
}

// takeAll takes every line of an offer, as publisher and viewer at once.
func takeAll(o *Offer) (replies []Reply) {
	mirror := map[string]string{"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "sendrecv", "inactive": "inactive"}
	for i := range o.Lines {
		l := &o.Lines[i]
		r := Reply{
			Direction: mirror[l.Direction], Formats: l.Take(func(Format) bool { return true }), Layers: true,
			Feedback: append(slices.Clone(FromPublisher), FromViewer...), Extensions: []string{Mid, RID, RepairedRID, TransportWide, SendTime},
		}
		if l.Direction != "sendonly" {
			r.Stream, r.Track, r.SSRC, r.Repair = "programme", l.Mid, uint32(10*i+1), uint32(10*i+2)
		}
		replies = append(replies, r)
	}
	return replies
}

func TestAnswersAreWellFormed(t *testing.T) {
	for _, name := range []string{"chromium-viewer", "chromium-camera", "firefox-camera", "obs", "gstreamer", "ffmpeg", "small"} {
		o := readSample(t, name)
		_, answer, err := openPort(t, nil).Answer(o, takeAll(o), newSide(), quiet)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, o, answer)
	}
}

// wellFormed checks that an answer has the lines of its offer.
func wellFormed(t *testing.T, o *Offer, answer string) {
	t.Helper()
	var parsed sdp.SessionDescription
	if err := parsed.UnmarshalString(answer); err != nil {
		t.Fatalf("%v in\n%s", err, answer)
	}
	var mids []string
	for i, m := range parsed.MediaDescriptions {
		mid, _ := m.Attribute("mid")
		mids = append(mids, mid)
		if i < len(o.Lines) && (mid != o.Lines[i].Mid || (m.MediaName.Media == "video") != o.Lines[i].Video) {
			t.Errorf("line %d is %s %q in\n%s", i, m.MediaName.Media, mid, answer)
		}
	}
	if len(mids) != len(o.Lines) {
		t.Errorf("%d lines for %d in\n%s", len(mids), len(o.Lines), answer)
	}
	if group, _ := parsed.Attribute("group"); group != "BUNDLE "+strings.Join(mids, " ") {
		t.Errorf("group %q of %q", group, mids)
	}
}

// What a whole WebRTC stack offers and how it takes the answer.
func TestAnswerIsAccepted(t *testing.T) {
	for _, direction := range []webrtc.RTPTransceiverDirection{webrtc.RTPTransceiverDirectionSendonly, webrtc.RTPTransceiverDirectionRecvonly, webrtc.RTPTransceiverDirectionSendrecv} {
		pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { pc.GracefulClose() })
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio} {
			if _, err := pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: direction}); err != nil {
				t.Fatal(err)
			}
		}
		offer, err := pc.CreateOffer(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := pc.SetLocalDescription(offer); err != nil {
			t.Fatal(err)
		}
		o, err := ReadOffer(offer.SDP)
		if err != nil {
			t.Fatal(err)
		}
		_, answer, err := openPort(t, nil).Answer(o, takeAll(o), newSide(), quiet)
		if err != nil {
			t.Fatal(err)
		}
		if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
			t.Errorf("%s: %v of\n%s", direction, err, answer)
		}
	}
}

// The fingerprint is written as RFC 8122 section 5 has it.
func TestFingerprintIsInUpperCase(t *testing.T) {
	_, fingerprint, err := newCertificate()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^([0-9A-F]{2}:){31}[0-9A-F]{2}$`).MatchString(fingerprint) {
		t.Errorf("fingerprint %s", fingerprint)
	}
}

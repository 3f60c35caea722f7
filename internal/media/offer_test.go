package media_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/pion/webrtc/v4"

	"aula/internal/media"
)

// offer makes an SDP offer with the given lines, to publish or to view.
func offer(t *testing.T, publish bool, kinds ...string) string {
	t.Helper()
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	defer pc.GracefulClose()
	direction := webrtc.RTPTransceiverDirectionRecvonly
	if publish {
		direction = webrtc.RTPTransceiverDirectionSendonly
	}
	for _, k := range kinds {
		if _, err := pc.AddTransceiverFromKind(webrtc.NewRTPCodecType(k), webrtc.RTPTransceiverInit{Direction: direction}); err != nil {
			t.Fatal(err)
		}
	}
	made, err := pc.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	return made.SDP
}

// candidates returns "address:port transport type" of each candidate line.
func candidates(sdp string) []string {
	var found []string
	for line := range strings.Lines(sdp) {
		if rest, ok := strings.CutPrefix(line, "a=candidate:"); ok {
			f := strings.Fields(rest)
			found = append(found, f[4]+":"+f[5]+" "+f[2]+" "+f[7])
		}
	}
	return found
}

func TestOffersThatAreRefused(t *testing.T) {
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer plane.Close()
	only := func(sdp, codec string) string {
		return strings.ReplaceAll(sdp, codec+"/", "nobody/")
	}
	publish := offer(t, true, "audio", "video")
	for _, c := range []struct {
		name  string
		view  bool
		offer string
		want  error
	}{
		{"not SDP", false, "hello", media.ErrOffer},
		{"no lines", false, "v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", media.ErrOffer},
		{"two cameras at once", false, offer(t, true, "video", "video"), media.ErrOffer},
		{"a publisher that only receives", false, offer(t, false, "video"), media.ErrOffer},
		{"a viewer that only sends", true, publish, media.ErrOffer},
		{"a line without mid", false, strings.ReplaceAll(publish, "a=mid:", "a=xid:"), media.ErrOffer},
		{"a line of another kind", false, strings.Replace(publish, "m=audio", "m=text", 1), media.ErrOffer},
		{"no credentials", true, strings.ReplaceAll(offer(t, false, "video"), "a=ice-ufrag:", "a=x:"), media.ErrOffer},
		{"no fingerprint", false, strings.ReplaceAll(publish, "a=fingerprint:", "a=x:"), media.ErrOffer},
		{"sound in an unknown codec", false, only(publish, "opus"), media.ErrCodec},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			if c.view {
				_, err = plane.View(context.Background(), media.Viewing{Room: "room", Viewer: "ann", Offer: c.offer})
			} else {
				_, err = plane.Publish(context.Background(), media.Publication{Room: "room", Slot: media.Programme, Publisher: "hall", Offer: c.offer})
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
	if h := plane.Health("room"); len(h.Publishers) != 0 || h.Viewers.Count != 0 {
		t.Errorf("refused offers left %+v", h)
	}
	_, err = plane.Publish(context.Background(), media.Publication{Room: "room", Slot: "roof", Publisher: "hall", Offer: publish})
	if !errors.Is(err, media.ErrSlot) {
		t.Errorf("publish into no slot: %v", err)
	}
}

// RFC 9725 section 4.4.2: the client begins the DTLS handshake unless it said it would not.
func TestAnswerLeavesTheHandshakeToTheClient(t *testing.T) {
	plane, err := media.Open(media.Config{UDP: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	defer plane.Close()
	for offered, want := range map[string]string{"actpass": "passive", "active": "passive", "passive": "active"} {
		sdp := strings.ReplaceAll(offer(t, true, "audio", "video"), "a=setup:actpass", "a=setup:"+offered)
		s, err := plane.Publish(context.Background(), media.Publication{Room: "room", Slot: media.Programme, Publisher: offered, Offer: sdp})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(s.Answer, "a=setup:"+want) || strings.Contains(s.Answer, "a=sendrecv") || !strings.Contains(s.Answer, "a=recvonly") {
			t.Errorf("answer to %s:\n%s", offered, s.Answer)
		}
		if len(s.Answer) > 8000 {
			t.Errorf("answer of %d bytes: some encoders read 8 KiB", len(s.Answer))
		}
	}
}

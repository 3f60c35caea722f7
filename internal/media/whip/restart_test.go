package whip_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pion/webrtc/v4"

	"aula/internal/media"
)

// A viewer whose address changes restarts ICE over HTTP and keeps its session, its
// keys and its tracks (RFC 9725 section 4.3.3).
func TestRestartKeepsTheSession(t *testing.T) {
	d := newDesk(t)
	pc := newViewer(t)
	up := make(chan struct{}, 8)
	pc.OnICEConnectionStateChange(func(s webrtc.ICEConnectionState) {
		if s == webrtc.ICEConnectionStateConnected {
			up <- struct{}{}
		}
	})
	resp := d.ask("POST", "/hall/whep", describe(t, pc, nil), isSDP)
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("POST: %d", resp.StatusCode)
	}
	answer := take(t, pc, resp)
	await(t, up)
	connected(t, d)
	session, tag := resp.Header.Get("Location"), resp.Header.Get("ETag")

	restart := describe(t, pc, &webrtc.OfferOptions{ICERestart: true})
	resp = d.ask("PATCH", session, fragment(restart), isFragment, "If-Match: *")
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != "application/trickle-ice-sdpfrag" {
		t.Fatalf("PATCH: %d %s\n%s", resp.StatusCode, resp.Header.Get("Content-Type"), body)
	}
	if again := resp.Header.Get("ETag"); again == tag || !strings.HasPrefix(again, `"`) {
		t.Errorf("ETag %q after %q", again, tag)
	}
	ours, err := media.ParseFragment(string(body))
	if err != nil || len(ours.Candidates) == 0 {
		t.Fatalf("fragment %q: %v", body, err)
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: replace(answer, ours)}); err != nil {
		t.Fatal(err)
	}
	await(t, up)
	connected(t, d)
	if s := d.ask("PATCH", session, "a=end-of-candidates\r\n", isFragment, "If-Match: "+tag).StatusCode; s != http.StatusPreconditionFailed {
		t.Errorf("the old ETag still counts: %d", s)
	}
}

func newViewer(t *testing.T) *webrtc.PeerConnection {
	t.Helper()
	var set webrtc.SettingEngine
	set.SetIncludeLoopbackCandidate(true)
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(set)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pc.GracefulClose() })
	for _, k := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecTypeAudio} {
		if _, err := pc.AddTransceiverFromKind(k, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			t.Fatal(err)
		}
	}
	return pc
}

// describe makes a complete offer.
func describe(t *testing.T, pc *webrtc.PeerConnection, o *webrtc.OfferOptions) string {
	t.Helper()
	made, err := pc.CreateOffer(o)
	if err != nil {
		t.Fatal(err)
	}
	gathered := make(chan struct{}, 1)
	pc.OnICEGatheringStateChange(func(s webrtc.ICEGatheringState) {
		if s == webrtc.ICEGatheringStateComplete {
			gathered <- struct{}{}
		}
	})
	if err := pc.SetLocalDescription(made); err != nil {
		t.Fatal(err)
	}
	select {
	case <-gathered:
	case <-time.After(2 * time.Second):
	}
	return pc.LocalDescription().SDP
}

func take(t *testing.T, pc *webrtc.PeerConnection, resp *http.Response) string {
	t.Helper()
	body, _ := io.ReadAll(resp.Body)
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: string(body)}); err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// fragment picks what a restart sends out of a whole offer, once each.
func fragment(sdp string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for line := range strings.Lines(sdp) {
		for _, key := range []string{"a=ice-ufrag:", "a=ice-pwd:", "a=candidate:"} {
			if strings.HasPrefix(line, key) && !seen[line] {
				seen[line] = true
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// replace puts the new credentials and candidates into the answer of before.
func replace(answer string, f media.Fragment) string {
	var b strings.Builder
	for line := range strings.Lines(answer) {
		switch {
		case strings.HasPrefix(line, "a=ice-ufrag:"):
			line = "a=ice-ufrag:" + f.Ufrag + "\r\n"
		case strings.HasPrefix(line, "a=ice-pwd:"):
			line = "a=ice-pwd:" + f.Pwd + "\r\n"
		case strings.HasPrefix(line, "a=candidate:"):
			line = "a=candidate:" + f.Candidates[0] + "\r\n"
		}
		b.WriteString(line)
	}
	return b.String()
}

// connected waits for the one viewer to be all there.
func connected(t *testing.T, d *desk) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for d.plane.Health("room").Viewers != (media.ViewersHealth{Count: 1, Connected: 1}) {
		if time.Now().After(deadline) {
			t.Fatalf("viewers %+v", d.plane.Health("room").Viewers)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func await(t *testing.T, up chan struct{}) {
	t.Helper()
	select {
	case <-up:
	case <-time.After(5 * time.Second):
		t.Fatal("the connection did not come up")
	}
}

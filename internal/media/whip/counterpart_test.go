package whip_test

import (
	"context"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"aula/internal/media"
)

// counterparts are programs of other makers that publish by WHIP, each with the question whether
// it can and with what it is run.
var counterparts = []struct {
	name, program string
	can           []string // prints offers what it needs
	offers        string
	run           func(url, bearer string) []string
}{
	{"FFmpeg", "ffmpeg", []string{"-hide_banner", "-muxers"}, " whip ", func(url, bearer string) []string {
		return []string{"-hide_banner", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=15", "-f", "lavfi", "-i", "sine=frequency=440",
			"-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-tune", "zerolatency", "-bf", "0", "-g", "15", "-pix_fmt", "yuv420p",
			"-c:a", "libopus", "-ar", "48000", "-ac", "2", "-t", "20", "-f", "whip", "-authorization", bearer, url}
	}},
	{"GStreamer", "gst-launch-1.0", []string{"--gst-version"}, "GStreamer", func(url, bearer string) []string {
		return strings.Fields("-q videotestsrc is-live=true ! video/x-raw,width=320,height=180,framerate=15/1 ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! " +
			"video/x-h264,profile=constrained-baseline ! rtph264pay aggregate-mode=zero-latency ! application/x-rtp,media=video,encoding-name=H264,payload=102,clock-rate=90000 ! " +
			"whipsink whip-endpoint=" + url + " auth-token=" + bearer)
	}},
}

// What other makers' programs publish arrives. FFmpeg has a WHIP muxer from version 8 on, GStreamer
// a whipsink in its plug-ins written in Rust; Debian 12 packs neither, so their absence is
// said and is no failure anywhere.
func TestCounterparts(t *testing.T) {
	for _, c := range counterparts {
		t.Run(c.name, func(t *testing.T) {
			path, err := exec.LookPath(c.program)
			if err != nil {
				t.Skipf("%s is not installed", c.program)
			}
			told, _ := exec.Command(path, c.can...).CombinedOutput()
			if !strings.Contains(string(told), c.offers) {
				t.Skipf("this %s has no WHIP", c.program)
			}
			if c.program == "gst-launch-1.0" && exec.Command("gst-inspect-1.0", "whipsink").Run() != nil {
				t.Skip("this GStreamer has no whipsink")
			}
			d := newDesk(t)
			server := httptest.NewServer(d.mux)
			defer server.Close()
			ctx, stop := context.WithTimeout(t.Context(), time.Minute)
			defer stop()
			program := exec.CommandContext(ctx, path, c.run(server.URL+"/hall/whip", "ann")...)
			said := new(strings.Builder)
			program.Stdout, program.Stderr = said, said
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- program.Wait() }()
			for !sends(d.plane) {
				select {
				case err := <-ended:
					t.Fatalf("it ended: %v\n%s", err, said)
				case <-time.After(50 * time.Millisecond):
				}
			}
			stop()
			<-ended
		})
	}
}

// sends reports whether a publisher's picture has come as whole as its first key frame.
func sends(p *media.Plane) bool {
	for _, publisher := range p.Health("room").Publishers {
		for _, track := range publisher.Tracks {
			if track.Kind == "video" && !track.LastKeyFrame.IsZero() {
				return true
			}
		}
	}
	return false
}

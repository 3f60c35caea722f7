package peer

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const anyDigest = "a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90:a1:b2:c3:d4:e5:f6:07:18:29:3a:4b:5c:6d:7e:8f:90"

func sample(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".sdp"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func readSample(t testing.TB, name string) *Offer {
	t.Helper()
	o, err := ReadOffer(sample(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// summary writes down what was read, one line for each media line. Formats of a codec that is
// forwarded are PT=name; "97>96" repeats 96.
func (l *Line) summary() string {
	kind := "audio"
	if l.Video {
		kind = "video"
	}
	var formats []string
	for _, f := range l.Formats {
		switch {
		case f.Known:
			formats = append(formats, fmt.Sprintf("%d=%s/%d", f.PT, f.Codec.Name, f.Codec.Rate))
		case f.Repairs != 0:
			formats = append(formats, fmt.Sprintf("%d>%d", f.PT, f.Repairs))
		default:
			formats = append(formats, fmt.Sprint(f.PT))
		}
	}
	s := fmt.Sprintf("%s %s %s [%s]", kind, l.Mid, l.Direction, strings.Join(formats, " "))
	var ours []string
	for _, e := range []struct{ name, uri string }{{"mid", Mid}, {"rid", RID}, {"repaired", RepairedRID}, {"twcc", TransportWide}, {"sent", SendTime}} {
		if id, ok := l.Extensions[e.uri]; ok {
			ours = append(ours, fmt.Sprintf("%s:%d", e.name, id))
		}
	}
	if len(ours) > 0 {
		s += " " + strings.Join(ours, " ")
	}
	if len(l.Layers) > 0 {
		s += " layers " + strings.Join(l.Layers, ",")
	}
	for _, again := range slices.Sorted(maps.Keys(l.Repairs)) {
		s += fmt.Sprintf(" %d>%d", again, l.Repairs[again])
	}
	return s
}

func TestReadOffer(t *testing.T) {
	for _, tt := range []struct {
		name, ufrag, pwd string
		passive          bool
		lines            []string
	}{
		{"chromium-viewer", "Wq3T", "d3hWZ0RUa1cTkK9l2mRrYh8q", false, []string{
			"video 0 recvonly [96=VP8/90000 97>96 102=H264/90000 103>102 98=VP9/90000 99>98 45=AV1/90000 46>45 123 124] mid:9 rid:10 repaired:11 twcc:4 sent:2",
			"audio 1 recvonly [111=opus/48000 63 0 8 13 110] mid:9 sent:2",
		}},
		{"chromium-camera", "+x/Q", "nU8aW4v0G3Q1i7cE5kYzT2bR", false, []string{
			"audio 0 sendonly [111=opus/48000] mid:4",
			"video 1 sendonly [96=VP8/90000 97>96 98=H264/90000 99>98] mid:4 rid:10 repaired:11 twcc:3 layers h,m,l",
		}},
		{"firefox-camera", "5fe0a9c1", "8e8b1b6b9d1b4d6f8ddf1a9b3cb0a7e1", false, []string{
			"audio 0 sendonly [109=opus/48000 9 0 8 101] mid:3",
			"video 1 sendonly [120=VP8/90000 124>120 126=H264/90000 127>126] mid:3 twcc:7 sent:4 1192837465>3382719022",
		}},
		{"obs", "dR2k", "5Z0kqYgkDq0hI8bJmRr9sT", false, []string{
			"audio 0 sendonly [111=opus/48000]",
			"video 1 sendonly [96=H264/90000]",
		}},
		{"gstreamer", "3qLkzX0wPvJm1yTa", "Vh5cR8oUe2nZsKq7gDx0", false, []string{
			"video video0 sendrecv [96=VP8/90000 97>96] twcc:1 1029384756>2839104857",
			"audio audio1 sendrecv [98=opus/48000] twcc:1",
		}},
		{"ffmpeg", "9c2f6b1a", "5a1d0e8c7b3f92641f0e8d7c6b5a4938", true, []string{
			"audio 0 sendonly [111=opus/48000]",
			"video 1 sendonly [106=H264/90000 105>106] 1746338207>1746338206",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := readSample(t, tt.name)
			var lines []string
			for i := range o.Lines {
				lines = append(lines, o.Lines[i].summary())
			}
			if !slices.Equal(lines, tt.lines) {
				t.Errorf("lines\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(tt.lines, "\n"))
			}
			if o.Ufrag != tt.ufrag || o.Pwd != tt.pwd || o.passive != tt.passive {
				t.Errorf("%q %q passive %v", o.Ufrag, o.Pwd, o.passive)
			}
			if want := []digest{{"sha-256", anyDigest}}; !slices.Equal(o.fingerprints, want) {
				t.Errorf("fingerprints %v", o.fingerprints)
			}
		})
	}
}

func TestSimulcastInAllItsWritings(t *testing.T) {
	for value, want := range map[string][]string{
		"send h;m;l":                     {"h", "m", "l"},
		"send 1,4;~2;3 recv 9":           {"1", "2", "3"},
		"recv 1;2 send a":                {"a"},
		"recv 1;2":                       nil,
		"send":                           nil,
		"send ;~;":                       nil,
		"send a;b;c;d;e":                 {"a", "b", "c", "d"},
		"send far-too-long-for-a-rid;ok": {"ok"},
	} {
		var l Line
		l.simulcast(value)
		if !slices.Equal(l.Layers, want) {
			t.Errorf("%q: %q, want %q", value, l.Layers, want)
		}
	}
}

func TestDirection(t *testing.T) {
	small := sample(t, "small")
	without := strings.ReplaceAll(small, "a=recvonly\r\n", "")
	for name, tt := range map[string]struct{ offer, want string }{
		"of the line":    {strings.Replace(small, "a=ice-ufrag", "a=sendonly\r\na=ice-ufrag", 1), "recvonly"},
		"of the session": {strings.Replace(without, "a=ice-ufrag", "a=inactive\r\na=ice-ufrag", 1), "inactive"},
		"by default":     {without, "sendrecv"},
	} {
		o, err := ReadOffer(tt.offer)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if o.Lines[0].Direction != tt.want {
			t.Errorf("%s: %s, want %s", name, o.Lines[0].Direction, tt.want)
		}
	}
}

func TestRefusedOffers(t *testing.T) {
	small := sample(t, "small")
	without := func(attribute string) string {
		return strings.ReplaceAll(small, "a="+attribute+":", "a=x-"+attribute+":")
	}
	head, _, _ := strings.Cut(small, "m=")
	line := small[strings.Index(small, "m=video"):]
	for name, offer := range map[string]string{
		"nothing":                    "",
		"not SDP":                    "hello",
		"no lines":                   head,
		"too many lines":             head + strings.Repeat(line, maxLines+1),
		"a line of another kind":     small + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:data\r\n",
		"a line without mid":         without("mid"),
		"an empty mid":               strings.Replace(small, "a=mid:sound", "a=mid:", 1),
		"a mid too long":             strings.Replace(small, "a=mid:sound", "a=mid:"+strings.Repeat("x", 33), 1),
		"a mid of two words":         strings.Replace(small, "a=mid:sound", "a=mid:sound picture", 1),
		"two lines of one mid":       strings.Replace(small, "a=mid:sound", "a=mid:picture", 1),
		"no user name fragment":      without("ice-ufrag"),
		"no password":                without("ice-pwd"),
		"no fingerprint":             without("fingerprint"),
		"a fingerprint without hash": strings.Replace(small, "a=fingerprint:sha-256 ", "a=fingerprint:", 1),
	} {
		if _, err := ReadOffer(offer); !errors.Is(err, ErrOffer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What an offer says wrongly about its formats and extensions is passed over.
func TestWhatIsPassedOver(t *testing.T) {
	offer := strings.Replace(sample(t, "small"), "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=audio 9 UDP/TLS/RTP/SAVPF 111 128 x", 1)
	offer = strings.Replace(offer, "a=rtpmap:111", "a=rtpmap:55 opus/48000/2\r\na=extmap:0 "+Mid+"\r\na=extmap:15 "+RID+"\r\na=extmap:x "+SendTime+"\r\na=extmap\r\na=ssrc-group:FID 1\r\na=ssrc-group:FID a b\r\na=rtpmap:111", 1)
	o, err := ReadOffer(offer)
	if err != nil {
		t.Fatal(err)
	}
	if got := o.Lines[0].summary(); got != "audio sound recvonly [111=opus/48000]" {
		t.Errorf("read %q", got)
	}
}

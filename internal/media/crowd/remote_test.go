package crowd

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"aula/internal/media/codec"
)

const answer = `v=0
o=- 1 2 IN IP4 0.0.0.0
s=-
t=0 0
a=ice-lite
a=fingerprint:sha-256 ab:CD
a=group:BUNDLE 0 1
m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=setup:passive
a=mid:0
a=ice-ufrag:abcd
a=ice-pwd:secret
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=rtpmap:96 VP8/90000
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
a=ssrc-group:FID 11 12
a=ssrc:11 cname:x
a=ssrc:12 cname:x
a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host
a=candidate:1 2 udp 2130706431 192.0.2.1 7882 typ host
a=candidate:2 1 tcp 2130706431 192.0.2.1 7883 typ host tcptype passive
a=candidate:3 1 udp 2130706430 2001:db8::1 7882 typ host
a=candidate:4 1 udp 2130706430 f00.local 7882 typ host
m=audio 0 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:1
a=candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host
a=rtpmap:111 OPUS/48000/2
a=ssrc:13 cname:x
`

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestReadRemote(t *testing.T) {
	got, err := readRemote(crlf(answer))
	if err != nil {
		t.Fatal(err)
	}
	want := &remote{
		credentials: credentials{"abcd", "secret"}, fingerprint: "AB:CD", setup: "passive", lite: true,
		candidates: []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:7882"), netip.MustParseAddrPort("[2001:db8::1]:7882")},
		lines: []remoteLine{
			{kind: "video", mid: "0", order: []uint8{96, 97}, ssrc: 11, again: 12, midID: 4, payloads: map[uint8]payload{
				96: {name: codec.VP8, rate: 90000}, 97: {name: rtx, rate: 90000, again: 96},
			}},
			{kind: "audio", mid: "1", refused: true, order: []uint8{111}, ssrc: 13, payloads: map[uint8]payload{
				111: {name: codec.Opus, rate: 48000},
			}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestReadRemoteRefuses(t *testing.T) {
	for _, without := range []string{"a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "v=0"} {
		var kept []string
		for _, line := range strings.Split(answer, "\n") {
			if !strings.HasPrefix(line, without) {
				kept = append(kept, line)
			}
		}
		if _, err := readRemote(crlf(strings.Join(kept, "\n"))); err == nil {
			t.Errorf("taken without %s", without)
		}
	}
}

// What we write we can read, and we answer each line of a server's offer.
func TestDescriptionIsReadable(t *testing.T) {
	d := &local{
		credentials: newCredentials(), fingerprint: "AB:CD", setup: "actpass", address: netip.MustParseAddrPort("[2001:db8::2]:5000"),
		lines: receiving(2, 1),
	}
	r, err := readRemote(d.String())
	if err != nil {
		t.Fatal(err)
	}
	if r.credentials != d.credentials || len(r.lines) != 3 || r.lines[2].kind != "audio" || r.candidates[0] != d.address {
		t.Errorf("read back as %+v", r)
	}
	answered := accepting(r)
	for i, l := range answered {
		if l.mid != r.lines[i].mid || l.kind != r.lines[i].kind || len(l.formats) != 1 || l.formats[0].pt != r.lines[i].order[0] {
			t.Errorf("line %d is answered with %+v", i, l)
		}
	}
	if got := answered[0].formats[0].again; got != 97 {
		t.Errorf("retransmissions as %d, want 97", got)
	}
}

func FuzzReadRemote(f *testing.F) {
	f.Add(crlf(answer))
	f.Add((&local{lines: receiving(1, 1), address: netip.MustParseAddrPort("192.0.2.1:1")}).String())
	f.Fuzz(func(t *testing.T, text string) {
		r, err := readRemote(text)
		if err != nil {
			return
		}
		if r.ufrag == "" || r.fingerprint == "" || len(r.lines) == 0 {
			t.Errorf("taken as %+v", r)
		}
		for _, c := range r.candidates {
			if !c.IsValid() || c.Port() == 0 {
				t.Errorf("candidate %v", c)
			}
		}
		accepting(r)
	})
}

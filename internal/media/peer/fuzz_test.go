package peer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pion/srtp/v3"

	"aula/internal/media/udp"
)

// Whatever is offered: it is refused with ErrOffer, or its answer is SDP with the same lines.
func FuzzReadOffer(f *testing.F) {
	for _, name := range []string{"chromium-viewer", "chromium-camera", "firefox-camera", "obs", "gstreamer", "ffmpeg", "small"} {
		f.Add(sample(f, name))
		f.Add(strings.ReplaceAll(sample(f, name), "\r\n", "\n"))
	}
	ours := local{credentials: credentials{"ours", "secret"}, fingerprint: "AA:BB", candidates: candidates(addresses("192.0.2.1"), 1, 2)}
	f.Fuzz(func(t *testing.T, raw string) {
		o, err := ReadOffer(raw)
		if err != nil {
			if !errors.Is(err, ErrOffer) {
				t.Fatal(err)
			}
			return
		}
		wellFormed(t, o, o.answer(1, ours, takeAll(o)))
	})
}

// Whatever comes to a port with one connection, nothing panics and nobody is let in.
func FuzzInbox(f *testing.F) {
	p := openPort(f, nil)
	c, s := answered(f, p)
	c.mu.Lock()
	c.sessions[0].credentials = credentials{"fixed", "fixedpassword"}
	c.mu.Unlock()
	p.mu.Lock()
	p.conns["fixed"] = c
	p.mu.Unlock()
	open, err := srtp.CreateContext(make([]byte, 16), make([]byte, 12), srtp.ProtectionProfileAeadAes128Gcm)
	if err != nil {
		f.Fatal(err)
	}
	c.begins(open)
	here := way{udp: udp.Way{Remote: call(f, p).addr()}}
	p.prove(c, here)
	in := newInbox(p)
	f.Add(check(credentials{"fixed", "fixedpassword"}, controlling, nominated).Raw)
	f.Add(check(credentials{"fixed", "wrong"}, controlled).Raw)
	f.Add(append([]byte{22, 254, 253}, make([]byte, 60)...))
	f.Add(append([]byte{0x80, 96}, make([]byte, 60)...))
	f.Add(append([]byte{0xbf, 96, 0, 1}, make([]byte, 90)...))
	f.Add(append([]byte{0x81, 200, 0, 6}, make([]byte, 60)...))
	f.Add([]byte{0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > udp.MaxDatagram {
			return
		}
		in.take(b, here, time.Now())
		in.answers.Flush()
		if n := len(s.packets()) + len(s.reports()); n > 0 {
			t.Fatalf("%d packets were taken for genuine", n)
		}
	})
}

// A frame is read whole or not at all, and never more of the stream than it.
func FuzzFrame(f *testing.F) {
	f.Add(framed([]byte("hello")))
	f.Add(append(framed(nil), framed([]byte("next"))...))
	f.Add([]byte{0xff, 0xff, 1})
	f.Add([]byte{0})
	f.Fuzz(func(t *testing.T, stream []byte) {
		frame := make([]byte, udp.MaxDatagram)
		for r := bytes.NewReader(stream); ; {
			left := stream[len(stream)-r.Len():]
			n, err := readFrame(r, frame)
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.ErrShortBuffer) {
					t.Fatal(err)
				}
				return
			}
			if want := int(binary.BigEndian.Uint16(left)); n != want || !bytes.Equal(frame[:n], left[2:2+n]) || r.Len() != len(left)-2-n {
				t.Fatalf("read %d of %d", n, want)
			}
		}
	})
}

package pass

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"aula/internal/seminar"
)

// key is made of a fixed seed, so that the texts below stay the same.
func key(id uint8) Key {
	return Key{ID: id, Private: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{id}, ed25519.SeedSize))}
}

func ring(ids ...uint8) Ring {
	r := Ring{}
	for _, id := range ids {
		r[id] = key(id).Private.Public().(ed25519.PublicKey)
	}
	return r
}

var good = Pass{
	Seminar: "0123456789abc", Person: "zyxwvtsrqpnmm",
	NotAfter: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), Version: 3,
}

// text is the pass above as key 7 signs it. It must never change: badges are printed.
const text = "S1:AEDQARBSCTDUEVFW765432ZYXWVUU2YKDGAAGCL5XMP25NHK4RMEGTPB65WES4APRHMJA5OLH66FGQXKLCYMTFJE3RNO2AZQF2RNKLH7PNRITA74J2MGMDQPF2XZMQ2EXF4C5CIXNQEA"

func sign(t testing.TB, k Key, p Pass) string {
	t.Helper()
	s, err := Sign(k, p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignAndRead(t *testing.T) {
	p := good
	p.Person, p.Seminar = seminar.NewID(), seminar.NewID()
	s := sign(t, key(7), p)
	if len(s) != 143 {
		t.Errorf("%d characters", len(s))
	}
	for _, spoken := range []string{s, " " + s + "\n", strings.ToLower(s)} {
		if got, err := Read(ring(7), spoken); err != nil || got != p {
			t.Errorf("%+v, %v; want %+v", got, err, p)
		}
	}
}

func TestPrintedPassesStayGood(t *testing.T) {
	if got := sign(t, key(7), good); got != text {
		t.Errorf("now written %s", got)
	}
	if got, err := Read(ring(7), text); err != nil || got != good {
		t.Errorf("now read as %+v, %v", got, err)
	}
}

func TestRead(t *testing.T) {
	s := sign(t, key(7), good)
	other := good
	other.Person = "0000000000000"
	stolen := s[:30] + sign(t, key(7), other)[30:] // the signature of another pass
	var reader Reader                              // that has read the good one
	if _, err := reader.Read(ring(7), s); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what, text string
		want       error
	}{
		{"empty", "", ErrMalformed},
		{"only the prefix", "S1:", ErrMalformed},
		{"without the prefix", s[3:], ErrMalformed},
		{"another prefix", "S2" + s[2:], ErrMalformed},
		{"a letter short", s[:len(s)-1], ErrMalformed},
		{"a letter more", s + "A", ErrMalformed},
		{"a digit that base32 has not", s[:50] + "1" + s[51:], ErrMalformed},
		{"a second text for the same bytes", s[:len(s)-1] + next(s[len(s)-1]), ErrMalformed},
		{"another format", "S1:AI" + s[5:], ErrMalformed},
		{"signed by a stranger under our number", sign(t, Key{7, key(8).Private}, good), ErrSignature},
		{"signed with a key we do not have", sign(t, key(8), good), ErrUnknownKey},
		{"a byte changed", flip(s, 40), ErrSignature},
		{"the last byte changed", flip(s, 100), ErrSignature},
		{"another's signature", stolen, ErrSignature},
	} {
		for again := range 2 {
			if got, err := reader.Read(ring(7), x.text); !errors.Is(err, x.want) || got != (Pass{}) {
				t.Errorf("%s, shown %d times before: %+v, %v; want %v", x.what, again, got, err, x.want)
			}
		}
		if got, err := Read(ring(7), x.text); !errors.Is(err, x.want) || got != (Pass{}) {
			t.Errorf("%s: %+v, %v; want %v", x.what, got, err, x.want)
		}
	}
}

// next returns the letter after c of the base32 alphabet: only the spare bits differ.
func next(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return string(alphabet[strings.IndexByte(alphabet, c)+1])
}

func flip(s string, i int) string {
	c := "A"
	if s[i] == 'A' {
		c = "B"
	}
	return s[:i] + c + s[i+1:]
}

func TestSignRefuses(t *testing.T) {
	for _, spoil := range []func(*Pass){
		func(p *Pass) { p.Seminar = "" },
		func(p *Pass) { p.Person = "li" },
		func(p *Pass) { p.Person = "ZYXWVTSRQPNMM" },
		func(p *Pass) { p.NotAfter = time.Time{} },
		func(p *Pass) { p.NotAfter = time.Unix(1<<32, 0) },
	} {
		p := good
		spoil(&p)
		if s, err := Sign(key(7), p); err == nil {
			t.Errorf("signed %+v: %s", p, s)
		}
	}
}

// Whatever is held before a scanner is refused, or is a pass that we signed.
func FuzzRead(f *testing.F) {
	keys := ring(7)
	s, err := Sign(key(7), good)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{s, strings.ToLower(s), "", "S1:", s[:80], flip(s, 70), "https://example.org/", "S1:" + strings.Repeat("7", 140)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Read(keys, text)
		if err != nil {
			if p != (Pass{}) {
				t.Fatalf("refused, and yet %+v", p)
			}
			return
		}
		again, err := Sign(key(7), p)
		if err != nil || again != strings.ToUpper(strings.TrimSpace(text)) {
			t.Fatalf("%q was read as %+v, which is written %q, %v", text, p, again, err)
		}
	})
}

// A reader that has read a pass believes neither another key under the same number nor a
// key that is gone, and forgets before it grows without bound.
func TestReaderRemembers(t *testing.T) {
	var r Reader
	s := sign(t, key(7), good)
	for range 2 {
		if p, err := r.Read(ring(7), s); err != nil || p != good {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	if _, err := r.Read(Ring{7: ring(8)[8]}, s); !errors.Is(err, ErrSignature) {
		t.Errorf("another key under its number: %v", err)
	}
	if _, err := r.Read(ring(8), s); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("its key is gone: %v", err)
	}
	for i := range mostRemembered + 10 {
		r.remember(proof{pass: [length]byte{byte(i), byte(i >> 8), byte(i >> 16)}})
	}
	if n := len(r.good); n > mostRemembered {
		t.Errorf("%d are remembered", n)
	}
}

func BenchmarkReader(b *testing.B) {
	keys, s := ring(7), sign(b, key(7), good)
	var r Reader
	for b.Loop() {
		if _, err := r.Read(keys, s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	keys, s := ring(7), sign(b, key(7), good)
	for b.Loop() {
		if _, err := Read(keys, s); err != nil {
			b.Fatal(err)
		}
	}
}

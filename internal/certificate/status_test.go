package certificate

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The list of the example in Bitstring Status List 1.0, "BitstringStatusListCredential": none revoked.
func TestStatusListOfTheRecommendation(t *testing.T) {
	l, err := DecodeStatusList("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")
	if err != nil || !bytes.Equal(l, NewStatusList()) {
		t.Errorf("%d entries, %v", 8*len(l), err)
	}
}

// The first entry is the left-most bit.
func TestStatusListOrder(t *testing.T) {
	l := NewStatusList()
	for _, entry := range []int{0, 9, Entries - 1} {
		if err := l.Revoke(entry); err != nil {
			t.Fatal(err)
		}
	}
	if l[0] != 0x80 || l[1] != 0x40 || l[len(l)-1] != 0x01 {
		t.Errorf("% x … %x", l[:2], l[len(l)-1])
	}
	for _, entry := range []int{-1, Entries} {
		if err := l.Revoke(entry); !errors.Is(err, ErrStatus) {
			t.Errorf("revoke %d: %v", entry, err)
		}
		if _, err := l.Revoked(entry); !errors.Is(err, ErrStatus) {
			t.Errorf("revoked %d: %v", entry, err)
		}
	}
}

func TestStatusListRoundTrip(t *testing.T) {
	i := issuer(t)
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfDistinct(rapid.IntRange(0, Entries-1), rapid.ID[int]).Draw(t, "entries")
		l := NewStatusList()
		for _, entry := range entries {
			if err := l.Revoke(entry); err != nil {
				t.Fatal(err)
			}
		}
		text, err := i.Status(3, l, over, over.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		address, got, err := ReadStatus(text, i.Keys.Ring(), over)
		if err != nil || address != site.Status(3) || !bytes.Equal(got, l) {
			t.Fatalf("%s, %v", address, err)
		}
		for _, entry := range entries {
			if revoked, err := got.Revoked(entry); err != nil || !revoked {
				t.Fatalf("entry %d: %v, %v", entry, revoked, err)
			}
		}
	})
}

func pack(b []byte) string {
	var buffer bytes.Buffer
	w := gzip.NewWriter(&buffer)
	_, _ = w.Write(b)
	_ = w.Close()
	return base64.RawURLEncoding.EncodeToString(buffer.Bytes())
}

func TestDecodeStatusListRefuses(t *testing.T) {
	for what, s := range map[string]string{
		"nothing":          "",
		"no multibase":     pack(NewStatusList()),
		"another base":     "z" + pack(NewStatusList()),
		"no gzip":          "uAAAA",
		"cut short":        "u" + pack(NewStatusList())[:20],
		"too few entries":  "u" + pack(make([]byte, Entries/8-1)),
		"a bomb of a list": "u" + pack(make([]byte, largest+1)),
	} {
		if _, err := DecodeStatusList(s); !errors.Is(err, ErrStatus) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestStatusCredential(t *testing.T) {
	i := issuer(t)
	text, err := i.Status(1, NewStatusList(), hm(3, "09:00"), hm(4, "09:00"))
	if err != nil {
		t.Fatal(err)
	}
	if err := meets(compile(t, "testdata/w3c/verifiable-credential-schema.json"), payload(t, text)); err != nil {
		t.Error(err)
	}
	for _, want := range []string{
		`"id":"https://aula.example.org/certificates/status/1"`, `"type":["VerifiableCredential","BitstringStatusListCredential"]`, `"type":"BitstringStatusList"`,
		`"statusPurpose":"revocation"`, `"encodedList":"uH4sI`, `"validUntil":"2026-11-26T01:00:00Z"`,
	} {
		if !strings.Contains(payload(t, text), want) {
			t.Errorf("%s is not in %s", want, payload(t, text))
		}
	}
	for _, x := range []struct {
		what, text string
		now        time.Time
		want       error
	}{
		{"too early", text, hm(3, "08:59"), ErrNotYet},
		{"too late", text, hm(4, "09:01"), ErrOutdated},
		{"a badge", issue(t, i, one(t)), hm(3, "10:00"), ErrMalformed},
		{"another key", text, hm(3, "10:00"), ErrUnknownKey},
		{"altered", strings.Replace(text, ".eyJ", ".eyK", 1), hm(3, "10:00"), ErrSignature},
	} {
		ring := i.Keys.Ring()
		if x.want == ErrUnknownKey {
			ring = issuer(t).Keys.Ring()
		}
		if _, _, err := ReadStatus(x.text, ring, x.now); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", x.what, err, x.want)
		}
	}
}

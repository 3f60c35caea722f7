// Package pass writes and reads passes: the signed codes that delegates show at a
// door. A pass names a delegate of a seminar by id and nobody else can make one, so a
// scanner without a network can tell a true pass from a false one. It holds no name.
//
// A pass is 87 bytes, all numbers big-endian:
//
//	0      format, always 1
//	1      id of the signing key
//	2-9    seminar
//	10-17  delegate
//	18-21  not after, seconds since 1970
//	22     version of the delegate's pass; a new pass makes the older ones void
//	23-86  Ed25519 signature (RFC 8032) of bytes 0-22
//
// As text it is "S1:" and the bytes in base32 (RFC 4648 section 6, upper case, no
// padding): 143 characters that a QR code holds in its alphanumeric mode.
package pass

import (
	"crypto/ed25519"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"aula/internal/seminar"
)

const (
	format  = 1
	payload = 23
	length  = payload + ed25519.SignatureSize
	prefix  = "S1:"
)

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Why Read refuses a text. Whether a true pass has run out, is void or belongs to
// another seminar is for the door to say.
var (
	ErrMalformed  = errors.New("no pass")
	ErrUnknownKey = errors.New("signed with an unknown key")
	ErrSignature  = errors.New("signature does not fit")
)

// Pass says that somebody is a delegate of a seminar.
type Pass struct {
	Seminar  seminar.ID
	Person   seminar.ID
	NotAfter time.Time // whole seconds, UTC
	Version  uint8     // counts up when a pass is lost, or the delegate substituted
}

// Key signs passes. Its number is in every pass that it has signed.
type Key struct {
	ID      uint8
	Private ed25519.PrivateKey
}

// Ring holds the public keys by which passes are read, by number.
type Ring map[uint8]ed25519.PublicKey

// Sign returns the text of a pass. It fails when an id is not well formed or the time
// does not fit: such a pass could not be told from another.
func Sign(key Key, p Pass) (string, error) {
	for _, id := range []seminar.ID{p.Seminar, p.Person} {
		if parsed, err := seminar.ParseID(string(id)); err != nil || parsed != id {
			return "", fmt.Errorf("pass: %q is no id", id)
		}
	}
	seconds := p.NotAfter.Unix()
	if seconds != int64(uint32(seconds)) {
		return "", fmt.Errorf("pass: %v is out of range", p.NotAfter)
	}
	b := make([]byte, 0, length)
	b = append(b, format, key.ID)
	b = binary.BigEndian.AppendUint64(b, p.Seminar.Uint64())
	b = binary.BigEndian.AppendUint64(b, p.Person.Uint64())
	b = binary.BigEndian.AppendUint32(b, uint32(seconds))
	b = append(b, p.Version)
	b = append(b, ed25519.Sign(key.Private, b)...)
	return prefix + letters.EncodeToString(b), nil
}

// Read returns the pass of a text. The error is ErrMalformed, ErrUnknownKey or
// ErrSignature. Spaces around it and small letters are forgiven; every pass has
// otherwise exactly one text.
func Read(keys Ring, text string) (Pass, error) { return readBy(keys, text, signed) }

// signed reports whether the end of a pass is the signature of what stands before it.
func signed(key ed25519.PublicKey, b []byte) bool {
	return ed25519.Verify(key, b[:payload], b[payload:])
}

func readBy(keys Ring, text string, verify func(ed25519.PublicKey, []byte) bool) (Pass, error) {
	text, found := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(text)), prefix)
	if !found || len(text) != letters.EncodedLen(length) {
		return Pass{}, ErrMalformed
	}
	b, err := letters.DecodeString(text)
	if err != nil || len(b) != length || b[0] != format || letters.EncodeToString(b) != text {
		return Pass{}, ErrMalformed
	}
	key, known := keys[b[1]]
	switch {
	case !known:
		return Pass{}, ErrUnknownKey
	case !verify(key, b):
		return Pass{}, ErrSignature
	}
	return Pass{
		Seminar:  seminar.IDFromBytes([8]byte(b[2:10])),
		Person:   seminar.IDFromBytes([8]byte(b[10:18])),
		NotAfter: time.Unix(int64(binary.BigEndian.Uint32(b[18:22])), 0).UTC(),
		Version:  b[22],
	}, nil
}

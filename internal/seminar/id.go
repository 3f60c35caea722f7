package seminar

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strings"
)

// ID names one thing for ever: a seminar, a person, a session, an entry's
// subject. It is 64 random bits written as 13 lower-case Crockford base32
// characters, so it fits a pass (8 bytes) and a spoken line. An ID is a name and
// never a secret.
type ID string

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a fresh random ID.
func NewID() ID {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the program instead
	return IDFromBytes(b)
}

// IDFromBytes returns the ID written by those 8 bytes.
func IDFromBytes(b [8]byte) ID { return ID(crockford.EncodeToString(b[:])) }

// ParseID reads an ID as a person may have typed it: any case, o for 0, i or l for 1.
// It returns an Invalid error when s is no ID.
func ParseID(s string) (ID, error) {
	clean := strings.NewReplacer("o", "0", "i", "1", "l", "1", "-", "", " ", "").Replace(strings.ToLower(s))
	b, err := crockford.DecodeString(clean)
	if err != nil || len(b) != 8 {
		return "", Invalid("error.id", "value", s)
	}
	return IDFromBytes([8]byte(b)), nil
}

// Bytes returns the 8 bytes of the ID; the zero value for an ID that is not well formed.
func (id ID) Bytes() (b [8]byte) {
	raw, err := crockford.DecodeString(string(id))
	if err == nil && len(raw) == 8 {
		copy(b[:], raw)
	}
	return b
}

// Uint64 returns the ID's 64 bits.
func (id ID) Uint64() uint64 { b := id.Bytes(); return binary.BigEndian.Uint64(b[:]) }

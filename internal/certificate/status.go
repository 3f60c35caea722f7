package certificate

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// Entries is how many certificates one status list speaks of: the least there may be
// (Bitstring Status List 1.0, "Validate Algorithm"), so that nobody who asks for a list tells
// which certificate they hold.
const Entries = 131072

// StatusList says of each certificate of a list whether it is revoked: a bit each, the
// first one left-most (Bitstring Status List 1.0, "encodedList").
type StatusList []byte

// NewStatusList returns a list of Entries certificates, none revoked.
func NewStatusList() StatusList { return make(StatusList, Entries/8) }

// Revoke marks a certificate of the list, 0 to Entries-1, as revoked. It cannot be
// taken back: a new revision is issued instead.
func (l StatusList) Revoke(entry int) error {
	if entry < 0 || entry >= 8*len(l) {
		return fmt.Errorf("%w: entry %d of %d", ErrStatus, entry, 8*len(l))
	}
	l[entry/8] |= 0x80 >> (entry % 8)
	return nil
}

// Revoked reports whether a certificate of the list is revoked. It fails with ErrStatus
// when the list has no such entry.
func (l StatusList) Revoked(entry int) (bool, error) {
	if entry < 0 || entry >= 8*len(l) {
		return false, fmt.Errorf("%w: entry %d of %d", ErrStatus, entry, 8*len(l))
	}
	return l[entry/8]&(0x80>>(entry%8)) != 0, nil
}

// Encode writes the list as an "encodedList": gzip (RFC 1952) in base64url without
// padding, in multibase.
func (l StatusList) Encode() string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(l) // a buffer takes all
	_ = w.Close()
	return "u" + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// largest is how long a list may be that we read, in bytes.
const largest = 1 << 20

// DecodeStatusList reads what Encode writes. It fails with ErrStatus, also for a list
// that is too short or longer than 8 million entries.
func DecodeStatusList(s string) (StatusList, error) {
	text, found := strings.CutPrefix(s, "u")
	packed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || !found {
		return nil, fmt.Errorf("%w: no multibase base64url", ErrStatus)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStatus, err)
	}
	l, err := io.ReadAll(io.LimitReader(r, largest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrStatus, err)
	case len(l) < Entries/8 || len(l) > largest:
		return nil, fmt.Errorf("%w: %d entries", ErrStatus, 8*len(l))
	}
	return l, nil
}

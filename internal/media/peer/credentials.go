package peer

import (
	"crypto/rand"
	"encoding/base64"
)

// credentials are those of one ICE session (RFC 8445 section 5.3).
type credentials struct{ ufrag, pwd string }

func newCredentials() credentials {
	return credentials{ufrag: random(6), pwd: random(18)}
}

// random returns n random bytes in the alphabet that ICE allows, which has + and / but no padding.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return base64.RawStdEncoding.EncodeToString(b)
}

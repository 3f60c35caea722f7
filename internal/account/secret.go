// Package account is how people get in: links with a secret, passphrases, logins.
package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Secret is a fresh random secret for a link, a login or a publishing key: 192 bits.
// It is shown once; what is kept is its Hash.
func Secret() string {
	var b [24]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Hash is what the store keeps of a secret. A secret has too many bits to be
// guessed, so a plain SHA-256 is enough.
func Hash(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

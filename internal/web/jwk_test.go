package web_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"path"
	"testing"
)

// publicKey reads a JWK as any program would (RFC 8037).
func publicKey(t *testing.T, raw []byte) (name string, key ed25519.PublicKey) {
	t.Helper()
	var k struct{ Kty, Crv, X, Kid, D string }
	decode(t, raw, &k)
	x, err := base64.RawURLEncoding.DecodeString(k.X)
	if err != nil || k.Kty != "OKP" || k.Crv != "Ed25519" || len(x) != ed25519.PublicKeySize || k.D != "" {
		t.Fatalf("%s: %v", raw, err)
	}
	return path.Base(k.Kid), x
}

// badgeHeader is the header of a JWS with the type of a badge.
func badgeHeader(t *testing.T, encoded string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	var header map[string]any
	decode(t, text, &header)
	header["typ"] = "JWT"
	if text, err = json.Marshal(header); err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

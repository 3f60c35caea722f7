package certificate

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// The types of a JWT in its header. Open Badges 3.0 ("Create the JOSE Header") wants
// "JWT" of a badge; VC-JOSE-COSE ("Securing JSON-LD Verifiable Credentials with JOSE") wants "vc+jwt" of any other credential.
const (
	typeBadge      = "JWT"
	typeCredential = "vc+jwt"
)

// longest is how long a text may be that we look at, in bytes.
const longest = 1 << 20

// claims are what Open Badges 3.0 ("JWT Payload Format") puts beside a credential in a
// JWT, once more and in the words of RFC 7519.
type claims struct {
	Issuer  string `json:"iss"`
	ID      string `json:"jti"`
	Subject string `json:"sub"`
	From    int64  `json:"nbf"`           // seconds since 1970
	Until   int64  `json:"exp,omitempty"` // seconds since 1970
}

// seal signs a payload with the newest key: a JWS (RFC 7515) by Ed25519 (RFC 8037).
func (k *Keys) seal(site Site, typ string, payload any) (string, error) {
	text, err := json.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("certificate: %w", err)
	}
	key := jose.JSONWebKey{Key: k.signing, KeyID: site.Key(KeyName(k.all[len(k.all)-1]))}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, (&jose.SignerOptions{}).WithType(jose.ContentType(typ)))
	if err != nil {
		return "", fmt.Errorf("certificate: %w", err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		return "", fmt.Errorf("certificate: %w", err)
	}
	return signed.CompactSerialize()
}

// unseal reads what one of the keys has signed into payload. The error is ErrMalformed,
// ErrUnknownKey or ErrSignature.
func (r Ring) unseal(text, typ string, payload any) error {
	if !exact(text) {
		return ErrMalformed
	}
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.EdDSA})
	if err != nil || signed.Signatures[0].Protected.ExtraHeaders[jose.HeaderType] != typ {
		return ErrMalformed
	}
	key, known := r[path.Base(signed.Signatures[0].Protected.KeyID)]
	if !known {
		return ErrUnknownKey
	}
	plain, err := signed.Verify(key)
	if err != nil {
		return ErrSignature
	}
	if json.Unmarshal(plain, payload) != nil {
		return ErrMalformed
	}
	return nil
}

// exact reports whether a text is three parts of base64url, each written in the one
// way that there is: else some bits of the last character would say nothing.
func exact(text string) bool {
	parts := strings.Split(text, ".")
	if len(text) > longest || len(parts) != 3 {
		return false
	}
	for _, part := range parts {
		b, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || base64.RawURLEncoding.EncodeToString(b) != part {
			return false
		}
	}
	return true
}

// stamp writes a time as VC Data Model 2.0 ("Validity Period") wants it, in whole seconds.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

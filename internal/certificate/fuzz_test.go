package certificate

import (
	"encoding/base64"
	"errors"
	"testing"
)

// Nothing that somebody hands in makes Verify or ReadStatus fall over, or is believed.
func FuzzVerify(f *testing.F) {
	i := issuer(f)
	ring, all := i.Keys.Ring(), lists()
	kid := i.Keys.Set(site).Keys[0].KeyID
	for _, header := range []string{
		`{"alg":"EdDSA","kid":"` + kid + `","typ":"JWT"}`, `{"alg":"EdDSA","kid":"` + kid + `","typ":{"a":[]}}`, `{"alg":"EdDSA","crit":["b64"],"b64":false}`,
		`{"alg":"EdDSA","jwk":{"kty":"OKP","crv":"Ed25519","x":""}}`, `[]`, ``, `{"alg":"none"}`,
	} {
		f.Add(header, `{"type":["OpenBadgeCredential"]}`, []byte("signature"))
	}
	f.Fuzz(func(t *testing.T, header, payload string, signature []byte) {
		e := base64.RawURLEncoding.EncodeToString
		text := e([]byte(header)) + "." + e([]byte(payload)) + "." + e(signature)
		if said, err := Verify(text, ring, all, over); err == nil || said.Number != "" {
			t.Errorf("%q says %+v", text, said)
		}
		if _, _, err := ReadStatus(text, ring, over); err == nil {
			t.Errorf("%q is a status list", text)
		}
	})
}

func FuzzDecodeStatusList(f *testing.F) {
	f.Add(NewStatusList().Encode())
	f.Add("uH4sI")
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := DecodeStatusList(s); err == nil && len(l) < Entries/8 || err != nil && !errors.Is(err, ErrStatus) {
			t.Errorf("%d entries, %v", 8*len(l), err)
		}
	})
}

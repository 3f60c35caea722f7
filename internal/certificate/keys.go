package certificate

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"

	"github.com/go-jose/go-jose/v4"

	"aula/internal/keys"
)

// Keys are the keys that sign certificates, certificate-1.pem and so on
// (internal/keys). The newest one signs; the others stay so that certificates already
// given can be checked. Keys never change and may be used by several goroutines.
type Keys struct {
	signing ed25519.PrivateKey
	all     []ed25519.PublicKey // the oldest first
}

// kind is how the files of the keys begin.
const kind = "certificate"

// Open reads the keys of a folder, and makes the first one when there is none. It
// fails when a key can be read by others.
func Open(folder string) (*Keys, error) { return list(keys.Open(folder, kind)) }

// Rotate makes a new signing key in the folder and returns all keys anew. What the
// older keys have signed stays good.
func Rotate(folder string) (*Keys, error) { return list(keys.Rotate(folder, kind)) }

func list(all *keys.Keys, err error) (*Keys, error) {
	if err != nil {
		return nil, err
	}
	k := &Keys{}
	_, k.signing = all.Signing()
	for _, public := range all.Public() {
		k.all = append(k.all, public)
	}
	return k, nil
}

// Ring holds the public keys by which certificates are checked, by their names.
type Ring map[string]ed25519.PublicKey

// Ring returns the public keys.
func (k *Keys) Ring() Ring {
	ring := Ring{}
	for _, public := range k.all {
		ring[KeyName(public)] = public
	}
	return ring
}

// KeyName returns the name of a public key, which is its thumbprint (RFC 7638, as RFC
// 8037 has it for Ed25519): two servers never have two keys of one name.
func KeyName(public ed25519.PublicKey) string {
	sum, err := (&jose.JSONWebKey{Key: public}).Thumbprint(crypto.SHA256)
	if err != nil {
		panic(err) // of a public key that is none
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// Set returns the public keys as a JWK set (RFC 7517), to be served at site.Keys();
// each key by itself is to be served at its "kid".
func (k *Keys) Set(site Site) jose.JSONWebKeySet {
	set := jose.JSONWebKeySet{}
	for _, public := range k.all {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: public, KeyID: site.Key(KeyName(public)), Algorithm: string(jose.EdDSA), Use: "sig"})
	}
	return set
}

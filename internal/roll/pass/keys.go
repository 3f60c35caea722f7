package pass

import (
	"crypto/hmac"
	"crypto/sha256"

	"aula/internal/keys"
	"aula/internal/roll"
)

// Keys are the signing keys of this server, one file each: pass-1.pem, pass-2.pem
// (internal/keys). The newest one signs, the others stay so that passes already printed
// can be read. Keys never change and may be used by several goroutines.
type Keys struct {
	signing Key
	ring    Ring
}

// kind is how the files of the keys begin.
const kind = "pass"

// Open reads the keys of a folder, and makes the first one when there is none. It
// fails when a key can be read by others.
func Open(folder string) (*Keys, error) { return read(keys.Open(folder, kind)) }

// Rotate makes a new signing key in the folder and returns all keys anew. Passes of
// the older keys stay good.
func Rotate(folder string) (*Keys, error) { return read(keys.Rotate(folder, kind)) }

func read(all *keys.Keys, err error) (*Keys, error) {
	if err != nil {
		return nil, err
	}
	k := &Keys{ring: Ring{}}
	k.signing.ID, k.signing.Private = all.Signing()
	for id, public := range all.Public() {
		k.ring[id] = public
	}
	return k, nil
}

// Sign returns the text of a pass, signed with the newest key.
func (k *Keys) Sign(p Pass) (string, error) { return Sign(k.signing, p) }

// Read returns the pass of a text that any of the keys has signed.
func (k *Keys) Read(text string) (Pass, error) { return Read(k.ring, text) }

// Ring returns the public keys, for scanners. It is not to be changed.
func (k *Keys) Ring() Ring { return k.ring }

// Seal signs what was sealed with the signing key.
func (k *Keys) Seal(s *roll.Seal) { s.Sign(k.signing.ID, k.signing.Private) }

// Secret returns 32 bytes that only this server knows, other ones for each purpose.
func (k *Keys) Secret(purpose string) []byte {
	mac := hmac.New(sha256.New, k.signing.Private.Seed())
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

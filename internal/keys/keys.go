// Package keys keeps the server's own Ed25519 keys in a folder: who signs with them,
// and what, is for others to say.
package keys

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io/fs"
	"iter"
)

// Keys are the keys of one kind, one file each: pass-1.pem, pass-2.pem for the kind
// "pass". The one with the highest number signs, the others stay so that what they
// have signed can be read. Keys never change and may be used by several goroutines.
type Keys struct {
	all []numbered // by number
}

type numbered struct {
	id      uint8
	private ed25519.PrivateKey
}

// last is the highest number of a key: it is one byte in a pass, and 0 is not used.
const last = 255

// Open reads the keys of a kind in a folder, and makes the first one when there is
// none. It fails when a key can be read by others.
func Open(folder, kind string) (*Keys, error) {
	k, err := load(folder, kind)
	if err != nil || len(k.all) > 0 {
		return k, err
	}
	return create(folder, kind, 1)
}

// Rotate makes a new signing key in the folder and returns all keys anew. What the
// older keys have signed stays good.
func Rotate(folder, kind string) (*Keys, error) {
	k, err := load(folder, kind)
	if err != nil {
		return nil, err
	}
	next := 1
	if len(k.all) > 0 {
		id, _ := k.Signing()
		next = int(id) + 1
	}
	if next > last {
		return nil, fmt.Errorf("%s keys: all numbers are used", kind)
	}
	return create(folder, kind, uint8(next))
}

// Signing returns the newest key and its number.
func (k *Keys) Signing() (id uint8, private ed25519.PrivateKey) {
	newest := k.all[len(k.all)-1]
	return newest.id, newest.private
}

// Public lists the public keys by number, the oldest first.
func (k *Keys) Public() iter.Seq2[uint8, ed25519.PublicKey] {
	return func(yield func(uint8, ed25519.PublicKey) bool) {
		for _, x := range k.all {
			if !yield(x.id, x.private.Public().(ed25519.PublicKey)) {
				return
			}
		}
	}
}

// create makes the key of that number, unless another process was faster, and loads all.
func create(folder, kind string, id uint8) (*Keys, error) {
	if err := write(folder, kind, id); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s keys: %w", kind, err)
	}
	return load(folder, kind)
}

func load(folder, kind string) (*Keys, error) {
	k := &Keys{}
	for id := 1; id <= last; id++ {
		private, err := read(name(folder, kind, uint8(id)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("%s keys: %w", kind, err)
		}
		k.all = append(k.all, numbered{uint8(id), private})
	}
	return k, nil
}

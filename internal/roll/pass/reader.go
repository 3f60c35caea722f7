package pass

import (
	"crypto/ed25519"
	"sync"
)

// Reader reads passes as Read does and remembers which signatures were good: a pass comes
// to the door many times, and checking its signature is most of reading it. The zero
// value is ready, and nil reads without remembering. It may be used by any number of goroutines.
type Reader struct {
	mu   sync.Mutex
	good map[proof]struct{} // guarded by mu
}

// proof is a pass whose signature by a key was good. Another pass or another key is another proof.
type proof struct {
	pass [length]byte
	key  [ed25519.PublicKeySize]byte
}

// mostRemembered bounds what a reader keeps, to about 8 MB.
const mostRemembered = 1 << 15

// Read is the package's Read.
func (r *Reader) Read(keys Ring, text string) (Pass, error) {
	if r == nil {
		return Read(keys, text)
	}
	return readBy(keys, text, func(key ed25519.PublicKey, b []byte) bool {
		p := proof{[length]byte(b), [ed25519.PublicKeySize]byte(key)}
		if r.knows(p) {
			return true
		}
		if !signed(key, b) {
			return false
		}
		r.remember(p)
		return true
	})
}

func (r *Reader) knows(p proof) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, known := r.good[p]
	return known
}

func (r *Reader) remember(p proof) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.good == nil || len(r.good) >= mostRemembered {
		r.good = make(map[proof]struct{})
	}
	r.good[p] = struct{}{}
}

package hall

import (
	"crypto/aes"
	"crypto/cipher"
	"time"
)

const (
	workBlock  = 64 << 10
	workBlocks = 4096
)

// speed does a fixed piece of work on one thread, AES-GCM over 256 MiB, and returns
// how fast it went in MB/s. The cells of a table may be compared only as far as the
// machine was equally fast beside them.
func speed() (float64, error) {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		return 0, err
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return 0, err
	}
	nonce, plain, out := make([]byte, 12), make([]byte, workBlock), make([]byte, 0, workBlock+16)
	began := time.Now()
	for range workBlocks {
		seal.Seal(out, nonce, plain, nil)
	}
	return workBlock * workBlocks / 1e6 / time.Since(began).Seconds(), nil
}

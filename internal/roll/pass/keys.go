package pass

import (
	"cmp"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Keys are the signing keys of this server, one file each: pass-1.pem, pass-2.pem
// (PKCS#8 in PEM, readable by the owner alone). The one with the highest number signs,
// the others stay so that passes already printed can be read. Keys never change and
// may be used by several goroutines.
type Keys struct {
	signing Key
	ring    Ring
}

// last is the highest number of a key: it is one byte in the pass, and 0 is not used.
const last = 255

// Open reads the keys of a folder, and makes the first one when there is none. It
// fails when a key can be read by others.
func Open(folder string) (*Keys, error) {
	k, err := load(folder)
	if err != nil || k.signing.ID > 0 {
		return k, err
	}
	return create(folder, 1)
}

// Rotate makes a new signing key in the folder and returns all keys anew. Passes of
// the older keys stay good.
func Rotate(folder string) (*Keys, error) {
	k, err := load(folder)
	if err != nil {
		return nil, err
	}
	if k.signing.ID == last {
		return nil, errors.New("pass keys: all numbers are used")
	}
	return create(folder, k.signing.ID+1)
}

// Seal signs what was sealed with the signing key.
func (k *Keys) Seal(s *roll.Seal) { s.Sign(k.signing.ID, k.signing.Private) }

// Secret returns 32 bytes that only this server knows, other ones for each purpose.
func (k *Keys) Secret(purpose string) []byte {
	mac := hmac.New(sha256.New, k.signing.Private.Seed())
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// create makes the key of that number, unless another process was faster, and loads all.
func create(folder string, id uint8) (*Keys, error) {
	if err := write(folder, id); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("pass keys: %w", err)
	}
	return load(folder)
}

func load(folder string) (*Keys, error) {
	k := &Keys{ring: Ring{}}
	for id := 1; id <= last; id++ {
		private, err := read(name(folder, uint8(id)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return nil, fmt.Errorf("pass keys: %w", err)
		}
		k.signing = Key{ID: uint8(id), Private: private}
		k.ring[k.signing.ID] = private.Public().(ed25519.PublicKey)
	}
	return k, nil
}

func name(folder string, id uint8) string {
	return filepath.Join(folder, fmt.Sprintf("pass-%d.pem", id))
}

func read(path string) (ed25519.PrivateKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s can be read by others: set its mode to 0600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s is no PEM file", path)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	private, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s is no Ed25519 key", path)
	}
	return private, nil
}

// write makes a key file that is there as a whole or not at all, and never over one
// that is already there (fs.ErrExist).
func write(folder string, id uint8) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".pass-*.pem") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = pem.Encode(f, &pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := cmp.Or(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name(folder, id)); err != nil {
		return err
	}
	return settle(folder)
}

// settle brings the folder itself to the disk: a key that is lost after its passes
// were printed cannot be made again.
func settle(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return cmp.Or(d.Sync(), d.Close())
}

// Sign returns the text of a pass, signed with the newest key.
func (k *Keys) Sign(p Pass) (string, error) { return Sign(k.signing, p) }

// Read returns the pass of a text that any of the keys has signed.
func (k *Keys) Read(text string) (Pass, error) { return Read(k.ring, text) }

// Ring returns the public keys, for scanners. It is not to be changed.
func (k *Keys) Ring() Ring { return k.ring }

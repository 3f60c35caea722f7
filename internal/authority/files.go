package authority

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

const (
	keyFile         = "root.key" // PKCS #8, readable by its owner alone
	certificateFile = "root.pem"

	keyBlock         = "PRIVATE KEY"
	certificateBlock = "CERTIFICATE"
)

// create makes a new authority unless dir holds something. The files are written in a folder beside it, which then takes
// the name dir: both files appear at once or not at all, and nothing that is there can be overwritten.
func create(dir string, n names) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	key, certificate, err := newRoot(n)
	if err != nil {
		return err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(parent, ".authority-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	if err := writePEM(filepath.Join(draft, keyFile), 0o600, keyBlock, keyDER); err != nil {
		return err
	}
	if err := writePEM(filepath.Join(draft, certificateFile), 0o644, certificateBlock, certificate); err != nil {
		return err
	}
	return publish(draft, dir)
}

// publish gives the folder draft the name dir. Another process may have been faster; then its authority stands.
func publish(draft, dir string) error {
	_ = os.Remove(dir) // succeeds only on an empty folder
	err := os.Rename(draft, dir)
	if entries, _ := os.ReadDir(dir); err != nil && len(entries) > 0 {
		return nil
	}
	if err != nil {
		return err
	}
	syncFolder(dir)
	syncFolder(filepath.Dir(filepath.Clean(dir)))
	return nil
}

// syncFolder makes a rename outlive a power cut where the system can.
func syncFolder(dir string) {
	if folder, err := os.Open(dir); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}

func writePEM(path string, mode fs.FileMode, kind string, der []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	err = pem.Encode(file, &pem.Block{Type: kind, Bytes: der})
	return errors.Join(err, file.Sync(), file.Close())
}

const remedy = "restore it from a backup, or move the folder %s away to make a new authority, which every device must then be told to trust"

// load reads the two files and makes sure that they belong together and are still good.
func load(dir string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	keyPath, certificatePath := filepath.Join(dir, keyFile), filepath.Join(dir, certificateFile)
	key, err := loadKey(keyPath)
	if err != nil {
		return nil, nil, broken(keyPath, err)
	}
	root, err := loadRoot(certificatePath)
	if err != nil {
		return nil, nil, broken(certificatePath, err)
	}
	if !key.PublicKey.Equal(root.PublicKey) {
		return nil, nil, broken(keyPath, fmt.Errorf("not the key of %s", certificatePath))
	}
	return root, key, nil
}

func broken(path string, err error) error {
	if errors.Is(err, errExposed) {
		return fmt.Errorf("%s: %w: chmod 600 %s", path, err, path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("missing")
	}
	return fmt.Errorf("%s: %w; "+remedy, path, err, filepath.Dir(path))
}

var errExposed = errors.New("others on this machine can read the key of the authority; close it to them")

func loadKey(path string) (*ecdsa.PrivateKey, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, errExposed
	}
	der, err := readPEM(path, keyBlock)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("not a private key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("not an ECDSA key")
	}
	return key, nil
}

func loadRoot(path string) (*x509.Certificate, error) {
	der, err := readPEM(path, certificateBlock)
	if err != nil {
		return nil, err
	}
	root, err := x509.ParseCertificate(der)
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a certificate: %w", err)
	case !root.IsCA:
		return nil, errors.New("not the certificate of an authority")
	case time.Now().After(root.NotAfter):
		return nil, fmt.Errorf("ended on %s", root.NotAfter.UTC().Format(time.DateOnly))
	}
	return root, nil
}

// readPEM returns the content of a file that is one PEM block of the kind.
func readPEM(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("has no PEM block %q", kind)
	}
	return block.Bytes, nil
}

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lock makes sure that one server alone uses the data folder: two would each believe
// that it owns the halls. The operating system frees the lock when the process ends,
// however it ends.
func (a *App) lock() error {
	name := filepath.Join(a.Config.Data, "aula.lock")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("lock of the data folder: %w", err)
	}
	if err := lockFile(f); err != nil {
		return errors.Join(fmt.Errorf("%s is in use by another Aula: stop it first, or choose another folder with --data", a.Config.Data), f.Close())
	}
	a.onClose(f.Close)
	return nil
}

package demo

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// marker is the file by which a demonstration knows a folder of its own again.
const marker = "aula-demo"

const markerText = "The data of a demonstration. The next demonstration in this folder deletes it.\n"

// folder is where a demonstration keeps its data.
type folder struct {
	path      string
	temporary bool     // removed at the end
	held      *os.File // the marker, locked while the demonstration runs
}

// openFolder makes a folder ready: a new temporary one for "", else the named one,
// which must be absent, empty, or that of an earlier demonstration, whose data is
// deleted. Anybody else's data is left alone and is an error.
func openFolder(path string) (*folder, error) {
	f := &folder{path: path}
	if path == "" {
		made, err := os.MkdirTemp("", "aula-demo-")
		if err != nil {
			return nil, fmt.Errorf("folder of the demonstration: %w", err)
		}
		f.path, f.temporary = made, true
	}
	if err := f.take(); err != nil {
		return nil, errors.Join(fmt.Errorf("folder of the demonstration: %w", err), f.Close())
	}
	return f, nil
}

func (f *folder) take() error {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return err
	}
	there, err := os.ReadDir(f.path)
	if err != nil {
		return err
	}
	if len(there) > 0 && !f.marked() {
		return fmt.Errorf("%s holds data that is not a demonstration's: name an empty folder, or none", f.path)
	}
	if f.held, err = os.OpenFile(filepath.Join(f.path, marker), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return err
	}
	if err := lock(f.held); err != nil {
		return fmt.Errorf("another demonstration runs in %s", f.path)
	}
	for _, entry := range there {
		if entry.Name() == marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(f.path, entry.Name())); err != nil {
			return err
		}
	}
	_, err = f.held.WriteAt([]byte(markerText), 0)
	return err
}

// marked reports whether the folder was made by a demonstration.
func (f *folder) marked() bool {
	info, err := os.Lstat(filepath.Join(f.path, marker))
	return err == nil && info.Mode().IsRegular()
}

// Close lets the folder go, and removes it when it is temporary.
func (f *folder) Close() error {
	var closed, removed error
	if f.held != nil {
		closed = f.held.Close()
	}
	if f.temporary {
		removed = os.RemoveAll(f.path)
	}
	if errors.Is(removed, fs.ErrNotExist) {
		removed = nil
	}
	return cmp.Or(closed, removed)
}

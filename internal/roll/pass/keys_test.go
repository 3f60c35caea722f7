package pass

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, folder string) *Keys {
	t.Helper()
	k, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestKeysAreMadeOnce(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	s, err := open(t, folder).Sign(good)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := open(t, folder).Read(s); err != nil || got != good {
		t.Errorf("after a restart: %+v, %v", got, err)
	}
	if got := files(t, folder); !slices.Equal(got, []string{"pass-1.pem"}) {
		t.Errorf("files %q", got)
	}
	info, err := os.Stat(filepath.Join(folder, "pass-1.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

// Several processes that start at once agree on one key.
func TestKeysAreMadeOnceByMany(t *testing.T) {
	folder := t.TempDir()
	var wait sync.WaitGroup
	signed := make([]string, 8)
	for i := range signed {
		wait.Go(func() {
			k, err := Open(folder)
			if err == nil {
				signed[i], err = k.Sign(good)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, s := range signed {
		if s != signed[0] {
			t.Fatal("two keys were made")
		}
	}
}

func TestRotateKeepsOldPasses(t *testing.T) {
	folder := t.TempDir()
	first := open(t, folder)
	old, err := first.Sign(good)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Rotate(folder)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := second.Sign(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{old, fresh} {
		if got, err := second.Read(s); err != nil || got != good {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if _, err := first.Read(fresh); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("the older keys read the newer pass: %v", err)
	}
	if len(second.Ring()) != 2 {
		t.Errorf("%d keys", len(second.Ring()))
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, x := range []struct {
		what, text string
		mode       os.FileMode
		want       string
	}{
		{"a key that others can read", "", 0o644, "can be read by others"},
		{"a file that is no key", "hello", 0o600, "is no PEM file"},
		{"a broken key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0o600, "asn1"},
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "pass-1.pem"), []byte(x.text), x.mode); err != nil {
			t.Fatal(err)
		}
		if x.mode != 0o600 && runtime.GOOS == "windows" {
			continue
		}
		if _, err := Open(folder); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.what, err)
		}
		if got := files(t, folder); !slices.Equal(got, []string{"pass-1.pem"}) {
			t.Errorf("%s: files %q", x.what, got)
		}
	}
}

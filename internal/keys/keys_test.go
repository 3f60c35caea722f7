package keys

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func numbers(k *Keys) (ids []uint8) {
	for id := range k.Public() {
		ids = append(ids, id)
	}
	return ids
}

// Each kind has its own numbers, the newest key signs and the old ones stay; a gap is
// no end.
func TestKindsAndRotation(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "keys")
	for range 3 {
		if _, err := Rotate(folder, "pass"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(folder, "pass-2.pem")); err != nil {
		t.Fatal(err)
	}
	passes, err := Open(folder, "pass")
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := passes.Signing(); id != 3 || !slices.Equal(numbers(passes), []uint8{1, 3}) {
		t.Errorf("signing %d of %v", id, numbers(passes))
	}
	others, err := Open(folder, "certificate")
	if err != nil {
		t.Fatal(err)
	}
	if id, _ := others.Signing(); id != 1 || !slices.Equal(numbers(others), []uint8{1}) {
		t.Errorf("signing %d of %v", id, numbers(others))
	}
	info, err := os.Stat(filepath.Join(folder, "certificate-1.pem"))
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestAllNumbersAreUsed(t *testing.T) {
	folder := t.TempDir()
	if err := write(folder, "pass", last); err != nil {
		t.Fatal(err)
	}
	if _, err := Rotate(folder, "pass"); err == nil || !strings.Contains(err.Error(), "all numbers are used") {
		t.Errorf("%v", err)
	}
}

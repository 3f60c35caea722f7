package ui_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What others made is what they sent: every library comes with its version, its
// licence and the hash of its file.
func TestVendoredLibrariesAreUnchanged(t *testing.T) {
	folders, err := filepath.Glob("vendor/*")
	if err != nil || len(folders) == 0 {
		t.Fatal("no libraries found", err)
	}
	for _, folder := range folders {
		for _, name := range []string{"VERSION", "LICENSE", "HASH"} {
			if b, err := os.ReadFile(filepath.Join(folder, name)); err != nil || len(b) == 0 {
				t.Errorf("%s lacks its %s", folder, name)
			}
		}
		scripts, _ := filepath.Glob(filepath.Join(folder, "*.js"))
		if len(scripts) != 1 {
			t.Errorf("%s holds %d scripts, want 1", folder, len(scripts))
			continue
		}
		body, err := os.ReadFile(scripts[0])
		if err != nil {
			t.Fatal(err)
		}
		hash, _ := os.ReadFile(filepath.Join(folder, "HASH"))
		sum := sha256.Sum256(body)
		if got := hex.EncodeToString(sum[:]); got != strings.TrimSpace(string(hash)) {
			t.Errorf("%s has changed: %s", scripts[0], got)
		}
	}
}

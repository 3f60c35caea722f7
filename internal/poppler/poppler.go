// Package poppler runs the programs of poppler for tests: a reader of PDF that is not ours.
package poppler

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// Run runs a program and returns what it prints. What it complains of fails the test; so
// does, with CI=true, a program that is not installed, which skips the test elsewhere.
func Run(t testing.TB, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	var out, complaints bytes.Buffer
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = &out, &complaints
	if err := c.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%s %q: %v %s", name, args, err, complaints.String())
	}
	return out.String()
}

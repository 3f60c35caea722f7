package browser_test

import (
	"encoding/json"
	"os"
	"testing"

	"aula/internal/browsertest"
)

// The scanner decides every case of the door as the server does, with the browser's
// own Ed25519.
func TestScannerAgreesWithTheServer(t *testing.T) {
	t.Parallel()
	vectors, err := os.ReadFile("../../internal/roll/door/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases, Walks []json.RawMessage }
	if err := json.Unmarshal(vectors, &file); err != nil || len(file.Cases) == 0 || len(file.Walks) == 0 {
		t.Fatalf("%d cases, %d walks, %v", len(file.Cases), len(file.Walks), err)
	}
	want := len(file.Cases) + len(file.Walks)
	tab := module(t, "src/scanner/vectors.ts")
	got := browsertest.Eval[struct {
		Ran    int
		Faults []string
	}](tab, `import("/module.js").then(m => m.run(`+string(vectors)+`))`)
	if got.Ran != want {
		t.Errorf("%d of %d cases and walks ran", got.Ran, want)
	}
	for _, fault := range got.Faults {
		t.Error(fault)
	}
	t.Logf("%d cases and walks", got.Ran)
	tab.Quiet()
}

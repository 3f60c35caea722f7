package browser_test

import (
	"encoding/json"
	"os"
	"testing"

	"aula/internal/browsertest"
)

// The pages order the hands as the floor does.
func TestPagesAgreeOnTheQueue(t *testing.T) {
	t.Parallel()
	vectors, err := os.ReadFile("../../internal/floor/testdata/queue.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []json.RawMessage
	if err := json.Unmarshal(vectors, &cases); err != nil || len(cases) < 50 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	tab := module(t, "src/lib/queue.ts")
	got := browsertest.Eval[struct {
		Ran    int
		Faults []string
	}](tab, `import("/module.js").then(m => m.run(`+string(vectors)+`))`)
	if got.Ran != len(cases) {
		t.Errorf("%d of %d cases ran", got.Ran, len(cases))
	}
	for _, fault := range got.Faults {
		t.Error(fault)
	}
	tab.Quiet()
}

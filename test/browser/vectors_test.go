package browser_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"aula/internal/browsertest"
	"aula/ui"
)

// The scanner decides every case of the door as the server does, with the browser's
// own Ed25519.
func TestScannerAgreesWithTheServer(t *testing.T) {
	vectors, err := os.ReadFile("../../internal/roll/door/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	script, err := ui.Script("src/scanner/vectors.ts")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	send := func(path, kind string, body []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(body)
		})
	}
	send("/{$}", "text/html", []byte(`<!doctype html><html lang="en"><title>vectors</title><link rel="icon" href="data:,">`))
	send("/vectors.js", "text/javascript", script)
	send("/vectors.json", "application/json", vectors)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	var file struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(vectors, &file); err != nil || len(file.Cases) == 0 {
		t.Fatalf("%d cases, %v", len(file.Cases), err)
	}
	tab := browsertest.Open(t, browsertest.Options{}).Tab()
	tab.Go(server.URL + "/")
	got := browsertest.Eval[struct {
		Ran    int
		Faults []string
	}](tab, `import("/vectors.js").then(async m => m.run(await (await fetch("/vectors.json")).json()))`)
	if got.Ran != len(file.Cases) {
		t.Errorf("%d of %d cases ran", got.Ran, len(file.Cases))
	}
	for _, fault := range got.Faults {
		t.Error(fault)
	}
	t.Logf("%d cases", got.Ran)
	tab.Quiet()
}

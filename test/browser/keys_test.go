package browser_test

import (
	"fmt"
	"testing"

	"aula/internal/browsertest"
)

// reach moves the focus with the Tab key alone until it is on an element of the CSS selector.
func reach(t testing.TB, tab *browsertest.Tab, selector string) {
	t.Helper()
	var way []string
	for range 60 {
		if browsertest.Eval[bool](tab, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		tab.Key("Tab")
		way = append(way, browsertest.Eval[string](tab, `document.activeElement.id || document.activeElement.tagName`))
	}
	t.Fatalf("the Tab key does not reach %s; it went over %q", selector, way)
}

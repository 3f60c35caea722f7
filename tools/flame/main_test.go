package main

import (
	"strings"
	"testing"
	"time"
)

const traces = `File: bench
Type: cpu
-----------+-------------------------------------------------------
     590ms   kernel.Send
             hall.flush (inline)
             main.main
-----------+-------------------------------------------------------
     1.41s   crypto.Seal
             hall.send
             main.main
-----------+-------------------------------------------------------
`

func TestStacksAreAddedUp(t *testing.T) {
	root, err := read(strings.NewReader(traces))
	if err != nil {
		t.Fatal(err)
	}
	main := root.calls["main.main"]
	if root.spent != 2*time.Second || main == nil || main.spent != 2*time.Second || main.calls["hall.flush"].calls["kernel.Send"].spent != 590*time.Millisecond || main.calls["hall.send"].spent != 1410*time.Millisecond {
		t.Errorf("%+v", root)
	}
	var b strings.Builder
	if err := draw(&b, "a & b", root); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"a &amp; b (2s of", "<title>crypto.Seal: 70.5 %</title>", "<title>main.main: 100.0 %</title>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in the graph", want)
		}
	}
}

func TestBrokenProfileIsRefused(t *testing.T) {
	if _, err := read(strings.NewReader("-----------+---\n     many   a.b\n")); err == nil {
		t.Error("no error")
	}
}

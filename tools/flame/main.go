// Command flame draws a CPU profile as a flame graph in SVG.
//
//	go run ./tools/flame -title "The hall, 200 viewers" cpu.pprof > flame.svg
//
// The profile is read through "go tool pprof", which knows all its forms.
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"html"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

func main() {
	title := flag.String("title", "", "words above the graph")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: flame [-title WORDS] PROFILE > SVG")
	}
	traces, err := exec.Command("go", "tool", "pprof", "-traces", flag.Arg(0)).Output()
	if err != nil {
		log.Fatalf("go tool pprof: %v", err)
	}
	root, err := read(bytes.NewReader(traces))
	if err != nil {
		log.Fatal(err)
	}
	if err := draw(os.Stdout, *title, root); err != nil {
		log.Fatal(err)
	}
}

// node is a function called by its parent, with all the time spent in and below it.
type node struct {
	name  string
	spent time.Duration
	calls map[string]*node
}

func (n *node) call(name string) *node {
	c, ok := n.calls[name]
	if !ok {
		c = &node{name: name, calls: map[string]*node{}}
		n.calls[name] = c
	}
	return c
}

// read takes the stacks that "pprof -traces" prints, the innermost function first.
func read(r io.Reader) (*node, error) {
	root := &node{calls: map[string]*node{}}
	var stack []string
	var spent time.Duration
	close := func() {
		at := root
		at.spent += spent
		for _, name := range slices.Backward(stack) {
			at = at.call(name)
			at.spent += spent
		}
		stack, spent = nil, 0
	}
	inside := false
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "-----------+") {
			close()
			inside = true
			continue
		}
		if !inside {
			continue
		}
		name := strings.TrimSuffix(strings.TrimSpace(line), " (inline)")
		if value, rest, ok := strings.Cut(name, " "); ok && len(stack) == 0 {
			d, err := time.ParseDuration(value)
			if err != nil {
				return nil, fmt.Errorf("a sample without a time: %q", line)
			}
			spent, name = d, strings.TrimSpace(rest)
		}
		if name != "" {
			stack = append(stack, name)
		}
	}
	close()
	return root, lines.Err()
}

const (
	width  = 1200.0
	row    = 17
	margin = 30
)

// draw writes the graph with the outermost functions below.
func draw(w io.Writer, title string, root *node) error {
	depth := deepest(root)
	height := margin + (depth+1)*row + 10
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace, monospace" font-size="11">`+"\n", width, height)
	fmt.Fprintf(b, `<rect width="100%%" height="100%%" fill="#fbfaf7"/><text x="8" y="19" font-size="14" fill="#222">%s (%v of processor time)</text>`+"\n", html.EscapeString(title), root.spent.Round(10*time.Millisecond))
	box(b, root, 0, width, height-10-row, root.spent)
	fmt.Fprintln(b, "</svg>")
	return b.Flush()
}

func box(w io.Writer, n *node, x, wide float64, y int, whole time.Duration) {
	if n.name != "" {
		share := 100 * float64(n.spent) / float64(whole)
		fmt.Fprintf(w, `<g><title>%s: %.1f %%</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#fbfaf7" stroke-width=".5"/>`, html.EscapeString(n.name), share, x, y, wide, row-1, colour(n.name))
		if letters := int(wide / 6.7); letters > 3 {
			fmt.Fprintf(w, `<text x="%.1f" y="%d">%s</text>`, x+3, y+12, html.EscapeString(cut(short(n.name), letters-1)))
		}
		fmt.Fprintln(w, "</g>")
	}
	next := make([]*node, 0, len(n.calls))
	for _, c := range n.calls {
		next = append(next, c)
	}
	slices.SortFunc(next, func(a, b *node) int { return cmp.Or(cmp.Compare(b.spent, a.spent), cmp.Compare(a.name, b.name)) })
	above := y - row
	if n.name == "" {
		above = y
	}
	for _, c := range next {
		part := wide * float64(c.spent) / float64(n.spent)
		if part >= 1 {
			box(w, c, x, part, above, whole)
		}
		x += part
	}
}

func deepest(n *node) int {
	d := 0
	for _, c := range n.calls {
		d = max(d, 1+deepest(c))
	}
	return d
}

// short leaves the path of a package out.
func short(name string) string { return name[strings.LastIndex(name, "/")+1:] }

func cut(s string, letters int) string {
	if r := []rune(s); len(r) > letters {
		return string(r[:letters]) + "…"
	}
	return s
}

// colour tells whose code it is: ours, pion's, the kernel's and the run time's.
func colour(name string) string {
	tone := fnv.New32a()
	io.WriteString(tone, name)
	light := 62 + int(tone.Sum32()%14)
	hue := 35 // the run time and the library
	switch {
	case strings.HasPrefix(name, "aula/"):
		hue = 160
	case strings.Contains(name, "pion/"):
		hue = 215
	case strings.Contains(name, "yscall"):
		hue = 5
	case strings.HasPrefix(name, "crypto/"):
		hue = 280
	}
	return fmt.Sprintf("hsl(%d 45%% %d%%)", hue, light)
}

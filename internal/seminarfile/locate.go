package seminarfile

import (
	"strconv"
	"strings"
)

// locator finds on which line of a TOML text each key and each element of a list
// stands; the decoder keeps that to itself. It reads only as much of TOML as is
// needed to tell keys, strings, brackets and comments apart, never fails, and is
// exact for every text that the decoder accepts.
type locator struct {
	s     string
	i     int
	line  int
	lines map[string]int // by path
	count map[string]int // tables of an array so far, by path
	deep  int            // line on which tables nest deeper than maxDepth; 0 if none
}

// step goes from a value to one in it: "sessions", "3", "title".
func step(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "\x1f" + name
}

// locate returns the line of every path, and the line on which the text nests too
// deep to be decoded safely (0 if it does not).
func locate(text string) (lines map[string]int, deep int) {
	l := &locator{s: text, line: 1, lines: map[string]int{}, count: map[string]int{}}
	table := ""
	for l.space(true); l.i < len(l.s) && l.deep == 0; l.space(true) {
		if l.peek("[") {
			table = l.header()
		} else {
			l.pair(table, 1)
		}
		l.rest()
	}
	return l.lines, l.deep
}

// header reads [a.b] or [[a.b]] and returns the path of the table that begins.
func (l *locator) header() string {
	line, array := l.line, l.peek("[[")
	l.i++
	if array {
		l.i++
	}
	p, keys := "", l.keys()
	for n, k := range keys {
		p = step(p, k)
		if _, ok := l.lines[p]; !ok {
			l.lines[p] = line
		}
		if n < len(keys)-1 && l.count[p] > 0 {
			p = step(p, strconv.Itoa(l.count[p]-1))
		}
	}
	if array {
		n := l.count[p]
		l.count[p]++
		p = step(p, strconv.Itoa(n))
	}
	l.lines[p] = line
	return p
}

// pair reads key = value below the table.
func (l *locator) pair(table string, depth int) {
	p := table
	keys := l.keys()
	for _, k := range keys {
		p = step(p, k)
		if _, ok := l.lines[p]; !ok {
			l.lines[p] = l.line
		}
	}
	if l.peek("=") {
		l.i++
		l.space(false)
		l.value(p, depth+len(keys))
	}
}

// keys reads a dotted key.
func (l *locator) keys() []string {
	var keys []string
	for len(keys) < maxDepth {
		l.space(false)
		keys = append(keys, l.key())
		l.space(false)
		if !l.peek(".") {
			return keys
		}
		l.i++
	}
	l.deep = l.line
	return keys
}

func (l *locator) key() string {
	if l.peek(`"`) || l.peek("'") {
		from := l.i
		l.text()
		return strings.Trim(l.s[from:l.i], l.s[from:from+1])
	}
	from := l.i
	for l.i < len(l.s) && !strings.ContainsRune(" \t\r\n=.]#[{},", rune(l.s[l.i])) {
		l.i++
	}
	return l.s[from:l.i]
}

// value reads a value and notes the lines of what is in it.
func (l *locator) value(p string, depth int) {
	if depth > maxDepth && l.deep == 0 {
		l.deep = l.line
	}
	switch {
	case l.deep > 0:
		l.i = len(l.s)
	case l.peek(`"`), l.peek("'"):
		l.text()
	case l.peek("["):
		l.i++
		l.list(p, depth)
	case l.peek("{"):
		l.i++
		l.table(p, depth)
	default:
		for l.i < len(l.s) && !strings.ContainsRune(",]}#\n", rune(l.s[l.i])) {
			l.i++
		}
	}
}

func (l *locator) list(p string, depth int) {
	for n := 0; ; n++ {
		l.space(true)
		if l.i >= len(l.s) || l.closed("]") {
			return
		}
		from, element := l.i, step(p, strconv.Itoa(n))
		l.lines[element] = l.line
		l.value(element, depth+1)
		l.comma(from)
	}
}

func (l *locator) table(p string, depth int) {
	for {
		l.space(true)
		if l.i >= len(l.s) || l.closed("}") {
			return
		}
		from := l.i
		l.pair(p, depth+1)
		l.comma(from)
	}
}

// comma steps over a comma, and over one character if nothing was read since from,
// so that a broken text ends too.
func (l *locator) comma(from int) {
	l.space(true)
	if l.peek(",") || l.i == from {
		l.i++
	}
}

func (l *locator) closed(bracket string) bool {
	if !l.peek(bracket) {
		return false
	}
	l.i++
	return true
}

// text steps over a string of any of the four kinds.
func (l *locator) text() {
	quote := l.s[l.i : l.i+1]
	if long := strings.Repeat(quote, 3); l.peek(long) {
		l.i += 3
		l.until(long, quote == `"`)
		for range 2 { // up to two quotes may stand before the closing three
			if l.peek(quote) {
				l.i++
			}
		}
		return
	}
	l.i++
	l.until(quote, quote == `"`)
}

func (l *locator) until(end string, escapes bool) {
	for l.i < len(l.s) {
		switch {
		case l.peek(end):
			l.i += len(end)
			return
		case l.peek("\n") && len(end) == 1:
			return
		case l.peek("\n"):
			l.line++
		case l.peek(`\`) && escapes:
			if l.i++; l.peek("\n") {
				l.line++
			}
		}
		l.i++
	}
	l.i = len(l.s) // a backslash may have led beyond the end
}

// space steps over blanks and, with newlines, over line ends and comments.
func (l *locator) space(newlines bool) {
	for l.i < len(l.s) {
		switch c := l.s[l.i]; {
		case c == ' ' || c == '\t' || c == '\r':
		case c == '\n' && newlines:
			l.line++
		case c == '#' && newlines:
			for l.i+1 < len(l.s) && l.s[l.i+1] != '\n' {
				l.i++
			}
		default:
			return
		}
		l.i++
	}
}

// rest steps to the end of the line.
func (l *locator) rest() {
	for l.i < len(l.s) && l.s[l.i] != '\n' {
		l.i++
	}
}

func (l *locator) peek(s string) bool { return strings.HasPrefix(l.s[min(l.i, len(l.s)):], s) }

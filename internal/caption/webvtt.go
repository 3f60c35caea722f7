package caption

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// shortest and longest are how long a line stands at least, and at most when nobody said that it was over.
const (
	shortest = 1500 * time.Millisecond
	longest  = 6 * time.Second
)

// WriteVTT writes the lines of one language as WebVTT (https://www.w3.org/TR/webvtt1/), its time beginning at begin. Lines from
// before or beyond what lasts from there are left out.
func WriteVTT(w io.Writer, lines []Line, begin time.Time, lasts time.Duration) error {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b Line) int { return a.From.Compare(b.From) })
	out := bufio.NewWriter(w)
	fmt.Fprint(out, "WEBVTT\n")
	for _, l := range lines {
		from, to := l.From.Sub(begin), l.To.Sub(begin)
		if l.To.IsZero() {
			to = from + longest
		}
		if to = min(max(to, from+shortest), lasts); l.Text == "" || from < 0 || from >= to {
			continue
		}
		fmt.Fprintf(out, "\n%s\n%s --> %s\n%s\n", l.ID, stamp(from), stamp(to), escape.Replace(l.Text))
	}
	return out.Flush()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// stamp writes a time of a cue: 01:02:03.456.
func stamp(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

package page

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// draw writes a day's table as text: the hours, then what stands in each new cell
// with its columns and rows.
func draw(sessions []programme.Session, places []seminar.Place) string {
	var b strings.Builder
	for _, r := range gridRows(sessions, places) {
		fmt.Fprintf(&b, "%s-%s", r.From.Format("15:04"), r.To.Format("15:04"))
		for _, c := range r.Cells {
			var names []string
			for _, s := range c.Sessions {
				names = append(names, s.Key)
			}
			fmt.Fprintf(&b, " %s[%dx%d]", strings.Join(names, "+"), c.Columns, c.RowSpan)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestGridOfADay(t *testing.T) {
	s := sampleSeminar()
	got := draw(s.Days()[0].Sessions, s.Places)
	want := `01:00-01:45 opening[4x1]
01:45-02:00 break-1[4x1]
02:00-03:30 lecture-1[4x1]
06:00-06:30 group-a[1x3] group-b[2x2] [1x1]
06:30-07:30 group-c[1x2]
07:30-08:00 [1x1] [1x1]
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A place that is taken twice shows both sessions for as long as both run.
func TestGridOfAPlaceTakenTwice(t *testing.T) {
	hall := []seminar.Place{{ID: "h"}}
	got := draw([]programme.Session{
		{ID: "a", Key: "a", Starts: at(1, 9, 0), Ends: at(1, 11, 0), Places: []seminar.ID{"h"}},
		{ID: "b", Key: "b", Starts: at(1, 10, 0), Ends: at(1, 12, 0), Places: []seminar.ID{"h"}},
	}, hall)
	want := "01:00-02:00 a[1x1]\n02:00-03:00 a+b[1x1]\n03:00-04:00 b[1x1]\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Whatever the sessions, the cells of a table cover it exactly once, or a screen
// reader would name the wrong place.
func TestGridCoversTheTableOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := make([]seminar.Place, rapid.IntRange(1, 5).Draw(t, "places"))
		for i := range places {
			places[i].ID = seminar.ID(rune('a' + i))
		}
		sessions := make([]programme.Session, rapid.IntRange(1, 8).Draw(t, "sessions"))
		for i := range sessions {
			from := rapid.IntRange(0, 10).Draw(t, "from")
			sessions[i] = programme.Session{ID: seminar.ID(rune('0' + i)), Starts: at(1, 8, 30*from), Ends: at(1, 8, 30*(from+rapid.IntRange(1, 6).Draw(t, "length")))}
			for _, p := range places {
				if rapid.Bool().Draw(t, "held") {
					sessions[i].Places = append(sessions[i].Places, p.ID)
				}
			}
		}
		rows := gridRows(sessions, places)
		covered := map[[2]int]int{}
		for r, row := range rows {
			c := 0
			for _, cell := range row.Cells {
				for covered[[2]int{r, c}] > 0 {
					c++ // a browser puts a cell into the next free column
				}
				for i := r; i < r+cell.RowSpan; i++ {
					for j := c; j < c+cell.Columns; j++ {
						covered[[2]int{i, j}]++
					}
				}
				c += cell.Columns
			}
		}
		for r := range rows {
			for c := range places {
				if n := covered[[2]int{r, c}]; n != 1 {
					t.Fatalf("row %d, column %d is covered %d times", r, c, n)
				}
			}
		}
		if want := len(rows) * len(places); len(covered) != want {
			t.Fatalf("%d cells, want %d", len(covered), want)
		}
	})
}

package page

import (
	"bytes"
	"encoding/json"
	"testing"

	"golang.org/x/net/html"

	"aula/internal/seminar"
)

// What search engines read is JSON and says nothing else, whatever the words.
func TestReportForSearchEngines(t *testing.T) {
	r := sampleReport()
	r.Title = seminar.Text{"en": hostile}
	v := Report{Frame: sampleFrame(open(t, "en", nil)), Report: r, Origin: "https://aula.example"}
	var b bytes.Buffer
	if err := v.Render(&b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Graph []struct {
			ID       string `json:"@id"`
			Headline string `json:"headline"`
			Mode     string `json:"eventAttendanceMode"`
			Image    []any  `json:"image"`
		} `json:"@graph"`
	}
	for n := range root.Descendants() {
		if n.Data == "script" && attribute(n, "type") == "application/ld+json" {
			if err := json.Unmarshal([]byte(textOf(n)), &got); err != nil {
				t.Fatalf("%v: %s", err, textOf(n))
			}
		}
	}
	if len(got.Graph) != 2 {
		t.Fatalf("%+v", got)
	}
	event, article := got.Graph[0], got.Graph[1]
	if event.Mode != "https://schema.org/MixedEventAttendanceMode" || article.ID != "https://aula.example/s/modern-2026/report" ||
		article.Headline != hostile || len(article.Image) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestFigures(t *testing.T) {
	f := Report{Report: sampleReport()}.Figures()
	if len(f.Places) != 4 || len(f.Rows) != 3 {
		t.Fatalf("%d places, %d levels", len(f.Places), len(f.Rows))
	}
	for _, x := range []struct {
		what                                     string
		took, delegates, wantTook, wantDelegates int
	}{
		{"province at the main hall", f.Rows[0].Cells[0].Took, f.Rows[0].Cells[0].Delegates, 18, 20},
		{"cities", f.Rows[1].Sum.Took, f.Rows[1].Sum.Delegates, 72, 84},
		{"online without a level", f.Rows[2].Cells[3].Took, f.Rows[2].Cells[3].Delegates, 3, 3},
		{"online", f.Sums[3].Took, f.Sums[3].Delegates, 39, 44},
		{"all", f.Sum.Took, f.Sum.Delegates, 147, 167},
	} {
		if x.took != x.wantTook || x.delegates != x.wantDelegates {
			t.Errorf("%s: %d of %d, want %d of %d", x.what, x.took, x.delegates, x.wantTook, x.wantDelegates)
		}
	}
}

func TestLasted(t *testing.T) {
	for minutes, want := range map[int]string{45: "45 minutes", 60: "1 hour", 180: "3 hours", 435: "7 h 15 min"} {
		v := Report{Frame: open(t, "en", nil)}
		v.Report.Minutes = minutes
		if got := v.Lasted(); got != want {
			t.Errorf("%d minutes: %q, want %q", minutes, got, want)
		}
	}
}

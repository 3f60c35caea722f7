package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/internal/report"
	"aula/internal/seminar"
)

// told is the report of rivers, published, corrected and published again.
func told(t *testing.T) report.Report {
	t.Helper()
	fresh := draft(t, source(t, hm(3, "12:00")))
	r, _ := report.Keep(report.Report{}, fresh, anna, noon)
	w := r.Words()
	w.Sections = w.Sections[:1]
	w.Credits = report.Credits{Reporter: both("He Miao", "何苗"), Photographer: both("Shi Lei", "石磊"), Editors: []seminar.Text{both("Tang Yu", "唐雨")}}
	w.Photos = []report.Photo{{ID: "photo1", Caption: both("The main hall", "主会场"), Alt: both("People in rows", "会场"), Width: 2400, Height: 1600, Type: "image/jpeg"}}
	for version, at := range []time.Time{noon, noon.Add(time.Hour)} {
		var err error
		if r, _, err = report.Edit(r, w, anna, at); err != nil {
			t.Fatal(err)
		}
		r = must(t, "report.approved")(report.Approve(r, r.Revision, boris, at))
		var correction seminar.Text
		if version > 0 {
			correction = both("A <name> was wrong.", "姓名有误。")
		}
		r = must(t, "report.published")(report.Publish(r, r.Revision, correction, boris, at))
		w = r.Words()
	}
	return r
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n%s", file, got)
	}
}

func TestAtom(t *testing.T) {
	c := report.Channel{Self: "https://aula.example.org/s/rivers/report.atom", Page: "https://aula.example.org/s/rivers", Title: "Rivers & lakes", Host: "Clearwater Institute", Lang: "en"}
	var b bytes.Buffer
	if err := report.Atom(&b, c, report.Item{Report: told(t), URL: "https://aula.example.org/s/rivers/report"}); err != nil {
		t.Fatal(err)
	}
	golden(t, "rivers.atom", b.Bytes())
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Entries []struct {
			ID      string `xml:"id"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(b.Bytes(), &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Entries) != 1 || !strings.HasSuffix(feed.Entries[0].Content, "<p>2026-11-28: A &lt;name&gt; was wrong.</p>") {
		t.Errorf("read back: %+v", feed)
	}
}

// RFC 4287 section 4.1.1: a feed without entries still has an id, a title and a date.
func TestAtomWithoutReports(t *testing.T) {
	var b bytes.Buffer
	if err := report.Atom(&b, report.Channel{Self: "https://a/f", Page: "https://a/", Title: "None", Host: "H", Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	want := xml.Header + `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>https://a/</id><title>None</title><updated>1970-01-01T00:00:00Z</updated>` +
		`<link rel="self" type="application/atom+xml" href="https://a/f"></link><link rel="alternate" type="text/html" href="https://a/"></link><author><name>H</name></author></feed>`
	if b.String() != want {
		t.Error(b.String())
	}
}

func TestJSONLD(t *testing.T) {
	for name, r := range map[string]report.Report{"rivers.jsonld": told(t), "unpublished.jsonld": draft(t, source(t, hm(3, "12:00")))} {
		b, err := json.MarshalIndent(report.JSONLD(r, rivers(), "https://aula.example.org/s/rivers", "zh-Hans"), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, append(b, '\n'))
	}
}

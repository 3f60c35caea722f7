package caption

import (
	"strings"
	"testing"
	"time"

	"aula/internal/seminar"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// What is said becomes a line; what cannot be one is refused with its reason.
func TestSaid(t *testing.T) {
	for json, want := range map[string]Line{
		`{"line":"a1","text":" Good\u202e  morning\n"}`:                                                      {ID: "a1", From: noon, Text: "Good morning"},
		`{"line":"a1","text":"Good morning","done":true}`:                                                    {ID: "a1", From: noon, To: noon, Text: "Good morning"},
		`{"line":"a1","text":"您好","from":"2026-11-23T11:59:58Z","done":true}`:                                {ID: "a1", From: noon.Add(-2 * time.Second), To: noon, Text: "您好"},
		`{"line":"a1","text":"x","from":"2026-11-23T11:59:58Z","to":"2026-11-23T11:59:59Z"}`:                 {ID: "a1", From: noon.Add(-2 * time.Second), To: noon.Add(-time.Second), Text: "x"},
		`{"line":"a1","text":"x","from":"2026-11-23T11:59:58Z","to":"2026-11-23T11:59:57Z","unknown":[1,2]}`: {ID: "a1", From: noon.Add(-2 * time.Second), To: noon.Add(-2 * time.Second), Text: "x"},
		`{"line":"a1","text":""}`: {ID: "a1", From: noon},
	} {
		s, err := Parse([]byte(json))
		if err != nil {
			t.Errorf("%s: %v", json, err)
			continue
		}
		want.Language = "en"
		if got, err := s.At(noon, "en"); err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", json, got, err, want)
		}
	}
	for name, json := range map[string]string{
		"no JSON":      `{"line":`,
		"no name":      `{"text":"x"}`,
		"a bad name":   `{"line":"a b","text":"x"}`,
		"a long name":  `{"line":"` + strings.Repeat("a", 65) + `","text":"x"}`,
		"too much":     `{"line":"a","text":"` + strings.Repeat("河", 301) + `"}`,
		"from later":   `{"line":"a","text":"x","from":"2026-11-23T12:00:06Z"}`,
		"from earlier": `{"line":"a","text":"x","from":"2026-11-23T10:59:59Z"}`,
	} {
		s, err := Parse([]byte(json))
		if err == nil {
			_, err = s.At(noon, "en")
		}
		if seminar.CodeOf(err) != seminar.CodeInvalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWebVTT(t *testing.T) {
	lines := []Line{
		{ID: "3", From: noon.Add(3700 * time.Second), To: noon.Add(3702 * time.Second), Text: "Last"},
		{ID: "0", From: noon.Add(-time.Second), To: noon, Text: "Before"},
		{ID: "1", From: noon.Add(time.Second), To: noon.Add(1100 * time.Millisecond), Text: "a < b & c --> d"},
		{ID: "2", From: noon.Add(61*time.Second + 5*time.Millisecond), Text: "您好"},
		{ID: "gone", From: noon.Add(70 * time.Second), To: noon.Add(71 * time.Second)},
		{ID: "4", From: noon.Add(3800 * time.Second), To: noon.Add(3801 * time.Second), Text: "Beyond"},
	}
	var b strings.Builder
	if err := WriteVTT(&b, lines, noon, 3701*time.Second); err != nil {
		t.Fatal(err)
	}
	want := `WEBVTT

1
00:00:01.000 --> 00:00:02.500
a &lt; b &amp; c --&gt; d

2
00:01:01.005 --> 00:01:07.005
您好

3
01:01:40.000 --> 01:01:41.000
Last
`
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
}

// Whatever comes over the pipe, a line that is taken is one that can be shown.
func FuzzSaid(f *testing.F) {
	f.Add([]byte(`{"line":"a1","text":"Good morning","from":"2026-11-23T11:59:58Z","done":true}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		l, err := s.At(noon, "en")
		if err != nil {
			return
		}
		if l.ID == "" || l.From.IsZero() || !l.To.IsZero() && l.To.Before(l.From) || strings.ContainsAny(l.Text, "\n\r\x00\u202e") {
			t.Errorf("%+v", l)
		}
	})
}

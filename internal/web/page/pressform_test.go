package page

import (
	"bytes"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"aula/internal/report"
	"aula/internal/seminar"
)

// fill reads the form that a page shows as a browser would send it.
func fill(t *testing.T, view renderer, action string) url.Values {
	t.Helper()
	var b bytes.Buffer
	if err := view.Render(&b); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{}
	for n := range root.Descendants() {
		if n.Data != "form" || attribute(n, "action") != action {
			continue
		}
		for field := range n.Descendants() {
			switch name := attribute(field, "name"); {
			case name == "" || attribute(field, "type") == "checkbox":
			case field.Data == "textarea":
				form.Set(name, strings.ReplaceAll(textOf(field), "\n", "\r\n"))
			case field.Data == "input":
				form.Set(name, attribute(field, "value"))
			}
		}
	}
	return form
}

// Saving what the press desk shows changes nothing, a hostile text and a language that
// nobody edits there included.
func TestPressFormSavesWhatItShows(t *testing.T) {
	r := sampleReport()
	r.Title["fr"] = "Ouverture"
	v := Press{Frame: sampleFrame(open(t, "en", nil)), Report: r}
	form := fill(t, v, "/s/modern-2026/press")
	if got, want := ParseWords(form, r.Words()), r.Words(); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestPressFormChangesWords(t *testing.T) {
	r := sampleReport()
	v := Press{Frame: sampleFrame(open(t, "en", nil)), Report: r}
	form := fill(t, v, "/s/modern-2026/press")
	form.Set("title.en", "  Opened  ")
	form.Set("lead.zh-Hans", "")
	form.Set("section.1.heading.en", "")
	form.Set("section.1.text.en", "")
	form.Set("section.2.heading.en", "New")
	form.Set("editor.0.en", "")
	form.Set("editor.0.zh-Hans", "")
	form.Set("photo.f1.remove", "1")
	form.Set("photo.f2.alt.zh-Hans", "画面")
	form.Set("title.style", "not a language")
	got := ParseWords(form, r.Words())
	want := r.Words()
	want.Title = both("Opened", want.Title["zh-Hans"])
	want.Lead = seminar.Text{"en": want.Lead["en"]}
	want.Sections = []report.Section{want.Sections[0], {Heading: seminar.Text{"en": "New"}}}
	want.Credits.Editors = []seminar.Text{{"en": hostile}}
	want.Photos = []report.Photo{want.Photos[1]}
	want.Photos[0].Alt = both(hostile, "画面")
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

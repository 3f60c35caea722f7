package page

import (
	"net/url"
	"strconv"
	"strings"

	"aula/internal/report"
	"aula/internal/seminar"
)

// maxParts is how many sections, and how many editors, a form may have.
const maxParts = 100

// ParseWords reads the words from the form of the press desk. What the form does not
// carry stays as it is: languages that nobody edits here, and the pictures themselves.
// A section or an editor without a word in any language is left out, and a picture
// that is ticked to be taken out.
func ParseWords(form url.Values, old report.Words) report.Words {
	w := old
	w.Revision, _ = strconv.Atoi(form.Get("revision"))
	w.Title = ParseText(form, "title", old.Title)
	w.Dateline = ParseText(form, "dateline", old.Dateline)
	w.Lead = ParseText(form, "lead", old.Lead)
	w.Credits.Reporter = ParseText(form, "reporter", old.Credits.Reporter)
	w.Credits.Photographer = ParseText(form, "photographer", old.Credits.Photographer)
	w.Sections, w.Credits.Editors, w.Photos = nil, nil, nil
	for n := 0; n < maxParts; n++ {
		name := strconv.Itoa(n)
		var section report.Section
		var editor seminar.Text
		if n < len(old.Sections) {
			section = old.Sections[n]
		}
		if n < len(old.Credits.Editors) {
			editor = old.Credits.Editors[n]
		}
		section.Heading = ParseText(form, "section."+name+".heading", section.Heading)
		section.Text = ParseText(form, "section."+name+".text", section.Text)
		if !section.Heading.IsZero() || !section.Text.IsZero() {
			w.Sections = append(w.Sections, section)
		}
		if editor = ParseText(form, "editor."+name, editor); !editor.IsZero() {
			w.Credits.Editors = append(w.Credits.Editors, editor)
		}
	}
	for _, p := range old.Photos {
		name := "photo." + string(p.ID)
		if form.Get(name+".remove") != "" {
			continue
		}
		p.Caption = ParseText(form, name+".caption", p.Caption)
		p.Alt = ParseText(form, name+".alt", p.Alt)
		w.Photos = append(w.Photos, p)
	}
	return w
}

// ParseText reads the text called name, a field for each language: "title.en". A
// language that the form does not carry stays as it is in old.
func ParseText(form url.Values, name string, old seminar.Text) seminar.Text {
	t := seminar.Text{}
	for l, s := range old {
		t[l] = s
	}
	for key, values := range form {
		tag, found := strings.CutPrefix(key, name+".")
		if language := seminar.Language(tag); !found || language != tag || len(values) == 0 {
			continue
		}
		if s := strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n")); s != "" {
			t[tag] = s
		} else {
			delete(t, tag)
		}
	}
	if len(t) == 0 {
		return nil
	}
	return t
}

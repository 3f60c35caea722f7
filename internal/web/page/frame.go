package page

import (
	"html/template"
	"slices"
	"strings"
	"time"

	"aula/internal/seminar"
)

// OtherLanguages lists the interface languages that the page is not in.
func (f Frame) OtherLanguages() []string {
	return slices.DeleteFunc(seminar.Languages(), func(l string) bool { return l == f.Lang })
}

// WindowTitle is what the browser calls the page: its own title, the seminar's, the house's.
func (f Frame) WindowTitle() string {
	var parts []string
	if f.Title != "" {
		parts = append(parts, f.Title)
	}
	if f.Seminar != nil {
		if title := f.Text(f.Seminar.Title); title != "" && title != f.Title {
			parts = append(parts, title)
		}
	}
	return strings.Join(append(parts, "Aula"), " · ")
}

// ColourScheme is the theme in the words of the color-scheme meta element.
func (f Frame) ColourScheme() string {
	switch f.Theme {
	case "dark", "light":
		return f.Theme
	}
	return "light dark"
}

// ZoneName names the zone of the page's times with its distance from UTC:
// "Asia/Shanghai (UTC+08:00)".
func (f Frame) ZoneName() string {
	at, err := time.Parse(time.RFC3339, f.Now)
	if err != nil {
		at = time.Now()
	}
	if f.Seminar != nil && len(f.Seminar.Sessions) > 0 {
		at = f.Seminar.Sessions[0].Starts // summer time is the seminar's, not today's
	}
	return f.Zone.String() + " (UTC" + at.In(f.Zone).Format("-07:00") + ")"
}

// Time writes the hour of a moment as a time element, so that a script can add the
// reader's own hour: <time datetime="2026-11-23T01:30:00Z">09:30</time>.
func (f Frame) Time(t time.Time) template.HTML { return timeElement(t, f.Clock(t)) }

// When is Time with the day before the hour, for tables.
func (f Frame) When(t time.Time) template.HTML {
	if t.IsZero() {
		return "–"
	}
	return timeElement(t, f.Moment(t))
}

// Day writes a day as a time element.
func (f Frame) Day(t time.Time) template.HTML {
	return template.HTML(`<time datetime="` + t.In(f.Zone).Format(time.DateOnly) + `">` + template.HTMLEscapeString(f.Date(t)) + `</time>`)
}

func timeElement(t time.Time, text string) template.HTML {
	return template.HTML(`<time datetime="` + t.UTC().Format(time.RFC3339) + `">` + template.HTMLEscapeString(text) + `</time>`)
}

// KindOf writes the kind of a place, "" when its name says it already.
func (f Frame) KindOf(p seminar.Place) string {
	if p.Kind == "" {
		return ""
	}
	kind := f.T("page.place." + string(p.Kind))
	if strings.Contains(strings.ToLower(f.Text(p.Name)), strings.ToLower(kind)) {
		return ""
	}
	return kind
}

// Place returns a place of the seminar; the zero Place when it has none of that id.
func (f Frame) Place(id seminar.ID) seminar.Place {
	if f.Seminar != nil {
		if p, ok := f.Seminar.Place(string(id)); ok {
			return *p
		}
	}
	return seminar.Place{}
}

// Standing writes what somebody is and where, in the order of the reader's language:
// "Director, Health Commission", 卫生健康委员会主任.
func (f Frame) Standing(post, organisation seminar.Text) template.HTML {
	p, o := f.Span(post), f.Span(organisation)
	if p == "" || o == "" {
		return p + o
	}
	both := template.HTMLEscapeString(f.T("frame.standing"))
	return template.HTML(strings.NewReplacer("{post}", string(p), "{organisation}", string(o)).Replace(both))
}

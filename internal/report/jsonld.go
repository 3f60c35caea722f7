package report

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// JSONLD describes a seminar, and its report once that is published, with the words of
// schema.org: an EducationEvent with its sessions as subEvent, and a NewsArticle about
// it. address is that of the seminar's programme; r is the published revision, or the
// zero Report.
func JSONLD(r Report, s *programme.Seminar, address, lang string) map[string]any {
	d := describer{s: s, address: address, languages: append([]string{lang}, s.Languages...)}
	graph := []any{d.event()}
	if r.Version > 0 {
		graph = append(graph, d.article(r, lang))
	}
	return map[string]any{"@context": "https://schema.org", "@graph": graph}
}

type describer struct {
	s         *programme.Seminar
	address   string
	languages []string
}

// thing is an object of schema.org without its empty properties.
func thing(kind any, properties map[string]any) map[string]any {
	for k, v := range properties {
		if v == "" || v == nil {
			delete(properties, k)
		}
	}
	properties["@type"] = kind
	return properties
}

func (d describer) text(t seminar.Text) string { return t.In(d.languages...) }

// time writes a moment with the offset of the seminar's zone.
func (d describer) time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(d.s.Location()).Format(time.RFC3339)
}

func (d describer) event() map[string]any {
	var first, last time.Time
	var held []seminar.ID
	parts := []any{}
	cancelled := len(d.s.Sessions) > 0
	for i := range d.s.Sessions {
		x := &d.s.Sessions[i]
		if first.IsZero() || x.Starts.Before(first) {
			first = x.Starts
		}
		if x.Ends.After(last) {
			last = x.Ends
		}
		cancelled = cancelled && x.Cancelled
		if x.Kind != programme.Break {
			held = append(held, x.Places...)
			parts = append(parts, d.session(x))
		}
	}
	e := thing("EducationEvent", map[string]any{
		"@id": d.address, "url": d.address, "name": d.text(d.s.Title), "description": d.text(d.s.Theme),
		"startDate": d.time(first), "endDate": d.time(last), "eventStatus": status(cancelled),
		"eventAttendanceMode": d.mode(held), "location": d.locations(held), "inLanguage": d.s.Languages, "subEvent": parts,
	})
	if host := d.text(d.s.Host); host != "" {
		e["organizer"] = thing("Organization", map[string]any{"name": host})
	}
	return e
}

func (d describer) session(x *programme.Session) map[string]any {
	at := d.address + "/sessions/" + x.Key
	return thing("EducationEvent", map[string]any{
		"@id": at, "url": at, "name": d.text(x.Title), "description": d.text(x.Abstract),
		"startDate": d.time(x.Starts), "endDate": d.time(x.Ends), "eventStatus": status(x.Cancelled),
		"eventAttendanceMode": d.mode(x.Places), "location": d.locations(x.Places),
	})
}

func status(cancelled bool) string {
	if cancelled {
		return "https://schema.org/EventCancelled"
	}
	return "https://schema.org/EventScheduled"
}

// mode says whether one attends in a hall, online or in both ways.
func (d describer) mode(held []seminar.ID) string {
	online, hall := false, false
	for _, p := range d.s.Places {
		if slices.Contains(held, p.ID) {
			online = online || p.Kind == seminar.Online
			hall = hall || p.Kind != seminar.Online
		}
	}
	switch {
	case online && hall:
		return "https://schema.org/MixedEventAttendanceMode"
	case online:
		return "https://schema.org/OnlineEventAttendanceMode"
	}
	return "https://schema.org/OfflineEventAttendanceMode"
}

func (d describer) locations(held []seminar.ID) []any {
	all := []any{}
	for _, p := range d.s.Places {
		switch {
		case !slices.Contains(held, p.ID):
		case p.Kind == seminar.Online:
			all = append(all, thing("VirtualLocation", map[string]any{"name": d.text(p.Name), "url": d.address + "/hall"}))
		default:
			all = append(all, thing("Place", map[string]any{"name": d.text(p.Name), "address": d.text(p.Address)}))
		}
	}
	return all
}

func (d describer) article(r Report, lang string) map[string]any {
	at := d.address + "/report"
	a := thing([]string{"NewsArticle", "Report"}, map[string]any{
		"@id": at, "url": at, "headline": r.in(lang, r.Title), "dateline": r.in(lang, r.Dateline), "description": r.in(lang, r.Lead),
		"datePublished": d.time(r.FirstPublishedAt), "dateModified": d.time(r.PublishedAt), "version": r.Version,
		"inLanguage": r.language(lang), "about": map[string]any{"@id": d.address},
	})
	person := func(t seminar.Text) any { return thing("Person", map[string]any{"name": r.in(lang, t)}) }
	if !r.Credits.Reporter.IsZero() {
		a["author"] = person(r.Credits.Reporter)
	}
	var editors, pictures, corrections []any
	for _, e := range r.Credits.Editors {
		editors = append(editors, person(e))
	}
	for _, p := range r.Photos {
		picture := thing("ImageObject", map[string]any{
			"contentUrl": d.address + "/photos/" + string(p.ID), "width": p.Width, "height": p.Height,
			"caption": r.in(lang, p.Caption), "encodingFormat": p.Type, "creditText": r.in(lang, r.Credits.Photographer),
		})
		pictures = append(pictures, picture)
	}
	for _, c := range r.Corrections {
		corrections = append(corrections, thing("CorrectionComment", map[string]any{"text": r.in(lang, c.Text), "datePublished": d.time(c.At)}))
	}
	for property, list := range map[string][]any{"editor": editors, "image": pictures, "correction": corrections} {
		if len(list) > 0 {
			a[property] = list
		}
	}
	return a
}

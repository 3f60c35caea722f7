package report

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"strings"
	"time"
)

// AtomType is the media type of Atom's documents.
const AtomType = "application/atom+xml; charset=utf-8"

// Channel says what a feed of reports is and where it stands.
type Channel struct {
	Self  string // address of the feed
	Page  string // address of the page that it follows
	Title string
	Host  string // who publishes it
	Lang  string // language in which the reports are taken first
}

// Item is a published report and the address where it is read.
type Item struct {
	Report Report
	URL    string
}

// Atom writes published reports as a feed (RFC 4287). A further version of a report
// keeps its id and is updated. Errors are those of w.
func Atom(w io.Writer, c Channel, items ...Item) error {
	f := atomFeed{
		Lang: c.Lang, ID: c.Page, Title: c.Title, Updated: atomTime(time.Unix(0, 0)),
		Links:  []atomLink{{Rel: "self", Type: "application/atom+xml", Href: c.Self}, {Rel: "alternate", Type: "text/html", Href: c.Page}},
		Author: atomPerson{c.Host},
	}
	var latest time.Time
	for _, x := range items {
		if x.Report.PublishedAt.After(latest) {
			latest = x.Report.PublishedAt
			f.Updated = atomTime(latest)
		}
		f.Entries = append(f.Entries, atomEntryOf(x, c.Lang))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("feed of reports: %w", err)
	}
	if err := xml.NewEncoder(w).Encode(f); err != nil {
		return fmt.Errorf("feed of reports: %w", err)
	}
	return nil
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr,omitempty"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Links   []atomLink  `xml:"link"`
	Author  atomPerson  `xml:"author"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Published string      `xml:"published,omitempty"`
	Updated   string      `xml:"updated"`
	Author    *atomPerson `xml:"author"`
	Link      atomLink    `xml:"link"`
	Summary   string      `xml:"summary"`
	Content   atomContent `xml:"content"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Lang string `xml:"xml:lang,attr,omitempty"`
	HTML string `xml:",chardata"`
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func atomEntryOf(x Item, lang string) atomEntry {
	r := x.Report
	e := atomEntry{
		ID: x.URL, Title: r.in(lang, r.Title), Updated: atomTime(r.PublishedAt), Summary: r.in(lang, r.Lead),
		Link:    atomLink{Rel: "alternate", Type: "text/html", Href: x.URL},
		Content: atomContent{Type: "html", Lang: r.language(lang), HTML: r.html(lang)},
	}
	if !r.FirstPublishedAt.IsZero() {
		e.Published = atomTime(r.FirstPublishedAt)
	}
	if reporter := r.in(lang, r.Credits.Reporter); reporter != "" {
		e.Author = &atomPerson{reporter}
	}
	return e
}

// html writes the words of the report as plain HTML.
func (r *Report) html(lang string) string {
	var b strings.Builder
	tell := func(tag, text string) {
		if text != "" {
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, html.EscapeString(text), tag)
		}
	}
	tell("p", r.in(lang, r.Dateline))
	tell("p", r.in(lang, r.Lead))
	for _, s := range r.Sections {
		tell("h2", r.in(lang, s.Heading))
		for _, p := range Paragraphs(r.in(lang, s.Text)) {
			tell("p", p)
		}
	}
	for _, c := range r.Corrections {
		tell("p", c.At.UTC().Format(time.DateOnly)+": "+r.in(lang, c.Text))
	}
	return b.String()
}

// Package page holds the pages that the server renders: one template and one typed
// view for each. A view embeds the Frame, which the web fills in one place.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"sync"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/seminar"
)

//go:embed html
var files embed.FS

// Frame is what every page shows around its own matter.
type Frame struct {
	i18n.Printer
	Title    string             // of the window, in the reader's language
	Seminar  *programme.Seminar // nil outside a seminar
	Who      seminar.Principal
	Path     string            // of this page, for the language switch and the way back after signing in
	Assets   map[string]string // logical name ("app.css", "hall.js") to its address with the content's hash
	Script   string            // logical name of the page's module, "" for none
	Theme    string            // "light" for desk work, "dark" for hall, console and screen, "auto" for reading
	Bare     bool              // no header and no footer: screens and prints
	Notice   string            // what has just been done, in words
	Build    string            // of the server; screens reload when it changes
	Menu     []Link
	Now      string // RFC 3339, the server's time
	LoggedIn bool
	AtSite   bool // on the own machine of a branch hall, which has few pages
}

// Link is one way onward.
type Link struct {
	Href    string
	Label   string
	Current bool
}

// Asset returns the address of an asset.
func (f Frame) Asset(name string) string { return f.Assets[name] }

// Accent returns the seminar's colour, or the house's.
func (f Frame) Accent() string {
	if f.Seminar != nil && f.Seminar.Accent != "" {
		return f.Seminar.Accent
	}
	return house
}

// URL returns an address inside the seminar: URL("roll") is /s/KEY/roll. Outside a
// seminar it is the list of seminars.
func (f Frame) URL(parts ...string) string {
	if f.Seminar == nil {
		return "/"
	}
	u := "/s/" + f.Seminar.Key
	for _, p := range parts {
		if p != "" {
			u += "/" + p
		}
	}
	return u
}

var (
	mu     sync.Mutex
	parsed = map[string]*template.Template{}
)

// lookup parses a page with the layout when it is first asked for.
func lookup(name string) (*template.Template, error) {
	mu.Lock()
	defer mu.Unlock()
	if t := parsed[name]; t != nil {
		return t, nil
	}
	t, err := template.New("layout.html").Funcs(funcs).ParseFS(files, "html/layout.html", "html/part/*.html", "html/"+name+".html")
	if err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	parsed[name] = t
	return t, nil
}

// Render writes a page whole or, when it fails, not at all.
func Render(w io.Writer, name string, view any) error {
	t, err := lookup(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "layout.html", view); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	_, err = b.WriteTo(w)
	return err
}

// Fragment writes one named block of a page, for live updates.
func Fragment(w io.Writer, name, block string, view any) error {
	t, err := lookup(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, view); err != nil {
		return fmt.Errorf("page %s, block %s: %w", name, block, err)
	}
	_, err = b.WriteTo(w)
	return err
}

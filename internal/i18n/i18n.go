// Package i18n turns keys of the catalogues into sentences. Every text that a
// person reads and no organiser wrote comes from text/*.toml, complete in every
// language of seminar.Languages.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"aula/internal/seminar"
)

//go:embed text/*.toml
var files embed.FS

// Catalogue holds the texts of every language.
type Catalogue struct {
	bundle  *goi18n.Bundle
	matcher language.Matcher
	speak   map[string]*goi18n.Localizer
	keys    map[string][]string // by language
}

// Open returns the catalogues that are built into the program. They are read once and
// may be used by any number of goroutines.
func Open() (*Catalogue, error) { return opened() }

var opened = sync.OnceValues(read)

func read() (*Catalogue, error) {
	c := &Catalogue{bundle: goi18n.NewBundle(language.English), speak: map[string]*goi18n.Localizer{}, keys: map[string][]string{}}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	names, err := fs.Glob(files, "text/*.toml")
	if err != nil {
		return nil, fmt.Errorf("catalogues: %w", err)
	}
	for _, name := range names {
		file, err := c.bundle.LoadMessageFileFS(files, name)
		if err != nil {
			return nil, fmt.Errorf("catalogue %s: %w", name, err)
		}
		for _, m := range file.Messages {
			c.keys[file.Tag.String()] = append(c.keys[file.Tag.String()], m.ID)
		}
	}
	var tags []language.Tag
	for _, l := range seminar.Languages() {
		tags = append(tags, language.MustParse(l))
		c.speak[l] = goi18n.NewLocalizer(c.bundle, l)
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

// Match returns the interface language for what a reader chose (may be "") and for
// what the browser asks for (an Accept-Language header).
func (c *Catalogue) Match(chosen, accept string) string {
	if _, ok := c.speak[chosen]; ok {
		return chosen
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return seminar.English
	}
	_, i, _ := c.matcher.Match(wanted...)
	return seminar.Languages()[i]
}

// Keys returns the keys that a language has.
func (c *Catalogue) Keys(lang string) []string { return c.keys[lang] }

// Printer returns a Printer in one interface language and one time zone; content
// texts are taken in that language first, then in the others given.
func (c *Catalogue) Printer(lang string, zone *time.Location, content ...string) Printer {
	if zone == nil {
		zone = time.UTC
	}
	return Printer{Lang: lang, Zone: zone, speak: c.speak[lang], languages: append([]string{lang}, content...)}
}

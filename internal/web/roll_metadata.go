package web

import (
	"net/url"
	"strings"

	"aula/internal/roll/export"
)

// describe says where the columns of the CSV that is being sent are described (W3C CSV on the Web, "Link Header").
func (c *call) describe() {
	c.w.Header().Set("Link", "<"+beside("roll.csv-metadata.json", c.r.URL)+`>; rel="describedby"; type="application/csvm+json"`)
}

// beside is an address in the same folder, with the query of a request: a description speaks of one address alone.
func beside(name string, of *url.URL) string {
	if of.RawQuery != "" {
		name += "?" + bracketless.Replace(of.RawQuery)
	}
	return name
}

// bracketless keeps a query from ending the address that it stands in (RFC 8288 section 3).
var bracketless = strings.NewReplacer("<", "%3C", ">", "%3E", `"`, "%22")

// sendRollMetadata describes the columns of roll.csv.
func sendRollMetadata(c *call) error {
	c.w.Header().Set("Content-Type", "application/csvm+json")
	return export.Metadata(c.w, beside("roll.csv", c.r.URL), &c.book.Seminar, c.book.Policy, func(language, key string) string {
		return c.s.Texts.Printer(language, c.Zone).T(key)
	})
}

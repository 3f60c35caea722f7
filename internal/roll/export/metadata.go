package export

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// tabular is the metadata of a CSV file: W3C Metadata Vocabulary for Tabular Data, section 5.4.
type tabular struct {
	Context   []any         `json:"@context"`
	URL       string        `json:"url"`
	Title     []literal     `json:"dc:title,omitempty"`
	Publisher []literal     `json:"dc:publisher,omitempty"`
	Dialect   dialect       `json:"dialect"`
	Schema    tabularSchema `json:"tableSchema"`
}

type literal struct {
	Value    string `json:"@value"`
	Language string `json:"@language"`
}

type dialect struct {
	Encoding        string   `json:"encoding"`
	LineTerminators []string `json:"lineTerminators"`
	Header          bool     `json:"header"`
}

type tabularSchema struct {
	Columns    []described `json:"columns"`
	PrimaryKey []string    `json:"primaryKey"`
}

type described struct {
	Name      string              `json:"name"`
	Titles    map[string][]string `json:"titles"`
	Datatype  any                 `json:"datatype"`
	Separator string              `json:"separator,omitempty"`
	Required  bool                `json:"required,omitempty"`
}

// datatype is a datatype with what it may hold (section 5.11.2).
type datatype struct {
	Base    string `json:"base"`
	Format  string `json:"format,omitempty"`
	Minimum *int   `json:"minimum,omitempty"`
}

// datatypes are those of the columns that are no texts. The time is that of the seminar's own clocks.
var datatypes = map[string]any{
	"starts":  datatype{Base: "dateTime", Format: "yyyy-MM-dd HH:mm"},
	"minutes": datatype{Base: "integer", Minimum: new(int)},
	"credit":  datatype{Base: "decimal", Minimum: new(int)},
}

// primaryKey names the columns by which a line is known: who, and which session.
var primaryKey = []string{"key", "session", "starts"}

// Metadata writes what CSV writes at an address in the words of CSV on the Web: name, type and titles of each column, in all the
// languages of the interface. title returns the heading of a key in a language.
func Metadata(out io.Writer, address string, s *programme.Seminar, p roll.Policy, title func(language, key string) string) error {
	t := tabular{
		Context: []any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "und"}}, URL: address, Title: literals(s.Title), Publisher: literals(s.Host),
		Dialect: dialect{Encoding: "utf-8", LineTerminators: []string{"\r\n"}, Header: true}, Schema: tabularSchema{PrimaryKey: primaryKey},
	}
	for _, c := range columns(p) {
		d := described{Name: strings.TrimPrefix(c.key, "roll.column."), Titles: map[string][]string{}, Datatype: "string"}
		for _, language := range seminar.Languages() {
			d.Titles[language] = []string{title(language, c.key)}
		}
		if other, ok := datatypes[d.Name]; ok {
			d.Datatype = other
		}
		if d.Name == "stays" {
			d.Separator = between
		}
		d.Required = slices.Contains(primaryKey, d.Name)
		t.Schema.Columns = append(t.Schema.Columns, d)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(t)
}

func literals(t seminar.Text) (list []literal) {
	for _, language := range slices.Sorted(maps.Keys(t)) {
		if t[language] != "" {
			list = append(list, literal{t[language], language})
		}
	}
	return list
}

package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"aula/internal/i18n"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// The metadata describes the columns that the CSV has, in both languages, whatever the policy.
func TestMetadataIsThatOfTheCSV(t *testing.T) {
	texts, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, preset := range []string{"plain", "cpe-nasba"} {
		policy, ok := roll.Preset(preset)
		if !ok {
			t.Fatalf("no preset %q", preset)
		}
		s := sheetUnder(policy, "Li Wei")
		var described bytes.Buffer
		err := Metadata(&described, "roll.csv", s.Seminar, s.Roll.Policy, func(language, key string) string { return texts.Printer(language, nil).T(key) })
		if err != nil {
			t.Fatal(err)
		}
		var m struct {
			URL    string `json:"url"`
			Schema struct {
				Columns []struct {
					Name   string              `json:"name"`
					Titles map[string][]string `json:"titles"`
				} `json:"columns"`
				PrimaryKey []string `json:"primaryKey"`
			} `json:"tableSchema"`
		}
		if err := json.Unmarshal(described.Bytes(), &m); err != nil || m.URL != "roll.csv" {
			t.Fatalf("%v\n%s", err, described.String())
		}
		var names []string
		for _, c := range m.Schema.Columns {
			names = append(names, c.Name)
		}
		for _, key := range m.Schema.PrimaryKey {
			if !slices.Contains(names, key) {
				t.Errorf("%s: %q of the key is no column", preset, key)
			}
		}
		for _, language := range seminar.Languages() {
			var file bytes.Buffer
			if err := CSV(&file, s, texts.Printer(language, s.Seminar.Location()), true); err != nil {
				t.Fatal(err)
			}
			head, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).Read()
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, c := range m.Schema.Columns {
				titles = append(titles, c.Titles[language][0])
			}
			if !slices.Equal(titles, head) {
				t.Errorf("%s in %s: described %q, is %q", preset, language, titles, head)
			}
		}
	}
}

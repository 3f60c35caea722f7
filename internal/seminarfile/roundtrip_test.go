package seminarfile

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/seminar"
)

func both(p *Plan) []Source {
	settings, people := Write(p)
	return []Source{{"seminar.toml", settings}, {"people.csv", people}}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		files := both(p)
		q, faults := Read(files, known(p))
		if q == nil {
			t.Fatalf("%v\n%s%s", faults, files[0].Data, files[1].Data)
		}
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("read\n%+v\nwant\n%+v\nfiles\n%s%s", q, p, files[0].Data, files[1].Data)
		}
		again := both(q)
		for i := range files {
			if !bytes.Equal(files[i].Data, again[i].Data) {
				t.Fatalf("%s differs:\n%s\n%s", files[i].Name, files[i].Data, again[i].Data)
			}
		}
		if changes := Changes(p, q); changes != nil {
			t.Fatalf("changes: %+v", changes)
		}
	})
}

// A plan may come from elsewhere than a file and hold what no file may: it is
// refused with faults or read, never read as something else the second time.
func TestWhatNoFileMaySay(t *testing.T) {
	for _, x := range []struct {
		what, name string
		fault      string // "" when it is read
		read       string
	}{
		{"HTML stays text", "<b onclick=x>Li</b>", "", "<b onclick=x>Li</b>"},
		{"bidi controls are removed", "Li\u202Eeiw\u202C \u2067Wei\u2069\u200F", "file.fault.bidi", "Lieiw Wei"},
		{"a line break", "Li\nWei", "file.fault.line_break", ""},
		{"a tab", "Li\tWei", "file.fault.control", ""},
		{"a NUL", "Li\x00Wei", "file.fault.control", ""},
		{"an escape", "Li\x1b[31mWei", "file.fault.control", ""},
		{"a C1 control", "Li\u009bWei", "file.fault.control", ""},
		{"10,000 characters", strings.Repeat("李", 10_000), "file.fault.too_long", ""},
		{"a decomposed name", "Rene\u0301e", "", "Renée"},
		{"blanks around it", " \u3000Li Wei ", "", "Li Wei"},
		{"bytes that are no text", "Li\xff\xfeWei", "", "Li\uFFFDWei"},
	} {
		t.Run(x.what, func(t *testing.T) {
			p := &Plan{}
			p.Seminar.Key, p.Seminar.Zone, p.Seminar.Languages, p.Seminar.Title = "k", "UTC", []string{"en"}, seminar.Text{"en": "T"}
			p.Seminar.Places = []seminar.Place{{ID: "p", Key: "hall", Kind: seminar.MainHall, Name: seminar.Text{"en": "Hall"}}}
			p.People = []seminar.Person{{ID: "x", Key: "li", Name: seminar.Text{"en": x.name}}}
			q, faults := Read(both(p), nil)
			if x.fault != "" && (len(faults) != 1 || faults[0].Key != x.fault) || x.fault == "" && len(faults) > 0 {
				t.Errorf("faults %v, want %q", faults, x.fault)
			}
			if (q != nil) != (x.read != "") || q != nil && q.People[0].Name["en"] != x.read {
				t.Errorf("read %+v, want %q", q, x.read)
			}
		})
	}
}

// No cell of an export may begin with what a spreadsheet takes for a formula.
func TestNoCellIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.SampledFrom(hostile), rapid.StringMatching(`['=+@＝＋－＠\t\r\n\-]{0,4}.{0,3}`)).Draw(t, "cell")
		if g := guard(s); strings.IndexAny(g, formula) == 0 || unguard(g) != s {
			t.Fatalf("%q is written %q and read %q", s, g, unguard(g))
		}
		p := anyPlan(t)
		_, people := Write(p)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(people, []byte(bom)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.IndexAny(cell, formula) == 0 {
					t.Fatalf("the cell %q", cell)
				}
			}
		}
	})
}

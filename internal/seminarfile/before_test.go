package seminarfile

import (
	"bytes"
	"context"
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// bare is a seminar.toml that says nothing but what it must.
const bare = "[seminar]\nkey = \"rivers\"\ntitle = {en = \"Healthy Rivers\", zh-Hans = \"河湖健康\"}\nzone = \"Europe/Berlin\"\n"

// prepare reads files over what settings and delegates say, in which Wang stands on
// the roll and holds a role as well; people may be "".
func prepare(t *testing.T, file, people string) (old *Plan, in *Intake, shelf *oneShelf) {
	t.Helper()
	shelf = &oneShelf{plan: read(t, settings, delegates)}
	old = shelf.plan
	old.Grants = append(old.Grants, seminar.Grant{Person: "person:wang", Role: seminar.Editor})
	files := []Source{{"seminar.toml", []byte(file)}}
	if people != "" {
		files = append(files, Source{"people.csv", []byte(people)})
	}
	in, err := Prepare(context.Background(), shelf, files, time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Faults) > 0 {
		t.Fatal(in.Faults)
	}
	return old, in, shelf
}

func TestAColumnThatIsNotThereLeavesWhatIs(t *testing.T) {
	for _, x := range []struct {
		what, people string
		want         []Change
	}{
		{"the same names", "key,name\nli,Li Wei\nwang,\"Wang, Fang\"\n", nil},
		{"no name", "key,place\nli,hall\n", nil},
		{"another place", "key,place\nli,home\n", []Change{{kindPerson, "li", Changed, []Field{{"place", "hall", "home"}}}}},
		{"one language", "key,name:en\nli,Wei Li\n", []Change{{kindPerson, "li", Changed, []Field{{"name.en", "Li Wei", "Wei Li"}}}}},
		{"an empty name in one language", "key,name:zh-Hans\nli,\n", []Change{{kindPerson, "li", Changed, []Field{{"name.zh-Hans", "李伟", ""}}}}},
		{"empty cells", "key,organisation,post,level,place,delegate,order,language,email,status\nli\nwang\n", []Change{
			{kindPerson, "li", Changed, []Field{
				{"organisation", "water", ""}, {"level", "city", ""}, {"place", "hall", ""}, {"delegate", "yes", "no"}, {"order", "2", "0"},
				{"language", "zh-Hans", ""}, {"email", "li@example.org", ""}, {"post.en", "Director", ""},
			}},
			{kindPerson, "wang", Changed, []Field{{"organisation", "forest", ""}, {"place", "home", ""}, {"order", "1", "0"}, {"withdrawn", "yes", "no"}}},
		}},
		{"somebody new", "key,name\nwang,\"Wang, Fang\"\nzhao,Zhao Min\n", []Change{
			{kindPerson, "zhao", Added, []Field{{"name.en", "", "Zhao Min"}, {"delegate", "", "yes"}, {"order", "", "2"}, {"withdrawn", "", "no"}}},
		}},
	} {
		t.Run(x.what, func(t *testing.T) {
			old, in, _ := prepare(t, settings, x.people)
			if got := in.News(); !reflect.DeepEqual(got, x.want) {
				t.Errorf("changes\n%+v\nwant\n%+v", got, x.want)
			}
			if got := Changes(old, in.Plan); !reflect.DeepEqual(got, x.want) {
				t.Errorf("the plan changes\n%+v\nwant\n%+v", got, x.want)
			}
		})
	}
}

// Somebody new must have a name, also where the file has no column for it.
func TestANewPersonNeedsAName(t *testing.T) {
	plan, faults := over(read(t, settings, delegates)).read([]Source{{"seminar.toml", []byte(settings)}, {"people.csv", []byte("key,place\nli,home\nzhao,hall\n")}})
	if plan != nil || faults.Error() != "people.csv:3: name: this is needed and is missing" {
		t.Errorf("%v", faults)
	}
}

func TestAKeyThatIsNotThereLeavesWhatIs(t *testing.T) {
	for _, x := range []struct {
		what, file string
		want       []Change
	}{
		{"nothing but what must be", bare, nil},
		{"emptied", bare + "theme = \"\"\nhost = \"\"\naccent = \"\"\n", []Change{{kindSeminar, "rivers", Changed, []Field{
			{"accent", "#1f5f8b", ""}, {"theme.en", "First line.\nSecond line.", ""}, {"host.en", "Institute of Rivers", ""},
		}}}},
		{"one limit", bare + "[policy]\nshare = 70\n", []Change{{"policy", "", Changed, []Field{{"share", "50", "70"}}}}},
		{"a preset says all", bare + "[policy]\npreset = \"plain\"\n", []Change{{"policy", "", Changed, []Field{{"late_after", "5", "10"}}}}},
		{"one more level", bare + "[[levels]]\nkey = \"county\"\nname = \"County\"\n", []Change{{kindSeminar, "rivers", Changed, []Field{{"levels.county.en", "", "County"}}}}},
	} {
		t.Run(x.what, func(t *testing.T) {
			old, in, _ := prepare(t, x.file, "")
			if got := in.News(); !reflect.DeepEqual(got, x.want) {
				t.Errorf("changes\n%+v\nwant\n%+v", got, x.want)
			}
			if got := Changes(old, in.Plan); !reflect.DeepEqual(got, x.want) {
				t.Errorf("the plan changes\n%+v\nwant\n%+v", got, x.want)
			}
		})
	}
}

func TestPlacesAndLevelsThatExistNeedNotBeRepeated(t *testing.T) {
	const sessions = `
[[sessions]]
key = "walk"
kind = "study"
title = "Walk"
date = "2026-10-26"
starts = "09:00"
ends = "10:00"
[[sessions]]
key = "talk"
kind = "lecture"
title = "Talk"
date = "2026-10-26"
starts = "11:00"
ends = "12:00"
places = ["home"]
`
	_, in, _ := prepare(t, bare+sessions, "key,name,level,place\nzhao,Zhao Min,city,hall\n")
	places := func(in *Intake, key string) []seminar.ID {
		s, _ := in.Plan.Seminar.Session(key)
		return s.Places
	}
	if got := places(in, "walk"); !slices.Equal(got, []seminar.ID{"place:hall", "place:home"}) {
		t.Errorf("without places it happens at %v", got)
	}
	if got := places(in, "talk"); !slices.Equal(got, []seminar.ID{"place:home"}) {
		t.Errorf("it happens at %v", got)
	}
	if p := in.Plan.People[0]; p.Key != "zhao" || p.Level != "city" || p.Place != "place:hall" {
		t.Errorf("person %+v", p)
	}
	if s := in.Plan.Seminar; len(s.Places) != 2 || !reflect.DeepEqual(s.Levels, []programme.Level{{Key: "city", Name: seminar.Text{"en": "City"}}}) {
		t.Errorf("places %v, levels %v", s.Places, s.Levels)
	}
	_, in, _ = prepare(t, bare+"[[places]]\nkey = \"yard\"\nkind = \"branch\"\nname = \"Yard\"\n"+sessions, "")
	if s, _ := in.Plan.Seminar.Session("walk"); len(s.Places) != 1 || len(in.Plan.Seminar.Places) != 3 {
		t.Errorf("where the file names a place, it happens there: %v", s.Places)
	}
}

func TestARowHoldsExactlyItsRoles(t *testing.T) {
	grants := func(p *Plan) string {
		_, people := Write(&Plan{Seminar: p.Seminar, Organisations: p.Organisations, People: p.People, Grants: p.Grants})
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(people, []byte(bom)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, row := range rows[1:] {
			all = append(all, row[0]+" "+row[slices.Index(rows[0], "roles")])
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	for _, x := range []struct{ what, people, told, after string }{
		{"no column", "key,name\nli,Li Wei\n", "", "li steward@hall; chair, wang editor"},
		{"the same", "key,roles\nli,chair; steward@hall\n", "", "li chair; steward@hall, wang editor"},
		{"one is taken away", "key,roles\nli,chair\n", "grant.removed", "li chair, wang editor"},
		{"one in place of another", "key,roles\nli,steward@home; chair\n", "grant.added grant.removed", "li steward@home; chair, wang editor"},
		{"an empty cell", "key,roles\nli,\nwang,editor\n", "grant.removed grant.removed", "li , wang editor"},
	} {
		t.Run(x.what, func(t *testing.T) {
			_, in, shelf := prepare(t, bare, x.people)
			if got := grants(in.Plan); got != x.after {
				t.Errorf("they hold %q, want %q", got, x.after)
			}
			if err := in.Apply(context.Background(), shelf, "actor"); err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, e := range shelf.told {
				if e.Kind != "programme.released" {
					told = append(told, e.Kind)
				}
			}
			if got := strings.Join(told, " "); got != x.told {
				t.Errorf("told %q, want %q", got, x.told)
			}
		})
	}
}

// An export with any columns left out changes nothing.
func TestFewerColumnsChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		files := both(p)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(files[1].Data, []byte(bom)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		keep := []bool{true} // the key
		for range rows[0][1:] {
			keep = append(keep, len(p.People) == 0 || rapid.Bool().Draw(t, "keep"))
		}
		var out bytes.Buffer
		sheet := csv.NewWriter(&out)
		for _, row := range rows {
			var cells []string
			for i, cell := range row {
				if keep[i] {
					cells = append(cells, cell)
				}
			}
			if err := sheet.Write(cells); err != nil {
				t.Fatal(err)
			}
		}
		sheet.Flush()
		files[1].Data = out.Bytes()
		q, faults := over(p).read(files)
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("%v\nread\n%+v\nwant\n%+v", faults, q, p)
		}
	})
}

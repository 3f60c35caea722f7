package seminarfile

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

const settings = `
[seminar]
key = "rivers"
title = {en = "Healthy Rivers", zh-Hans = "河湖健康"}
theme = """
First line.
Second line."""
host = "Institute of Rivers"
zone = "Europe/Berlin"
languages = ["en", "zh"]
accent = "#1F5F8B"
begins = 2026-10-24
ends = "2026-10-26"

[policy]
late_after = 5

[[levels]]
key = "city"
name = "City"

[[places]]
key = "hall"
kind = "main"
name = "Main hall"
seats = 200
[[places]]
key = "home"
kind = "online"
name = "Online"

[[organisations]]
key = "water"
name = "Water Bureau"
level = "city"
[[organisations]]
key = "forest"
name = "Forest Bureau"

[[sessions]]
key = "night"
kind = "study"
title = "Night reading"
date = "2026-10-24"
starts = "23:00"
ends = "2026-10-25T00:30:00+02:00"
no_roll = true

[[sessions]]
key = "opening"
kind = "opening"
title = {en = "Opening", zh = "开幕式"}
day = 1
starts = 09:00:00
ends = "9：40"
places = ["hall"]
presides = ["wang"]
speaks = ["li"]
attends = ["li", "wang"]
  [[sessions.items]]
  key = "welcome"
  title = "Welcome"
  minutes = 10
  person = "li"

[[sessions]]
key = "late"
kind = "lecture"
title = "After the clocks went back"
day = 2
starts = "03:30"
ends = "05:00"
`

const delegates = `key,name,name:zh-Hans,organisation,post,level,place,delegate,order,language,email,roles,status
li,Li Wei,李伟,water,Director,city,hall,yes,2,zh,li@example.org,steward@hall; chair,active
WANG,"Wang, Fang",王芳,forest,,,home,no,1,,,,withdrawn
`

// numbered gives things ids that can be told apart.
func numbered(kind, key string) (seminar.ID, bool) { return seminar.ID(kind + ":" + key), true }

func TestRead(t *testing.T) {
	plan, faults := Read([]Source{{"people.csv", []byte(delegates)}, {"seminar.toml", []byte(settings)}}, numbered)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 10, day, hour, minute, 0, 0, time.UTC) }
	policy, _ := roll.Preset("plain")
	policy.LateAfter = 5
	en := func(s string) seminar.Text { return seminar.Text{"en": s} }
	want := &Plan{
		Policy: policy,
		Seminar: programme.Seminar{
			ID: "seminar:rivers", Key: "rivers", Title: seminar.Text{"en": "Healthy Rivers", "zh-Hans": "河湖健康"},
			Theme: en("First line.\nSecond line."), Host: en("Institute of Rivers"), Zone: "Europe/Berlin",
			Languages: []string{"en", "zh-Hans"}, Accent: "#1f5f8b",
			Levels: []programme.Level{{Key: "city", Name: en("City")}},
			Places: []seminar.Place{
				{ID: "place:hall", Key: "hall", Kind: seminar.MainHall, Name: en("Main hall"), Seats: 200},
				{ID: "place:home", Key: "home", Kind: seminar.Online, Name: en("Online")},
			},
			Sessions: []programme.Session{
				{
					ID: "session:opening", Key: "opening", Kind: programme.Opening, Title: seminar.Text{"en": "Opening", "zh-Hans": "开幕式"},
					Starts: at(24, 7, 0), Ends: at(24, 7, 40), Places: []seminar.ID{"place:hall"},
					Parts: []programme.Part{
						{Person: "person:wang", Deed: programme.Presides}, {Person: "person:li", Deed: programme.Speaks},
						{Person: "person:li", Deed: programme.Attends}, {Person: "person:wang", Deed: programme.Attends},
					},
					Items: []programme.Item{{ID: "item:opening/welcome", Key: "welcome", Title: en("Welcome"), Minutes: 10, Person: "person:li"}},
				},
				{
					ID: "session:night", Key: "night", Kind: programme.Study, Title: en("Night reading"), NoRoll: true,
					Starts: at(24, 21, 0), Ends: at(24, 22, 30), Places: []seminar.ID{"place:hall", "place:home"},
				},
				{
					ID: "session:late", Key: "late", Kind: programme.Lecture, Title: en("After the clocks went back"),
					Starts: at(25, 2, 30), Ends: at(25, 4, 0), Places: []seminar.ID{"place:hall", "place:home"},
				},
			},
		},
		Organisations: []seminar.Organisation{
			{ID: "organisation:water", Key: "water", Name: en("Water Bureau"), Level: "city", Order: 1},
			{ID: "organisation:forest", Key: "forest", Name: en("Forest Bureau"), Order: 2},
		},
		People: []seminar.Person{
			{
				ID: "person:li", Key: "li", Name: seminar.Text{"en": "Li Wei", "zh-Hans": "李伟"}, Organisation: "organisation:water", Post: en("Director"),
				Level: "city", Place: "place:hall", Delegate: true, Order: 2, Language: "zh-Hans", Email: "li@example.org",
			},
			{ID: "person:wang", Key: "wang", Name: seminar.Text{"en": "Wang, Fang", "zh-Hans": "王芳"}, Organisation: "organisation:forest", Place: "place:home", Order: 1, Withdrawn: true},
		},
		Grants: []seminar.Grant{{Person: "person:li", Role: seminar.Steward, Place: "place:hall"}, {Person: "person:li", Role: seminar.Chair}},
	}
	if !reflect.DeepEqual(plan, want) {
		t.Errorf("read\n%+v\nwant\n%+v", plan, want)
	}
}

// The same list as every spreadsheet saves it.
func TestPeopleAsSpreadsheetsSaveThem(t *testing.T) {
	const plain = "key,name,name:zh-Hans,place\nli,Renée Li,李伟,hall\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("编号,姓名,中文姓名,会场\nli,Renée Li,李伟,hall\n"))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes([]byte(strings.ReplaceAll(plain, ",", "\t")))
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{
		"UTF-8":              []byte(plain),
		"byte order mark":    []byte(bom + plain),
		"CRLF":               []byte(strings.ReplaceAll(plain, "\n", "\r\n")),
		"semicolons":         []byte(strings.ReplaceAll(plain, ",", ";")),
		"tabs":               []byte(strings.ReplaceAll(plain, ",", "\t")),
		"quotes":             []byte("\"key\",\"name\",\"name:zh-Hans\",\"place\"\n\"li\",\"Renée Li\",\"李伟\",\"hall\"\n"),
		"GB18030":            gb,
		"UTF-16":             utf16,
		"decomposed":         norm.NFD.Bytes([]byte(plain)),
		"other order":        []byte("place,NAME_ZH,Name_EN,Key\nhall,李伟,Renée Li,LI\n"),
		"Chinese headings":   []byte("会场,编号,姓名:en,姓名：zh\nhall,li,Renée Li,李伟\n"),
		"brackets":           []byte("key,name (en),name (zh-CN),place\nli,Renée Li,李伟,hall\n"),
		"empty columns":      []byte("key,name,name:zh-Hans,place,,\nli,Renée Li,李伟,hall,,\n,,,,,\n"),
		"empty rows":         []byte("\n" + plain + "\n,,,\n"),
		"no last line end":   []byte(strings.TrimSpace(plain)),
		"cells are missing":  []byte("key,name,name:zh-Hans,place,email,post\nli,Renée Li,李伟,hall\n"),
		"blanks round cells": []byte("key , name,name:zh-Hans , place\n li , Renée Li , 李伟 , hall \n"),
	} {
		t.Run(what, func(t *testing.T) {
			plan, faults := Read([]Source{{"s.toml", []byte(settings[:strings.Index(settings, "[[sessions]]")])}, {"p.csv", data}}, numbered)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			want := []seminar.Person{{ID: "person:li", Key: "li", Name: seminar.Text{"en": "Renée Li", "zh-Hans": "李伟"}, Place: "place:hall", Delegate: true, Order: 1}}
			if !reflect.DeepEqual(plan.People, want) {
				t.Errorf("read %+v", plan.People)
			}
		})
	}
}

func TestFilesThatNobodyCanRead(t *testing.T) {
	whole := []byte(settings)
	rows := func(n int) []byte {
		b := bytes.NewBufferString("key,name\n")
		for i := range n {
			fmt.Fprintf(b, "p%d,P\n", i)
		}
		return b.Bytes()
	}
	sessions := strings.Repeat("[[sessions]]\n", maxSessions+1)
	for _, x := range []struct {
		what string
		file Source
		want string
	}{
		{"too large", Source{"people.csv", make([]byte, maxBytes+1)}, "people.csv: the file is larger than 8 MiB"},
		{"a photo", Source{"people.csv", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\xff\xff")}, "people.csv: the file is neither UTF-8 nor GB18030; save it as UTF-8"},
		{"too many people", Source{"people.csv", rows(maxPeople + 1)}, "people.csv: there are more than 20000 rows"},
		{"too many columns", Source{"people.csv", []byte("key,name" + strings.Repeat(",x", maxColumns))}, "people.csv:1: there are 202 of them; at most 200 are possible"},
		{"too many sessions", Source{"seminar.toml", append([]byte("[seminar]\nkey = \"k\"\ntitle = \"T\"\nzone = \"UTC\"\n[[places]]\nkey = \"p\"\nkind = \"main\"\nname = \"P\"\n"), sessions...)}, "seminar.toml:9: sessions: there are 2001 of them; at most 2000 are possible"},
		{"a key of a million parts", Source{"seminar.toml", []byte("[seminar]\n" + strings.Repeat("a.", 1<<20) + "a = 1")}, "seminar.toml:2: tables nest deeper than 12 levels here"},
		{"a million brackets", Source{"seminar.toml", []byte("x = " + strings.Repeat("[", 1<<20))}, "seminar.toml:1: tables nest deeper than 12 levels here"},
	} {
		t.Run(x.what, func(t *testing.T) {
			files := []Source{x.file}
			if x.file.Name == "people.csv" {
				head, _, _ := bytes.Cut(whole, []byte("[[sessions]]"))
				files = append(files, Source{"seminar.toml", head})
			}
			plan, faults := Read(files, nil)
			if plan != nil || faults.Err() == nil || faults.Error() != x.want {
				t.Errorf("%v, want %s", faults, x.want)
			}
		})
	}
}

func TestTwentyThousandPeopleAreReadAtOnce(t *testing.T) {
	b := bytes.NewBufferString("key,name,place,roles\n")
	for i := range maxPeople {
		fmt.Fprintf(b, "p%d,Person %d,hall,steward@hall\n", i, i)
	}
	head := settings[:strings.Index(settings, "[[sessions]]")]
	head = strings.Replace(head, "seats = 200", "", 1)
	plan, faults := Read([]Source{{"s.toml", []byte(head)}, {"p.csv", b.Bytes()}}, nil)
	if len(faults) > 0 || len(plan.People) != maxPeople || len(plan.Grants) != maxPeople {
		t.Errorf("%d faults", len(faults))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(settings), []byte(delegates))
	f.Add([]byte("[[a]]\n[[a.b]]\n\"c\".d = [{e = '''x''', f = \"\"\"y\"\"\"}, [1]]\n"), []byte("key;name\n'=;\"\"\"\n"))
	f.Fuzz(func(t *testing.T, settings, people []byte) {
		plan, faults := Read([]Source{{"seminar.toml", settings}, {"people.csv", people}}, nil)
		if (plan == nil) != faults.Stop() {
			t.Fatalf("plan %v, faults %v", plan != nil, faults)
		}
		if plan == nil {
			return
		}
		again, faults := Read(both(plan), known(plan))
		if again == nil || !reflect.DeepEqual(plan, again) {
			t.Fatalf("%v\n%+v\n%+v", faults, plan, again)
		}
	})
}

// A file that is wrong from end to end is refused with as many faults as a
// person may want to read.
func TestAFileFullOfFaults(t *testing.T) {
	people := bytes.NewBufferString("key,name,place\n")
	for i := range maxPeople {
		fmt.Fprintf(people, "person-%d,P %d,nowhere\n", i, i)
	}
	names := strings.Repeat(`"persan-1",`, 100_000)
	file := strings.Replace(settings, `speaks = ["li"]`, "speaks = ["+names+"]", 1)
	plan, faults := Read([]Source{{"seminar.toml", []byte(file)}, {"people.csv", people.Bytes()}}, nil)
	if plan != nil || len(faults) != maxFaults+1 || faults[maxFaults].Key != "file.fault.more" || faults[maxFaults].Level != LevelError {
		t.Errorf("plan %v, %d faults", plan != nil, len(faults))
	}
}

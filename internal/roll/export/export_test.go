package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
)

var shanghai = func() *time.Location {
	l, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return l
}()

func hm(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-23 "+clock, shanghai)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// sheet is a roll of three delegates and two sessions, the second of which runs.
func sheet(name string) Sheet {
	return sheetUnder(roll.Policy{LateAfter: 10, LeaveBefore: 10, Share: 50}, name)
}

func sheetUnder(policy roll.Policy, name string) Sheet {
	s := &programme.Seminar{ID: "s", Key: "autumn", Zone: "Asia/Shanghai", Release: 3, Title: seminar.Text{"en": "Autumn"},
		Levels: []programme.Level{{Key: "city", Name: seminar.Text{"en": "City", "zh-Hans": "市级"}}},
		Places: []seminar.Place{
			{ID: "hall", Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall", "zh-Hans": "主会场"}},
			{ID: "home", Kind: seminar.Online, Name: seminar.Text{"en": "Online", "zh-Hans": "线上"}},
		},
		Sessions: []programme.Session{
			{ID: "a", Key: "a", Kind: programme.Opening, Title: seminar.Text{"en": "Opening", "zh-Hans": "开幕式"}, Places: []seminar.ID{"hall", "home"}, Starts: hm("09:00"), Ends: hm("12:00")},
			{ID: "b", Key: "b", Kind: programme.Lecture, Title: seminar.Text{"en": "=1+1", "zh-Hans": "讲座"}, Places: []seminar.ID{"hall", "home"}, Starts: hm("14:00"), Ends: hm("17:00")},
		}}
	people := []seminar.Person{
		{ID: "li", Key: "007", Name: seminar.Text{"en": name}, Organisation: "health", Post: seminar.Text{"en": "Director"}, Level: "city", Place: "hall", Delegate: true, Email: "li@example.org"},
		{ID: "wu", Key: "008", Name: seminar.Text{"en": "Wu Min", "zh-Hans": "吴敏"}, Place: "home", Delegate: true},
	}
	evidence := []roll.Evidence{
		{Person: "li", Kind: roll.ScanIn, Place: "hall", At: hm("08:52")}, {Person: "li", Kind: roll.ScanOut, Place: "hall", At: hm("11:28")},
		{Person: "wu", Kind: roll.Interval, At: hm("14:30"), From: hm("14:00"), To: hm("14:30")},
	}
	return Sheet{
		Seminar:       s,
		Organisations: []seminar.Organisation{{ID: "health", Key: "health", Name: seminar.Text{"en": "Health, Labour", "zh-Hans": "卫生健康委员会"}}},
		Roll:          roll.Fold(roll.Facts{Policy: policy, Seminar: s, People: people, Evidence: evidence, AsOf: hm("14:31")}),
	}
}

func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	c, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	return c.Printer(lang, shanghai)
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, sheet("Li Wei"), printer(t, "en"), false); err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(`No.,Name,Organisation,Post,Level,Place,Session,Starts,Attended at,Mark,Minutes,Stays,Why
007,Li Wei,"Health, Labour",Director,City,Main hall,Opening,2026-11-23 09:00,Main hall,Left early,148,08:52–11:28 Main hall,"In 08:52 at Main hall, by scan. Out 11:28. 148 of 180 min. Left 32 min before the end; early from 10 min."
008,Wu Min,,,,Online,Opening,2026-11-23 09:00,Online,Absent,0,,No evidence.
007,Li Wei,"Health, Labour",Director,City,Main hall,'=1+1,2026-11-23 14:00,Main hall,Absent (provisional),0,,No evidence. Still running: as of 14:31.
008,Wu Min,,,,Online,'=1+1,2026-11-23 14:00,Online,Present (provisional),30,14:00–14:30 Online,Online 14:00–14:30 (Online). 30 of 31 min. Still running: as of 14:31.
`, "\n", "\r\n")
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSVInChineseWithMark(t *testing.T) {
	var b bytes.Buffer
	if err := CSV(&b, sheet("Li Wei"), printer(t, "zh-Hans"), true); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff编号,姓名,单位,职务,级别,所属会场,单元,开始时间,实际会场,考勤,在场分钟,在场时段,依据\r\n" +
		"007,Li Wei,卫生健康委员会,Director,市级,主会场,开幕式,2026-11-23 09:00,主会场,早退,148,08:52–11:28 主会场,08:52 在主会场扫码入场。 11:28 离场。 在场 148 分钟，全场 180 分钟。 结束前 32 分钟离场；满 10 分钟为早退。\r\n"
	if got := b.String(); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whatever somebody is called, the file has the same fields, none begins as a formula
// does, and the name comes back as it was.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"Li Wei", "=cmd|' /C calc'!A0", "a,b;c\td", "\"", "\"\"\r\n=1", "\n", "\x00", "'", "＝1", " ", "\ufeff@", "a\rb"} {
		f.Add(s)
	}
	p := printer(f, "en")
	f.Fuzz(func(t *testing.T, name string) {
		var b bytes.Buffer
		if err := CSV(&b, sheet(name), p, false); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(lines) != 5 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		got := lines[1][1]
		if got != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(got)[0]) {
			t.Fatalf("%q begins as a formula does", got)
		}
		want := strings.ReplaceAll(name, "\r\n", "\n") // encoding/csv reads every line end in a field as LF
		if strings.TrimPrefix(got, "'") != want && got != want {
			t.Fatalf("%q came back as %q", name, got)
		}
	})
}

func reopen(t *testing.T, s Sheet, lang string) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	if err := XLSX(&b, s, printer(t, lang)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestXLSX(t *testing.T) {
	f := reopen(t, sheet("=cmd|' /C calc'!A0"), "en")
	equal(t, "sheets", f.GetSheetList(), []string{"By delegate", "By session"})
	people, err := f.GetRows("By delegate")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "by delegate", people, [][]string{
		{"No.", "Name", "Organisation", "Post", "Level", "Place", "2026-11-23 09:00 Opening", "2026-11-23 14:00 =1+1", "Present", "Late", "Left early", "Excused", "Substituted", "Absent", "Minutes"},
		{"007", "=cmd|' /C calc'!A0", "Health, Labour", "Director", "City", "Main hall", "Left early", "Absent (provisional)", "0", "0", "1", "0", "0", "1", "148"},
		{"008", "Wu Min", "", "", "", "Online", "Absent", "Present (provisional)", "1", "0", "0", "0", "0", "1", "30"},
	})
	sessions, err := f.GetRows("By session")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "lines by session", len(sessions), 5)
	equal(t, "by session", sessions[4], []string{"008", "Wu Min", "", "", "", "Online", "=1+1", "2026-11-23 14:00", "Online", "Present (provisional)", "30", "14:00–14:30 Online", "Online 14:00–14:30 (Online). 30 of 31 min. Still running: as of 14:31."})
	panes, err := f.GetPanes("By session")
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 2 {
		t.Errorf("panes %+v, %v", panes, err)
	}
}

// A text stays a text, a number a number and a date a date; nothing is a formula.
func TestXLSXTypes(t *testing.T) {
	f := reopen(t, sheet("=1+1"), "en")
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeInlineString, "H2": excelize.CellTypeUnset, "K2": excelize.CellTypeUnset} {
		got, err := f.GetCellType("By session", cell)
		if err != nil || got != want {
			t.Errorf("%s has type %v, want %v; %v", cell, got, want, err)
		}
		if formula, err := f.GetCellFormula("By session", cell); err != nil || formula != "" {
			t.Errorf("%s has formula %q; %v", cell, formula, err)
		}
	}
	raw, err := f.GetCellValue("By session", "H2", excelize.Options{RawCellValue: true})
	equal(t, "start as a spreadsheet's date", raw, "46349.375")
	if err != nil {
		t.Error(err)
	}
}

func TestXLSXKeepsHostileNames(t *testing.T) {
	for _, name := range []string{"=1+1", "@SUM(A1)", "</t></is></c>", "&amp;", "_x0041_", " spaces ", "a\nb", "'", "李伟"} {
		got, err := reopen(t, sheet(name), "zh-Hans").GetCellValue("按人员", "B2")
		if err != nil || got != name {
			t.Errorf("%q came back as %q; %v", name, got, err)
		}
	}
}

func TestJSON(t *testing.T) {
	s := sheet("=1+1")
	var b bytes.Buffer
	if err := JSON(&b, s); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "example.org") {
		t.Error("a mail address left the house")
	}
	var got struct {
		Key  string
		Zone string
		Roll struct {
			Rows []struct {
				Person seminar.Person
				Cells  []struct {
					Mark    roll.Mark
					Present int
				}
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	equal(t, "seminar", got.Key+" "+got.Zone, "autumn Asia/Shanghai")
	equal(t, "name, as it is", got.Roll.Rows[0].Person.Name["en"], "=1+1")
	equal(t, "mark", got.Roll.Rows[0].Cells[0].Mark, roll.LeftEarly)
	equal(t, "seconds", got.Roll.Rows[0].Cells[0].Present, 148*60)
	if s.Roll.Rows[0].Person.Email == "" {
		t.Error("the roll itself was changed")
	}
}

// A roll without delegates or sessions is a file with headings.
func TestEmpty(t *testing.T) {
	s := Sheet{Seminar: &programme.Seminar{Zone: "Asia/Shanghai"}}
	s.Roll = roll.Fold(roll.Facts{Seminar: s.Seminar})
	rows, err := reopen(t, s, "en").GetRows("By session")
	if err != nil || len(rows) != 1 {
		t.Errorf("%d lines, %v", len(rows), err)
	}
	var b bytes.Buffer
	if err := CSV(&b, s, printer(t, "en"), false); err != nil || strings.Count(b.String(), "\r\n") != 1 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

// Where the rule gives credits they stand behind the minutes, as numbers; where it can end participation it says whether it did.
func TestCreditsAreWritten(t *testing.T) {
	under := func(name string) Sheet {
		p, ok := roll.Preset(name)
		if !ok {
			t.Fatal(name)
		}
		return sheetUnder(p, "Li Wei")
	}
	var b bytes.Buffer
	if err := CSV(&b, under("cpe-nasba"), printer(t, "en"), false); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\r\n")
	for i, want := range []string{",Why,Credits", ",2.8", ",0", ",0", ",0"} { // the last is at home, and was not asked yet
		if !strings.HasSuffix(lines[i], want) {
			t.Errorf("line %d ends otherwise than with %q: %s", i, want, lines[i])
		}
	}
	book := reopen(t, under("cn-cadre"), "zh-Hans")
	people, err := book.GetRows(book.GetSheetList()[0])
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, row := range people {
		got = append(got, row[14:])
	}
	equal(t, "by delegate", got, [][]string{{"在场分钟", "学分", "缺席半天数", "不予登记的原因"}, {"148", "0", "1"}, {"30", "0", "1"}})
}

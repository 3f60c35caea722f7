package report_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aula/internal/floor"
	"aula/internal/i18n"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/roll"
	"aula/internal/seminar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// hm is a time on a day of the seminar in Shanghai, day 1 being Monday, 30 November 2026.
func hm(day int, clock string) time.Time {
	t, err := time.Parse("2006-01-02 15:04 -0700", "2026-11-29 "+clock+" +0800")
	if err != nil {
		panic(err)
	}
	return t.UTC().AddDate(0, 0, day)
}

func both(en, zh string) seminar.Text { return seminar.Text{"en": en, "zh-Hans": zh} }

// rivers is a seminar of two days in a hall, two branch halls and online.
func rivers() *programme.Seminar {
	everywhere := []seminar.ID{"main", "east", "west", "online"}
	part := func(deed programme.Deed, people ...seminar.ID) (parts []programme.Part) {
		for _, id := range people {
			parts = append(parts, programme.Part{Person: id, Deed: deed})
		}
		return parts
	}
	return &programme.Seminar{
		ID: "rivers", Key: "rivers", Zone: "Asia/Shanghai", Languages: []string{"zh-Hans", "en"},
		Title: both("Seminar on Healthy Rivers", "河湖健康专题研讨班"), Theme: both("One river, one account", "一条河、一本账"), Host: both("Clearwater Institute", "清源学院"),
		Levels: []programme.Level{{Key: "province", Name: both("province", "省级")}, {Key: "city", Name: both("city", "市级")}},
		Places: []seminar.Place{
			{ID: "main", Kind: seminar.MainHall, Name: both("Main hall", "主会场"), Address: both("Clearwater", "清源")},
			{ID: "east", Kind: seminar.BranchHall, Name: both("East branch hall", "东分会场")},
			{ID: "west", Kind: seminar.BranchHall, Name: both("West branch hall", "西分会场")},
			{ID: "online", Kind: seminar.Online, Name: both("Online", "线上")},
		},
		Sessions: []programme.Session{
			{ID: "opening", Key: "opening", Kind: programme.Opening, Title: both("Opening", "开幕式"), Starts: hm(1, "09:00"), Ends: hm(1, "10:00"), Places: everywhere,
				Parts: append(append(part(programme.Attends, "zhao", "qian"), part(programme.Speaks, "zhou")...), part(programme.Presides, "wu")...)},
			{ID: "coffee", Key: "coffee", Kind: programme.Break, Title: both("Coffee", "茶歇"), Starts: hm(1, "10:00"), Ends: hm(1, "10:30"), Places: everywhere},
			{ID: "account", Key: "account", Kind: programme.Lecture, Title: both("The account of a river", "一条河的账本"), Starts: hm(1, "10:30"), Ends: hm(1, "12:00"), Places: everywhere,
				Abstract: both("A river is kept like an account, says Dr. Zheng. What is taken out must be put back.", "治河如记账，用了多少，就要还多少。账目公开，人人可查。"),
				Parts:    append(part(programme.Presides, "wu"), part(programme.Speaks, "zheng")...)},
			{ID: "off", Key: "off", Kind: programme.Lecture, Title: both("Called off", "取消"), Starts: hm(1, "14:00"), Ends: hm(1, "15:00"), Places: everywhere, Cancelled: true},
			{ID: "group", Key: "group", Kind: programme.Group, Title: both("Our own stretch", "我们的河段"), Starts: hm(2, "09:00"), Ends: hm(2, "10:30"), Places: []seminar.ID{"east", "west"},
				Parts: part(programme.Convenes, "li")},
			{ID: "closing", Key: "closing", Kind: programme.Closing, Title: both("Closing", "闭幕式"), Starts: hm(2, "11:00"), Ends: hm(2, "11:45"), Places: everywhere,
				Parts: append(part(programme.Speaks, "wu"), part(programme.Attends, "zhou")...)},
		},
	}
}

func crowd() ([]seminar.Person, []seminar.Organisation) {
	guest := func(id, en, zh, organisation, post, zhPost string, order int) seminar.Person {
		return seminar.Person{ID: seminar.ID(id), Key: id, Name: both(en, zh), Organisation: seminar.ID(organisation), Post: both(post, zhPost), Order: order}
	}
	delegate := func(id, en, zh, organisation string, place seminar.ID) seminar.Person {
		return seminar.Person{ID: seminar.ID(id), Key: id, Name: both(en, zh), Organisation: seminar.ID(organisation), Place: place, Delegate: true}
	}
	people := []seminar.Person{
		guest("wu", "Wu Lan", "吴岚", "institute", "Dean", "院长", 2),
		guest("zhou", "Zhou Heng", "周衡", "water", "Director-General", "厅长", 1),
		guest("zheng", "Zheng Yi", "郑怡", "institute", "Professor", "教授", 9),
		guest("qian", "Qian Ping", "钱平", "yunze", "Director", "局长", 3),
		guest("zhao", "Zhao Min", "赵敏", "yunze", "", "", 4),
		delegate("li", "Li Wei", "李伟", "water", "main"),
		delegate("sun", "Sun Jie", "孙洁", "water", "main"),
		delegate("chen", "Chen Bo", "陈博", "yunze", "east"),
		delegate("feng", "Feng Ye", "冯叶", "yunze", "online"),
		delegate("gone", "Gone", "离开", "yunze", "west"),
	}
	people[9].Withdrawn = true
	people[8].Organisation = ""
	return people, []seminar.Organisation{
		{ID: "water", Key: "water", Name: both("Department of Water", "省水资源厅"), Level: "province", Order: 1},
		{ID: "yunze", Key: "yunze", Name: both("Yunze City River Office", "云泽市河湖管理局"), Level: "city", Order: 2},
		{ID: "institute", Key: "institute", Name: both("Clearwater Institute", "清源学院"), Level: "province", Order: 3},
	}
}

func attendance() []roll.Evidence {
	scan := func(person, place seminar.ID, day int, clock string) roll.Evidence {
		return roll.Evidence{Person: person, Kind: roll.ScanIn, Place: place, At: hm(day, clock), Received: hm(day, clock)}
	}
	return []roll.Evidence{
		scan("li", "main", 1, "08:50"), scan("li", "main", 2, "10:50"),
		scan("chen", "main", 1, "08:50"), scan("chen", "east", 2, "08:50"), // one day in the hall, one in the branch hall
		{Person: "feng", Kind: roll.Interval, Place: "online", From: hm(1, "08:55"), To: hm(1, "12:00"), At: hm(1, "12:00"), Received: hm(1, "12:00")},
		{Person: "sun", Kind: roll.Attested, Place: "main", Session: "opening", Mark: roll.Excused, At: hm(1, "09:05"), Received: hm(1, "09:05")},
	}
}

// events is what happened on the floor: the lecture began late and was closed late.
func events() []record.Entry {
	who := func(id, name string) floor.Who { return floor.Who{ID: seminar.ID(id), Name: seminar.Text{"en": name}} }
	entry := func(kind string, body any, at time.Time, session, place seminar.ID) record.Entry {
		e := record.New(kind, body)
		e.At, e.Session, e.Place = at, session, place
		return e
	}
	given := func(id, name string, place seminar.ID, clock string) record.Entry {
		return entry("turn.given", floor.Turn{Hand: "h", Person: who(id, name), Place: place}, hm(1, clock), "account", place)
	}
	question := func(id seminar.ID) record.Entry {
		return entry("question.asked", floor.Question{ID: id, Text: both("Why?", "为何？"), Names: floor.NamedToAll, Stage: floor.Waiting}, hm(1, "11:57"), "account", "")
	}
	vote := floor.Poll{ID: "p1", Kind: floor.Single, Round: 1, Title: both("Which river first?", "先治哪条河？"), Options: []seminar.Text{both("The upper", "上游"), both("The lower", "下游")}}
	unseen := vote
	unseen.ID, unseen.Title = "p2", both("Who is to blame?", "谁的责任？")
	return []record.Entry{
		entry("session.started", floor.Session{ID: "account"}, hm(1, "10:36"), "account", ""),
		entry("hand.raised", floor.Hand{Person: who("li", "")}, hm(1, "11:30"), "account", "main"),
		entry("hand.raised", floor.Hand{Person: who("chen", "")}, hm(1, "11:31"), "account", "east"),
		entry("hand.raised", floor.Hand{Person: who("feng", "")}, hm(1, "11:32"), "account", "online"),
		given("chen", "", "east", "11:40"), given("li", "", "main", "11:45"), given("visitor", "Visitor", "east", "11:50"), given("chen", "", "east", "11:55"),
		entry("questions.opened", floor.Board{Names: floor.NamedToAll}, hm(1, "11:56"), "account", ""),
		question("q1"), question("q2"), question("q3"), question("secret"),
		entry("question.opened", floor.Question{ID: "q1"}, hm(1, "11:58"), "account", ""),
		entry("question.opened", floor.Question{ID: "q2"}, hm(1, "11:58"), "account", ""),
		entry("question.opened", floor.Question{ID: "q3"}, hm(1, "11:58"), "account", ""),
		entry("question.answered", floor.Question{ID: "q1"}, hm(1, "11:59"), "account", ""),
		entry("question.deferred", map[string]any{"question": "q2", "owner": who("wu", "Wu Lan"), "due": "2026-12-24"}, hm(1, "11:59"), "account", ""),
		entry("poll.made", vote, hm(1, "12:00"), "account", ""), entry("poll.counted", map[string]any{"poll": "p1", "result": floor.Result{Voters: 30, Counts: []int{12, 18}}}, hm(1, "12:02"), "account", ""),
		entry("poll.shown", map[string]any{"poll": "p1"}, hm(1, "12:03"), "account", ""),
		entry("poll.made", unseen, hm(1, "12:04"), "account", ""), entry("poll.counted", map[string]any{"poll": "p2", "result": floor.Result{Voters: 30, Counts: []int{30, 0}}}, hm(1, "12:05"), "account", ""),
		entry("groups.formed", map[string]any{"session": "account", "groups": []floor.Group{{ID: "g1", Session: "account", Number: 1}, {ID: "g2", Session: "account", Number: 2}}}, hm(1, "12:06"), "account", ""),
		entry("group.noted", map[string]any{"group": "g1", "point": "n1", "text": both("We measure every month", "每月监测一次")}, hm(1, "12:07"), "account", ""),
		entry("group.noted", map[string]any{"group": "g1", "point": "n2", "text": both("By the end of spring.", "春季结束前完成。")}, hm(1, "12:07"), "account", ""),
		entry("group.noted", map[string]any{"group": "g2", "point": "n3", "text": both("Not yet agreed", "尚未商定")}, hm(1, "12:07"), "account", ""),
		entry("group.handed", map[string]any{"group": "g1"}, hm(1, "12:08"), "account", ""),
		entry("ideas.opened", floor.IdeaRound{ID: "r1", Title: both("What comes first?", "从何做起？"), Names: floor.NamedToStaff}, hm(1, "12:08"), "account", ""),
		entry("idea.opened", floor.Idea{ID: "i1", Round: "r1", Text: both("Name the banks", "落实河岸责任")}, hm(1, "12:08"), "account", ""),
		entry("idea.opened", floor.Idea{ID: "i2", Round: "r1", Text: both("Pay for strips that may flood", "补偿蓄洪地块")}, hm(1, "12:08"), "account", ""),
		entry("idea.opened", floor.Idea{ID: "i3", Round: "r1", Text: both("Close the car parks", "关闭停车场")}, hm(1, "12:08"), "account", ""),
		entry("idea.opened", floor.Idea{ID: "i4", Round: "r1", Text: both("One table of levels", "一张水位表")}, hm(1, "12:08"), "account", ""),
		entry("ideas.closed", map[string]any{"idea_round": "r1"}, hm(1, "12:09"), "account", ""),
		entry("ideas.counted", map[string]any{"idea_round": "r1", "result": floor.IdeaResult{People: 41, Receptions: []floor.Reception{
			{Idea: "i4", Agreement: floor.Shared}, {Idea: "i1", Agreement: floor.Shared}, {Idea: "i2", Agreement: floor.Divided}, {Idea: "i3", Agreement: floor.Refused}}}}, hm(1, "12:09"), "account", ""),
		entry("ideas.shown", map[string]any{"idea_round": "r1"}, hm(1, "12:09"), "account", ""),
		entry("ideas.hidden", map[string]any{"idea_round": "r1"}, hm(1, "12:09"), "account", ""), // from the screens
		entry("session.closed", map[string]any{"session": "account"}, hm(1, "12:10"), "account", ""),
	}
}

func printers(t testing.TB) map[string]i18n.Printer {
	t.Helper()
	c, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]i18n.Printer{}
	for _, lang := range seminar.Languages() {
		all[lang] = c.Printer(lang, time.UTC)
	}
	return all
}

func source(t testing.TB, asOf time.Time) report.Source {
	s, people, organisations := rivers(), []seminar.Person(nil), []seminar.Organisation(nil)
	people, organisations = crowd()
	return report.Source{
		Seminar: s, People: people, Organisations: organisations, Entries: events(), Printers: printers(t), AsOf: asOf,
		Roll: roll.Fold(roll.Facts{Policy: roll.Policy{Preset: "plain", LateAfter: 10, LeaveBefore: 10, Share: 50}, Seminar: s, People: people, Evidence: attendance(), AsOf: asOf}),
	}
}

func draft(t testing.TB, src report.Source) report.Report {
	t.Helper()
	r, err := report.Draft(src)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plain writes the report in one language as a reader would see it.
func plain(r report.Report, lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n%s\n", r.Title[lang], r.Dateline[lang], r.Lead[lang])
	for _, s := range r.Sections {
		fmt.Fprintf(&b, "\n== %s\n\n%s\n", s.Heading[lang], s.Text[lang])
	}
	return b.String()
}

func TestDraftIsAsAnEditorWouldWriteIt(t *testing.T) {
	for _, x := range []struct {
		name string
		asOf time.Time
	}{{"after", hm(3, "12:00")}, {"during-the-lecture", hm(1, "11:42")}, {"before", hm(0, "12:00")}} {
		r := draft(t, source(t, x.asOf))
		for _, lang := range []string{"en", "zh-Hans"} {
			got, file := plain(r, lang), filepath.Join("testdata", x.name+"."+lang+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s:\n%s", file, got)
			}
		}
	}
}

func TestDraftCounts(t *testing.T) {
	r := draft(t, source(t, hm(3, "12:00")))
	type row struct {
		level           string
		place           seminar.ID
		delegates, took int
	}
	want := []row{{"province", "main", 2, 1}, {"city", "main", 0, 1}, {"city", "east", 1, 0}, {"", "online", 1, 1}}
	var got []row
	for _, n := range r.Numbers {
		got = append(got, row{n.Level, n.Place, n.Delegates, n.Took})
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("numbers %v, want %v", got, want)
	}
	if r.Took() != 3 || r.Delegates() != 4 {
		t.Errorf("%d of %d", r.Took(), r.Delegates())
	}
	// 60 + 94 (as recorded) + 90 + 45 minutes, the break and the cancelled session left out.
	if r.Minutes != 289 {
		t.Errorf("%d minutes", r.Minutes)
	}
	if fmt.Sprint(r.Modes) != "[main branch online]" || len(r.Places) != 4 || fmt.Sprint(r.Languages) != "[zh-Hans en]" {
		t.Errorf("modes %v, %d places, languages %v", r.Modes, len(r.Places), r.Languages)
	}
	if !r.Starts.Equal(hm(1, "09:00")) || !r.Ends.Equal(hm(2, "11:45")) {
		t.Errorf("from %v to %v", r.Starts, r.Ends)
	}
}

func TestAttendedByRank(t *testing.T) {
	var got []string
	for _, n := range draft(t, source(t, hm(3, "12:00"))).Attended {
		got = append(got, string(n.Person)+" "+string(n.Deed))
	}
	if want := "zhou speaks, wu presides, qian attends, zhao attends"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}

// A session that was paused lasts only while it ran; one that nobody closed, as planned.
func TestDurationIsWhatWasRecorded(t *testing.T) {
	at := func(kind string, session seminar.ID, clock string) record.Entry {
		e := record.New(kind, floor.Session{ID: session})
		e.At, e.Session = hm(1, clock), session
		return e
	}
	for _, x := range []struct {
		what    string
		entries []record.Entry
		minutes int // of opening and lecture; the second day adds 135
	}{
		{"nothing recorded", nil, 60 + 90},
		{"paused", []record.Entry{at("session.started", "account", "10:30"), at("session.closed", "account", "11:00"), at("session.started", "account", "11:20"), at("session.closed", "account", "12:00")}, 60 + 70},
		{"the next one began without a close", []record.Entry{at("session.started", "opening", "09:05"), at("session.started", "account", "10:25"), at("session.closed", "account", "12:00")}, 80 + 95},
		{"never closed", []record.Entry{at("session.started", "account", "10:40")}, 60 + 80},
		{"begun after its time and never closed", []record.Entry{at("session.started", "account", "12:30")}, 60 + 90},
	} {
		src := source(t, hm(3, "12:00"))
		src.Entries = x.entries
		if got := draft(t, src).Minutes; got != x.minutes+135 {
			t.Errorf("%s: %d minutes, want %d", x.what, got, x.minutes+135)
		}
	}
}

func TestDraftSaysWhatItCannotRead(t *testing.T) {
	src := source(t, hm(3, "12:00"))
	src.Entries = []record.Entry{{Kind: "turn.given", Body: []byte(`"nobody"`), At: hm(1, "11:00")}}
	if _, err := report.Draft(src); err == nil {
		t.Error("an entry that cannot be read was passed over")
	}
}

// A language without a catalogue has no report; the others have theirs.
func TestDraftKeepsToItsLanguages(t *testing.T) {
	src := source(t, hm(3, "12:00"))
	src.Seminar.Languages = []string{"fr", "en"}
	r := draft(t, src)
	if fmt.Sprint(r.Languages) != "[en]" || len(r.Title) != 1 || r.Lead["en"] == "" {
		t.Errorf("languages %v, title %v", r.Languages, r.Title)
	}
}

func TestSeminarWithoutAnything(t *testing.T) {
	s := &programme.Seminar{ID: "s", Zone: "UTC", Languages: []string{"en"}, Title: seminar.Text{"en": "Nothing yet"}}
	r := draft(t, report.Source{Seminar: s, Printers: printers(t), AsOf: hm(1, "09:00")})
	if r.Title["en"] != "Nothing yet to be held" || r.Lead["en"] != "Nothing yet is to be held." || len(r.Sections) != 0 || r.Minutes != 0 {
		t.Errorf("%+v", r)
	}
}

package paper_test

import (
	"crypto/ed25519"
	"fmt"
	"testing"
	"time"

	"aula/internal/certificate"
	"aula/internal/i18n"
	"aula/internal/paper"
	"aula/internal/pdf"
	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

func both(en, zh string) seminar.Text { return seminar.Text{"en": en, "zh-Hans": zh} }

// at returns an hour of the seminar, which is held in Shanghai.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, 22+day, hour-8, minute, 0, 0, time.UTC)
}

// sample is the seminar of the tests: two days, eight sessions, two halls and at home.
func sample() *programme.Seminar {
	s := &programme.Seminar{
		ID: "0123456789abc", Key: "modern", Zone: "Asia/Shanghai", Languages: []string{"zh-Hans", "en"},
		Title: both("Seminar on Modern Public Administration", "现代公共管理专题研讨班"), Theme: both("Studying thoroughly, understanding, carrying out", "学深悟透，笃行实干"),
		Host: both("Provincial Academy of Administration", "省行政学院"),
		Places: []seminar.Place{
			{ID: "main", Key: "main", Kind: seminar.MainHall, Name: both("Great Hall", "大礼堂")},
			{ID: "east", Key: "east", Kind: seminar.BranchHall, Name: both("Branch hall 2, River City", "第二分会场（临江市）")},
			{ID: "online", Key: "online", Kind: seminar.Online, Name: both("Online", "线上")},
		},
	}
	titles := []seminar.Text{both("Opening ceremony", "开班式"), both("How rules become services", "从制度到服务"), both("Group discussion", "分组讨论"), both("Closing ceremony", "结业式")}
	for i := range 8 {
		day, hour := 1+i/4, []int{9, 10, 14, 16}[i%4]
		s.Sessions = append(s.Sessions, programme.Session{
			ID: seminar.ID(fmt.Sprint("s", i+1)), Key: fmt.Sprint("s", i+1), Kind: programme.Lecture, Title: titles[i%4], Starts: at(day, hour, 0), Ends: at(day, hour+1, 30),
			Places: []seminar.ID{"main", "east", "online"}, Parts: []programme.Part{{Person: "p1", Deed: programme.Speaks}},
		})
	}
	return s
}

func organisations() []seminar.Organisation {
	return []seminar.Organisation{
		{ID: "o1", Key: "health", Name: both("Provincial Health Commission", "省卫生健康委员会"), Order: 1},
		{ID: "o2", Key: "river", Name: both("River City Government", "临江市人民政府"), Order: 2},
	}
}

// people are as many delegates as are asked for.
func people(n int) (all []seminar.Person) {
	names := []seminar.Text{both("Lin Haoran", "林浩然"), both("Zhou Wenjing", "周文静"), both("Chen Yu", "陈宇"), {"en": "Maria Konstantinopoulou-Weatherby"}, both("Wu Min", "吴敏"), both("Nguyễn Thị Minh Khai", "阮氏明开"), {"zh-Hans": "欧阳修远"}}
	posts := []seminar.Text{both("Director", "主任"), both("Deputy Director-General", "副局长"), nil}
	for i := range n {
		all = append(all, seminar.Person{
			ID: seminar.ID(fmt.Sprint("p", i+1)), Key: fmt.Sprintf("d%03d", i+1), Name: names[i%len(names)], Post: posts[i%len(posts)], Delegate: true, Order: i + 1,
			Organisation: []seminar.ID{"o1", "o2", ""}[i%11%3], Place: []seminar.ID{"main", "east", "online"}[i%3],
		})
	}
	return all
}

// rollOf folds a roll in which most have come.
func rollOf(people []seminar.Person) roll.Roll {
	f := roll.Facts{Policy: policy(), Seminar: sample(), People: people, AsOf: at(3, 12, 0)}
	for i, p := range people {
		for j, s := range f.Seminar.Sessions {
			late := time.Duration((i*j)%7) * 4 * time.Minute
			if (i+j)%9 == 8 {
				continue
			}
			f.Evidence = append(f.Evidence, roll.Evidence{ID: seminar.NewID(), Person: p.ID, Kind: roll.Interval, Place: p.Place, At: s.Ends, Received: s.Ends, From: s.Starts.Add(late), To: s.Ends})
		}
	}
	return roll.Fold(f)
}

func policy() roll.Policy {
	p, _ := roll.Preset("cpe-nasba")
	p.Prompts = 0
	return p
}

func maker(t testing.TB, language string) paper.Maker {
	t.Helper()
	texts, err := i18n.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := sample()
	m := paper.Maker{Printer: texts.Printer(language, s.Location(), s.Languages...), Seminar: s, Organisations: map[seminar.ID]seminar.Organisation{}, Accent: pdf.Colour{R: 29, G: 79, B: 110}}
	for _, o := range organisations() {
		m.Organisations[o.ID] = o
	}
	return m
}

const site = certificate.Site("https://aula.example.org")

func certificateOf(i int) certificate.Certificate {
	all := people(i + 1)
	r := rollOf(all)
	facts := certificate.Facts{Seminar: sample(), Roll: r, Rule: certificate.RuleOf(r.Policy), People: all, Organisations: organisations()}
	return certificate.Certificate{ID: "3f7k2m9q0x4zt", Number: certificate.NewNumber(2026, 42), Revision: 1, Awarded: at(3, 15, 0), Issued: at(3, 15, 0), Index: 7, Claim: facts.Claim(r.Rows[i])}
}

// passes have codes that a real key has signed.
func passes(t testing.TB, all []seminar.Person) (list []paper.Pass) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		text, err := pass.Sign(pass.Key{ID: 1, Private: private}, pass.Pass{Seminar: seminar.IDFromBytes([8]byte{1}), Person: seminar.IDFromBytes([8]byte{2}), NotAfter: at(5, 0, 0), Version: 1})
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, paper.Pass{Person: p, Code: text})
	}
	return list
}

func sealOf(t testing.TB) roll.Seal {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rollOf(people(60))
	s := roll.NewSeal(seminar.IDFromBytes([8]byte{1}), r, r.Halves[0], 4711, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
	s.Sign(1, private)
	return s
}

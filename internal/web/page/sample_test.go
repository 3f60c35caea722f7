package page

import (
	"html/template"
	"time"

	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/seminar"
)

// hostile is a name that must stay text wherever it is written.
const hostile = `<script>alert(1)</script>"'&`

func both(en, zh string) seminar.Text { return seminar.Text{"en": en, "zh-Hans": zh} }

// at returns an hour of the sample seminar, which is held in Shanghai.
func at(day, hour, minute int) time.Time {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 22+day, hour, minute, 0, 0, zone).UTC()
}

func sampleOrganisations() map[seminar.ID]seminar.Organisation {
	return map[seminar.ID]seminar.Organisation{
		"o1": {ID: "o1", Key: "health", Name: both("Provincial Health Commission", "省卫生健康委员会"), Level: "province", Order: 1},
		"o2": {ID: "o2", Key: "river", Name: both("River City Government", "临江市人民政府"), Level: "city", Order: 2},
		"o3": {ID: "o3", Key: "academy", Name: both("Academy of Administration", "行政学院"), Level: "province", Order: 3},
	}
}

func samplePeople() map[seminar.ID]seminar.Person {
	people := map[seminar.ID]seminar.Person{}
	for i, p := range []seminar.Person{
		{ID: "p1", Key: "zhou", Name: both("Zhou Wenjing", "周文静"), Organisation: "o3", Post: both("President", "院长"), Level: "province", Place: "main", Delegate: true},
		{ID: "p2", Key: "lin", Name: both("Lin Haoran", "林浩然"), Organisation: "o1", Post: both("Director", "主任"), Level: "province", Place: "main", Delegate: true},
		{ID: "p3", Key: "okafor", Name: seminar.Text{"en": "Prof. Adaeze Okafor"}, Post: both("Visiting professor", "客座教授")},
		{ID: "p4", Key: "chen", Name: both("Chen Yu", "陈宇"), Organisation: "o2", Post: both("Deputy mayor", "副市长"), Level: "city", Place: "b1", Delegate: true},
		{ID: "p5", Key: "wu", Name: seminar.Text{"zh-Hans": "吴敏"}, Organisation: "o2", Level: "city", Place: "online", Delegate: true},
		{ID: "p6", Key: "hostile", Name: seminar.Text{"en": hostile}, Organisation: "o2", Place: "b2", Delegate: true},
	} {
		p.Order = i + 1
		people[p.ID] = p
	}
	return people
}

func sampleGroup() floor.Group {
	text := seminar.Text{"en": hostile}
	return floor.Group{ID: "g1", Session: "s3", Number: 1, Topic: text, Room: text, Members: []seminar.ID{"p1", "p5", "p6"}, Convener: "p1", Recorder: "p6",
		Points: []floor.Point{{ID: "n1", Text: text, By: "p1", Revision: 2, At: at(1, 10, 0)}, {ID: "n2", Text: text, By: "p6", Revision: 1, At: at(1, 10, 0)}}}
}

func sampleDirectory() Directory { return Directory{samplePeople(), sampleOrganisations()} }

func sampleSeminar() *programme.Seminar {
	all := []seminar.ID{"main", "b1", "b2", "online"}
	s := &programme.Seminar{
		ID: "0000000000001", Key: "modern-2026", Zone: "Asia/Shanghai", Languages: []string{"en", "zh-Hans"}, Accent: "#9c2a2a",
		Title:  both("Seminar on Modern Public Administration", "现代公共管理专题研讨班"),
		Theme:  both("Studying thoroughly, understanding, carrying out", "学深悟透，笃行实干"),
		Host:   both("Provincial Academy of Administration", "省行政学院"),
		Levels: []programme.Level{{Key: "province", Name: both("Province", "省级")}, {Key: "city", Name: both("City", "市级")}},
		Places: []seminar.Place{
			{ID: "main", Key: "main", Kind: seminar.MainHall, Name: both("Great Hall", "大礼堂"), Address: both("1 Academy Road", "学院路1号"), Seats: 300},
			{ID: "b1", Key: "river", Kind: seminar.BranchHall, Name: both("River City Hall", "临江市分会场"), Seats: 80},
			{ID: "b2", Key: "hill", Kind: seminar.BranchHall, Name: both("Hill County Hall", "青山县分会场"), Seats: 40},
			{ID: "online", Key: "online", Kind: seminar.Online, Name: both("Online", "线上")},
		},
		Sessions: []programme.Session{
			{ID: "s1", Key: "opening", Kind: programme.Opening, Title: both("Opening ceremony", "开班式"), Starts: at(1, 9, 0), Ends: at(1, 9, 45), Places: all,
				Parts: []programme.Part{{Person: "p1", Deed: programme.Presides}, {Person: "p2", Deed: programme.Speaks}, {Person: "p4", Deed: programme.Attends}, {Person: "p5", Deed: programme.Attends}},
				Items: []programme.Item{{ID: "i1", Key: "anthem", Title: both("Anthem", "奏唱国歌"), Minutes: 3}, {ID: "i2", Key: "speech", Title: both("Opening speech", "开班讲话"), Minutes: 30, Person: "p2"}}},
			{ID: "s2", Key: "break-1", Kind: programme.Break, Title: both("Tea", "茶歇"), Starts: at(1, 9, 45), Ends: at(1, 10, 0), Places: all, NoRoll: true},
			{ID: "s3", Key: "lecture-1", Kind: programme.Lecture, Title: both("How rules become services: lessons from twelve cities", "从制度到服务：十二座城市的经验"), Starts: at(1, 10, 0), Ends: at(1, 11, 30), Places: all,
				Abstract: both("What twelve cities did, what it cost, and what their people say.\n\nPlease read chapter three beforehand.", "十二座城市做了什么、付出了什么、群众怎么说。\n\n请预先阅读第三章。"),
				Parts:    []programme.Part{{Person: "p1", Deed: programme.Presides}, {Person: "p3", Deed: programme.Speaks}}},
			{ID: "s4", Key: "group-a", Kind: programme.Group, Title: both("Group A: county hospitals", "第一组：县级医院"), Starts: at(1, 14, 0), Ends: at(1, 16, 0), Places: []seminar.ID{"main"}, Parts: []programme.Part{{Person: "p2", Deed: programme.Convenes}}},
			{ID: "s5", Key: "group-b", Kind: programme.Group, Title: both("Group B: river cities", "第二组：沿江城市"), Starts: at(1, 14, 0), Ends: at(1, 15, 30), Places: []seminar.ID{"b1", "b2"}, Parts: []programme.Part{{Person: "p4", Deed: programme.Convenes}}},
			{ID: "s6", Key: "group-c", Kind: programme.Group, Title: seminar.Text{"zh-Hans": "第三组：线上交流"}, Starts: at(1, 14, 30), Ends: at(1, 16, 0), Places: []seminar.ID{"online"}, Cancelled: true},
			{ID: "s7", Key: "study", Kind: programme.Study, Title: both("Reading in quiet", "自主研读"), Starts: at(2, 9, 0), Ends: at(2, 11, 0), Places: all},
			{ID: "s8", Key: "closing", Kind: programme.Closing, Title: both("Closing ceremony", "结业式"), Starts: at(2, 14, 0), Ends: at(2, 15, 0), Places: all, Parts: []programme.Part{{Person: "p6", Deed: programme.Speaks}}},
		},
		Release: 3,
	}
	s.Sort()
	return s
}

// sampleCode stands for a QR code.
const sampleCode = template.HTML(`<svg viewBox="0 0 21 21" xmlns="http://www.w3.org/2000/svg"><path fill="#000" d="M0 0h7v7H0zM14 0h7v7h-7zM0 14h7v7H0zM9 1h2v3H9zM8 8h3v2H8zM12 9h4v3h-4zM17 13h3v4h-3zM9 14h3v6H9zM14 18h2v2h-2z"/></svg>`)

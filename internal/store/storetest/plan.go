package storetest

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
)

// The ids of samplePlan.
const (
	rivers  seminar.ID = "0000000000r1v"
	main    seminar.ID = "00000000ma1n0"
	online  seminar.ID = "000000000n1ne"
	bureau  seminar.ID = "00000000b0rea"
	liwei   seminar.ID = "000000000w1we"
	maria   seminar.ID = "00000000mar1a"
	opening seminar.ID = "000000000pen0"
	lecture seminar.ID = "0000000001ect"
)

// samplePlan has something in every field.
func samplePlan() *seminarfile.Plan {
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	return &seminarfile.Plan{
		Seminar: programme.Seminar{
			ID: rivers, Key: "rivers", Title: seminar.Text{"en": "Healthy <Rivers> & Lakes", "zh-Hans": "河湖“健康”"},
			Theme: seminar.Text{"en": "From the seat\nto the deed"}, Host: seminar.Text{"en": "The Institute"}, Zone: "Asia/Shanghai",
			Languages: []string{"zh-Hans", "en"}, Accent: "#10537a", Record: true, Release: 3,
			Levels: []programme.Level{{Key: "province", Name: seminar.Text{"en": "Province"}}, {Key: "city", Name: seminar.Text{"en": "City"}}},
			Places: []seminar.Place{
				{ID: main, Key: "main", Kind: seminar.MainHall, Name: seminar.Text{"en": "Main hall"}, Address: seminar.Text{"en": "1 River Road"}, Seats: 300},
				{ID: online, Key: "a-online", Kind: seminar.Online, Name: seminar.Text{"en": "Online"}},
			},
			Sessions: []programme.Session{
				{ID: opening, Key: "s1", Kind: programme.Opening, Title: seminar.Text{"en": "Opening"}, Starts: start, Ends: start.Add(time.Hour),
					Places: []seminar.ID{main, online}, Parts: []programme.Part{{Person: liwei, Deed: programme.Presides}, {Person: maria, Deed: programme.Speaks}},
					Items:    []programme.Item{{ID: "00000000001te", Key: "words", Title: seminar.Text{"en": "Words"}, Minutes: 20, Person: liwei}},
					Sequence: 2, Updated: start.Add(-time.Hour)},
				{ID: lecture, Key: "s_1", Kind: programme.Lecture, Title: seminar.Text{"en": "Lecture"}, Abstract: seminar.Text{"en": "Why"}, Starts: start, Ends: start.Add(2 * time.Hour),
					Places: []seminar.ID{main}, NoRoll: true, NoRecord: true, Cancelled: true, Updated: start},
			},
		},
		Policy: roll.Policy{Preset: "plain", Source: "house rules", LateAfter: 10, LeaveBefore: 5, AbsentAfter: 30, Share: 50, KeepYears: 3},
		Organisations: []seminar.Organisation{
			{ID: bureau, Key: "water", Name: seminar.Text{"en": "Water Bureau"}, Level: "province", Order: 7},
			{ID: "000000000ther", Key: "other", Name: seminar.Text{"en": "Other"}, Order: 1},
		},
		People: []seminar.Person{
			{ID: maria, Key: "maria", Name: seminar.Text{"en": "Maria"}, Organisation: bureau, Post: seminar.Text{"en": "Director"}, Level: "province",
				Place: online, Delegate: true, Order: 9, Language: "en", Email: "maria@example.org", Withdrawn: true},
			{ID: liwei, Key: "li-wei", Name: seminar.Text{"zh-Hans": "李伟"}, Place: main, Order: 1},
		},
		Grants: []seminar.Grant{
			{Person: maria, Role: seminar.Steward, Place: online}, {Person: maria, Role: seminar.Chair}, {Person: liwei, Role: seminar.Chair},
		},
	}
}

func (h *house) savePlan(p *seminarfile.Plan) {
	h.Helper()
	h.write(func(tx *store.Tx) error { return tx.SavePlan(p) })
}

func (h *house) loadPlan(key string) *seminarfile.Plan {
	h.Helper()
	p, err := h.Plan(ctx, key)
	h.ok(err)
	return p
}

func (h *house) open() {
	all, err := h.Seminars(ctx)
	h.ok(err)
	if len(all) != 0 {
		h.Fatalf("an empty store has %v", all)
	}
	_, err = h.Plan(ctx, "rivers")
	h.code(err, seminar.CodeNotFound)
	h.verify("", 0)
}

func (h *house) openAgain() {
	h.savePlan(samplePlan())
	h.ok(h.Close())
	h.DB = h.reopen()
	h.equal(h.loadPlan("rivers"), samplePlan())
}

func (h *house) plan() {
	h.savePlan(samplePlan())
	h.equal(h.loadPlan("rivers"), samplePlan())
	h.savePlan(samplePlan())
	h.equal(h.loadPlan("rivers"), samplePlan())
}

// What a plan says again is changed, what it leaves out stays; the roles of those whom
// it names are those that it gives them.
func (h *house) planChanged() {
	h.savePlan(samplePlan())
	p := samplePlan()
	p.Seminar.Key, p.Seminar.Title, p.Seminar.Accent, p.Seminar.Release = "lakes", seminar.Text{"en": "Lakes"}, "", 4
	p.Seminar.Levels, p.Policy = nil, roll.Policy{Preset: "strict", Share: 80}
	p.Seminar.Places[0].Seats, p.Seminar.Places[1].Kind = 0, seminar.BranchHall
	p.Seminar.Sessions[1].Cancelled, p.Seminar.Sessions[1].Starts = false, p.Seminar.Sessions[1].Starts.Add(time.Minute)
	p.Seminar.Sessions[1].Sequence, p.Seminar.Sessions[1].Items = 1, []programme.Item{{ID: "0000000000new", Key: "new"}}
	p.Organisations[0].Level, p.People[0].Withdrawn, p.People[0].Email = "city", false, ""
	p.People = append(p.People, seminar.Person{ID: "0000000000wen", Key: "wen", Name: seminar.Text{"en": "Wen"}, Delegate: true})
	p.Grants = []seminar.Grant{{Person: liwei, Role: seminar.Chair}, {Person: liwei, Role: seminar.Organiser}}
	h.savePlan(p)
	h.equal(h.loadPlan("lakes"), p)
	_, err := h.Plan(ctx, "rivers")
	h.code(err, seminar.CodeNotFound)

	part := *p
	part.People, part.Organisations, part.Grants = p.People[:1], nil, []seminar.Grant{{Person: maria, Role: seminar.Editor}}
	part.Seminar.Sessions = nil
	h.savePlan(&part)
	want := *p
	want.Grants = append(slices.Clone(part.Grants), p.Grants...)
	h.equal(h.loadPlan("lakes"), &want)
}

func (h *house) planTakenKey() {
	h.savePlan(samplePlan())
	other := &seminarfile.Plan{Seminar: programme.Seminar{ID: "000000000ther", Key: "rivers", Zone: "UTC"}}
	h.code(h.Write(ctx, func(tx *store.Tx) error { return tx.SavePlan(other) }), seminar.CodeConflict)
	h.equal(h.loadPlan("rivers"), samplePlan())
	other.Seminar.Key = "lakes"
	h.savePlan(other)
	h.equal(h.loadPlan("lakes"), other)
}

// Keys are in the order of their bytes, whatever the database takes for alphabetical.
func (h *house) seminars() {
	want := []string{"a-1", "a1", "a_1", "b"}
	for i, key := range []string{"b", "a_1", "a1", "a-1"} {
		id := seminar.ID("000000000000" + string(rune('a'+i)))
		h.savePlan(&seminarfile.Plan{Seminar: programme.Seminar{ID: id, Key: key, Zone: "UTC"}})
	}
	all, err := h.Seminars(ctx)
	h.ok(err)
	var got []string
	for _, s := range all {
		got = append(got, s.Key)
	}
	h.equal(got, want)
}

package page

import (
	"io"

	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
)

// renderer is what every view is.
type renderer interface{ Render(io.Writer) error }

// sample is one page: filled, and with nothing in it but the frame.
type sample struct {
	name  string
	full  func(Frame) renderer
	empty func(Frame) renderer
}

func samples() []sample {
	dir, sem := sampleDirectory(), sampleSeminar()
	badge := Badge{dir.Person("p4"), dir.Organisation("o2"), sem.Places[1], sampleCode, "S1:ABCDEFGH"}
	return []sample{
		{"home", func(f Frame) renderer {
			f.Seminar = nil
			return Home{Frame: f, Seminars: []programme.Seminar{*sem, {Key: "next", Title: both("Next one", "下一个"), Zone: "UTC"}}, MayImport: true}
		}, func(f Frame) renderer { return Home{Frame: f} }},
		{"programme", func(f Frame) renderer { return Programme{f, dir, at(1, 10, 20)} }, func(f Frame) renderer { return Programme{Frame: f} }},
		{"grid", func(f Frame) renderer { return Grid{f, dir, at(1, 10, 20)} }, func(f Frame) renderer { return Grid{Frame: f} }},
		{"session", func(f Frame) renderer {
			s := sem.Sessions[2]
			s.Items = sem.Sessions[0].Items
			return Session{f, dir, s, at(1, 10, 20)}
		}, func(f Frame) renderer { return Session{Frame: f, Session: sem.Sessions[6]} }},
		{"invitation", func(f Frame) renderer {
			return Invitation{f, InvitationOpen, dir.Person("p4"), dir.Organisation("o2")}
		}, func(f Frame) renderer { return Invitation{Frame: f, State: InvitationUnknown} }},
		{"invitation-used", func(f Frame) renderer { return Invitation{Frame: f, State: InvitationUsed} }, func(f Frame) renderer { return Invitation{Frame: f, State: InvitationExpired} }},
		{"signin", func(f Frame) renderer { return SignIn{f, "zhou", "/s/modern-2026/me", f.T("error.forbidden")} }, func(f Frame) renderer { return SignIn{Frame: f} }},
		{"start", func(f Frame) renderer { return Start{f, "zhou", 12, f.T("error.forbidden")} }, func(f Frame) renderer { return Start{Frame: f, Minimum: 12} }},
		{"message", func(f Frame) renderer {
			return Message{f, 404, seminar.CodeNotFound, f.T("error.not_found"), "7f3a"}
		}, func(f Frame) renderer { return Message{Frame: f, Code: "teapot", Text: f.T("error.internal")} }},
		{"authority", func(f Frame) renderer {
			f.Seminar = nil
			return Authority{f, "0F3A 77C1 0F3A 77C1 0F3A 77C1 0F3A 77C1 0F3A 77C1 0F3A 77C1 0F3A 77C1 0F3A 77C1", true, "/s/modern-2026"}
		}, func(f Frame) renderer { return Authority{Frame: f} }},
		{"me", func(f Frame) renderer { return sampleMe(f, dir) }, func(f Frame) renderer { return Me{Frame: f} }},
		{"roll", func(f Frame) renderer {
			return Roll{Frame: f, Directory: dir, Roll: sampleRoll(), MayCorrect: true}
		}, func(f Frame) renderer { return Roll{Frame: f} }},
		{"roll-session", func(f Frame) renderer {
			filter := RollFilter{Filter: roll.Filter{Session: "s3"}}
			return Roll{f, dir, filter.Apply(sampleRoll()), filter, 1, true}
		}, func(f Frame) renderer { return Roll{Frame: f, Filter: RollFilter{Search: hostile}} }},
		{"roll-person", func(f Frame) renderer {
			filter := RollFilter{Person: "p4"}
			return Roll{f, dir, filter.Apply(sampleRoll()), filter, 1, true}
		}, func(f Frame) renderer { return Roll{Frame: f, Page: -3} }},
		{"admin", func(f Frame) renderer {
			return Admin{f, dir, f.Who.Grants[:1], 3, 1, []Health{{"store", Good, "12 MB"}, {"disk", Warn, "1.2 GB"}, {"media", Bad, hostile}}}
		}, func(f Frame) renderer { return Admin{Frame: f} }},
		{"people", func(f Frame) renderer { return samplePeopleView(f, dir) }, func(f Frame) renderer { return People{Frame: f} }},
		{"links", func(f Frame) renderer {
			return Links{f, []PersonalLink{{dir.Person("p4"), dir.Organisation("o2"), "https://aula.example/i/8f3kq2m1x0c4", sampleCode}, {dir.Person("p6"), seminar.Organisation{}, "https://aula.example/i/8f3kq2m1x0c5", sampleCode}}}
		}, func(f Frame) renderer { return Links{Frame: f} }},
		{"import", func(f Frame) renderer { return sampleImport(f) }, func(f Frame) renderer { return Import{Frame: f} }},
		{"import-faults", func(f Frame) renderer {
			v := sampleImport(f)
			v.Faults[1].Level = seminarfile.LevelError
			return v
		}, func(f Frame) renderer { return Import{Frame: f, Read: true} }},
		{"record", func(f Frame) renderer { return sampleRecord(f, dir) }, func(f Frame) renderer {
			return Record{Frame: f, Chain: Chain{At: at(1, 9, 0), Broken: &record.Broken{Seq: 7, Why: "body"}}}
		}},
		{"pass", func(f Frame) renderer { return Pass{f, badge} }, func(f Frame) renderer { return Pass{Frame: f} }},
		{"passes", func(f Frame) renderer {
			all := Passes{Frame: f}
			for range 10 {
				all.Badges = append(all.Badges, badge)
			}
			return all
		}, func(f Frame) renderer { return Passes{Frame: f} }},
	}
}

func sampleMe(f Frame, dir Directory) Me {
	r := sampleRoll()
	row, _ := r.Row("p4")
	return Me{
		Frame: f, Organisation: dir.Organisation("o2"), Row: &row, MayPassphrase: true, Minimum: 12, Err: f.T("error.forbidden"),
		Logins: []Login{{"l1", "Android, Chrome", at(1, 8, 0), at(1, 10, 0), true}, {"l2", "Windows, Firefox " + hostile, at(1, 7, 0), at(1, 7, 30), false}},
	}
}

func samplePeopleView(f Frame, dir Directory) People {
	v := People{Frame: f, Directory: dir, Uninvited: 2}
	for i, id := range []seminar.ID{"p1", "p2", "p3", "p4", "p5", "p6"} {
		r := PersonRow{Person: dir.Person(id), Invitation: v.Invitations()[i%3]}
		if r.Invitation != InvitationNone {
			r.At = at(1, 7, i)
		}
		v.Rows = append(v.Rows, r)
	}
	v.Rows[0].Grants = f.Who.Grants[:4]
	v.Rows[4].Withdrawn = true
	return v
}

func sampleImport(f Frame) Import {
	changes := []seminarfile.Change{
		{Kind: "session", Key: "opening", What: seminarfile.Changed, Fields: []seminarfile.Field{{Name: "starts", Before: "2026-11-23 09:00", After: "2026-11-23 09:30"}, {Name: "title.en", Before: "Opening", After: hostile}}},
		{Kind: "person", Key: "zhao", What: seminarfile.Added, Fields: []seminarfile.Field{{Name: "name.zh-Hans", After: "赵敏"}}},
		{Kind: "grant", Key: "zhao steward@river", What: seminarfile.Added},
		{Kind: "person", Key: "wang", What: seminarfile.Missing},
	}
	faults := seminarfile.Faults{
		{File: "seminar.toml", Line: 12, Field: "accent", Level: seminarfile.LevelWarning, Key: "error.id", Args: map[string]any{"value": hostile}},
		{File: "people.csv", Line: 17, Level: seminarfile.LevelWarning, Key: "error.invalid"},
	}
	return Import{f, true, faults, &seminarfile.Plan{Seminar: *sampleSeminar(), People: make([]seminar.Person, 120)}, changes, "3f2a"}
}

func sampleRecord(f Frame, dir Directory) Record {
	v := Record{Frame: f, Directory: dir, Total: 250, Page: 1, Chain: Chain{At: at(1, 12, 0), Count: 250}}
	for i, kind := range []string{"hand.raised", "session.started", "roll.evidence", "what.nobody_has_words_for"} {
		v.Entries = append(v.Entries, record.Entry{Seq: int64(250 - i), At: at(1, 10, 30-i), Kind: kind, Actor: []seminar.ID{"p2", "", "p9"}[i%3], Person: "p4", Place: "b1", Session: "s3"})
	}
	return v
}

// sampleRoll folds a little evidence, so that the pages show sentences that the roll
// really says.
func sampleRoll() roll.Roll {
	f := roll.Facts{
		Policy: roll.Policy{Preset: "plain", LateAfter: 10, LeaveBefore: 10, Share: 50}, Seminar: sampleSeminar(), AsOf: at(2, 9, 30),
		Evidence: []roll.Evidence{
			{ID: "e1", Person: "p4", Kind: roll.ScanIn, Place: "b1", At: at(1, 8, 52), Device: "d", Sequence: 1},
			{ID: "e2", Person: "p4", Kind: roll.ScanOut, Place: "b1", At: at(1, 11, 2), Device: "d", Sequence: 2},
			{ID: "e3", Person: "p2", Kind: roll.ScanIn, Place: "main", At: at(1, 9, 20), Device: "e", Sequence: 1},
			{ID: "e4", Person: "p5", Kind: roll.Interval, Place: "online", From: at(1, 8, 58), To: at(1, 11, 30), At: at(1, 11, 30)},
			{ID: "e5", Person: "p1", Kind: roll.Attested, Place: "main", Session: "s1", Mark: roll.Present, At: at(1, 9, 5), Actor: "p2"},
			{ID: "e6", Person: "p1", Kind: roll.Corrected, Session: "s3", Mark: roll.Excused, Reason: "called away " + hostile, At: at(1, 18, 0), Actor: "p2"},
			{ID: "e7", Person: "p6", Kind: roll.Attested, Place: "b2", Session: "s1", Mark: roll.Substituted, At: at(1, 9, 5), Actor: "p2"},
		},
	}
	dir := samplePeople()
	for _, id := range []seminar.ID{"p1", "p2", "p3", "p4", "p5", "p6"} {
		f.People = append(f.People, dir[id])
	}
	return roll.Fold(f)
}

// sampleFrame is the frame of an organiser who has every role.
func sampleFrame(p Frame) Frame {
	p.Seminar = sampleSeminar()
	p.Theme, p.Nonce, p.Path, p.Build, p.Now, p.LoggedIn = "auto", "bm9uY2U", "/s/modern-2026/me", "3f2a7c", "2026-11-23T02:20:00Z", true
	p.Assets = map[string]string{"app.css": "/assets/app.css", "app.js": "/assets/app.js"}
	p.Notice = ""
	p.Who = seminar.Principal{Login: "l1", Person: samplePeople()["p4"], Server: true}
	for _, r := range seminar.Roles() {
		g := seminar.Grant{Person: "p4", Role: r}
		if r == seminar.Steward {
			g.Place = "b1"
		}
		p.Who.Grants = append(p.Who.Grants, g)
	}
	p.Menu = []Link{{"/s/modern-2026", p.T("page.grid.title"), true}, {"/s/modern-2026/hall", p.T("page.me.card.hall"), false}, {"/s/modern-2026/roll", p.T("page.me.card.roll"), false}, {"/s/modern-2026/people", p.T("page.me.card.people"), false}}
	return p
}

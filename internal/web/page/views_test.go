package page

import (
	"fmt"
	"io"
	"strings"
	"time"

	"aula/internal/certificate"
	"aula/internal/floor"
	"aula/internal/programme"
	"aula/internal/record"
	"aula/internal/report"
	"aula/internal/roll"
	"aula/internal/roll/door"
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
		{"programme", func(f Frame) renderer {
			return Programme{f, dir, at(1, 10, 20), []floor.Announcement{{Text: seminar.Text{"en": hostile}}}}
		}, func(f Frame) renderer { return Programme{Frame: f} }},
		{"grid", func(f Frame) renderer { return Grid{f, dir, at(1, 10, 20)} }, func(f Frame) renderer { return Grid{Frame: f} }},
		{"recordings", func(f Frame) renderer {
			return Recordings{Frame: f, MayRecord: true, Live: &LiveRecording{Megabytes: 120, FreeGigabytes: 3, Low: true}, List: []RecordingRow{
				{ID: "r3", Began: at(1, 14, 0), State: RecordingRuns}, {ID: "r2", Title: sem.Sessions[2].Title, Began: at(1, 10, 0), Lasts: 90 * time.Minute, State: RecordingReady, Public: true, Cause: "disk"},
				{ID: "r1", Title: seminar.Text{"en": hostile}, Began: at(1, 9, 0), Lasts: 45 * time.Second, State: RecordingMade}}}
		}, func(f Frame) renderer { return Recordings{Frame: f} }},
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
		{"policy", func(f Frame) renderer {
			p := roll.Presets()[1]
			p.Source = hostile
			return Policy{Frame: f, Policy: p, MayEdit: true, Begun: true, Faults: map[string]string{"share": hostile}}
		}, func(f Frame) renderer { return Policy{Frame: f, Policy: roll.Presets()[0]} }},
		{"leave", func(f Frame) renderer {
			half := roll.Half{Part: roll.Morning, From: time.Now(), To: time.Now()}
			row := sampleRoll().Rows[0]
			v := Leave{Frame: f, Directory: dir, Policy: roll.Presets()[0], MayDecide: true}
			for _, state := range []roll.Kind{"", roll.LeaveAsked, roll.LeaveGranted, roll.LeaveRefused, roll.LeaveEnded} {
				q := roll.Request{Person: row.Person.ID, State: state, Reason: hostile, Asked: time.Now(), At: time.Now()}
				v.Own = append(v.Own, LeaveHalf{half, q, true})
				v.All = append(v.All, LeaveRequest{Request: q, Half: half, Row: row})
			}
			return v
		}, func(f Frame) renderer { return Leave{Frame: f, MayDecide: true} }},
		{"board", func(f Frame) renderer {
			v := Board{Frame: f, Directory: dir, AsOf: time.Now(), Running: f.Seminar.Sessions[:1], Search: "lin"}
			for i, id := range []seminar.ID{"p1", "p2", "p3", "p4", "p5", "p6"} {
				v.Standings = append(v.Standings, roll.Standing{Person: id, Where: roll.Wheres()[i], Place: f.Seminar.Places[0].ID, Since: time.Now()})
			}
			return v
		}, func(f Frame) renderer { return Board{Frame: f, Search: hostile} }},
		{"cases", func(f Frame) renderer {
			row := sampleRoll().Rows[0]
			v := Cases{Frame: f, Directory: dir, MayDecide: true}
			for i, doubt := range []roll.Doubt{roll.DoubtTwoHalls, roll.DoubtWord, roll.DoubtHome, roll.DoubtOut, roll.DoubtSubstitute, roll.DoubtHeads, roll.DoubtAfterSeal} {
				c := roll.Case{Key: fmt.Sprint("k", i), Doubt: doubt, Person: row.Person.ID, Session: "s3", Places: []seminar.ID{"m1", "b1"}, Before: roll.Absent, After: roll.Present, Minutes: 3,
					Evidence: []roll.Evidence{{Kind: roll.Attested, Mark: roll.Absent, Reason: hostile, Device: hostile, Sequence: 3, At: time.Now(), Received: time.Now(), Actor: "p2"}}}
				v.Open = append(v.Open, CaseView{Case: c, Row: &row, Cell: row.Cells[0], Seals: true})
			}
			v.Open = append(v.Open, CaseView{Case: roll.Case{Key: "rule", Doubt: roll.DoubtRule, Half: &roll.Half{Part: roll.Morning, From: time.Now(), To: time.Now()}}})
			for _, kind := range []roll.Kind{roll.Claimed, roll.Proposed} {
				claim := roll.Claim{ID: "c", Kind: kind, State: kind, Person: row.Person.ID, Session: "s3", Mark: roll.Present, Reason: hostile, Actor: "p2"}
				v.Open = append(v.Open, CaseView{Case: roll.Case{Key: string(kind), Doubt: roll.DoubtClaim, Person: row.Person.ID, Session: "s3", Claim: &claim}, Row: &row, Seals: true, Own: kind == roll.Proposed})
			}
			v.Settled = []CaseView{{Case: v.Open[0].Case, Left: Settlement{By: "p2", Reason: hostile, At: time.Now()}}}
			return v
		}, func(f Frame) renderer { return Cases{Frame: f} }},
		{"seat", func(f Frame) renderer { return Seat{f, f.Seminar.Places[0], hostile} }, func(f Frame) renderer { return Seat{Frame: f} }},
		{"announcements", func(f Frame) renderer {
			return Announcements{f, []floor.Announcement{{ID: "a", Text: seminar.Text{"en": hostile}, At: time.Now(), Until: time.Now()}, {ID: "b", Text: seminar.Text{"en": hostile}}}, seminar.Text{"en": hostile}, hostile, hostile}
		}, func(f Frame) renderer { return Announcements{Frame: f} }},
		{"minutes", func(f Frame) renderer {
			who := floor.Who{ID: "p1", Name: seminar.Text{"en": hostile}, Organisation: seminar.Text{"en": hostile}}
			now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
			place := f.Seminar.Places[0].ID
			poll := func(kind floor.PollKind, r floor.Result) floor.Poll {
				return floor.Poll{ID: "q", Kind: kind, Title: seminar.Text{"en": hostile}, Options: []seminar.Text{{"en": hostile}, {"zh-Hans": "其他"}}, Secret: true, Round: 1, Result: &r,
					Heads: []floor.Headcount{{Place: place, Counts: []int{4, 1}, By: who}}}
			}
			return Minutes{f, dir, []floor.Minutes{{Session: "s1", Title: seminar.Text{"en": hostile}, Started: now, Turns: []floor.Spoken{
				{Turn: floor.Turn{Person: who, Place: place, Given: now.Add(time.Minute), Why: hostile, Same: 2}, Raised: now, Ended: now.Add(3 * time.Minute)}, {Turn: floor.Turn{Person: who, Place: place, Given: now}}},
				Polls: []floor.Poll{poll(floor.Single, floor.Result{Voters: 3, Counts: []int{2, 1}}), poll(floor.Ranking, floor.Result{Voters: 1, Counts: []int{1, 0}, Points: []int{1, 0}}),
					poll(floor.Words, floor.Result{Voters: 1, Texts: []floor.Tally{{Text: hostile, Count: 1}}})}},
				{Title: seminar.Text{"en": "closed"}, Started: now, Ended: now.Add(time.Hour), Groups: []floor.Group{sampleGroup(), {Number: 2}}, Questions: []floor.Question{
					{Text: seminar.Text{"en": hostile}, Names: floor.NamedToAll, Person: &who, Stage: floor.Answered, Answer: seminar.Text{"en": hostile}, Votes: 2},
					{Text: seminar.Text{"en": hostile}, Names: floor.Anonymous, Stage: floor.Later, Owner: &who, Due: hostile}, {Text: seminar.Text{"en": hostile}, Names: floor.NamedToStaff, Stage: floor.Open}}}}}
		}, func(f Frame) renderer { return Minutes{Frame: f} }},
		{"groups", func(f Frame) renderer {
			session := f.Seminar.Sessions[2]
			return Groups{Frame: f, Directory: dir, All: true, Hears: true, Heard: "g2", Err: hostile, Draft: GroupDraft{Session: session.ID, Number: "3", By: floor.ByPlace, Topic: seminar.Text{"en": hostile}}, Sessions: []GroupSession{
				{Session: session, Groups: []floor.Group{sampleGroup(), {ID: "g2", Number: 2}}, Runs: true, Attending: 30}, {Session: f.Seminar.Sessions[1], Attending: 4}}}
		}, func(f Frame) renderer { return Groups{Frame: f} }},
		{"walkin", func(f Frame) renderer {
			return WalkIn{f, dir, f.Seminar.Places[0], hostile, hostile, "o2", hostile}
		}, func(f Frame) renderer { return WalkIn{Frame: f} }},
		{"delegation", func(f Frame) renderer {
			half := roll.Half{Part: roll.Morning, From: time.Now(), To: time.Now()}
			v := Delegation{Frame: f, Directory: dir, Organisation: dir.Organisation("o2"), MayChoose: true, Free: []seminar.Person{dir.Person("p5")}}
			for i, row := range sampleRoll().Rows {
				m := Member{Row: row, Now: roll.Standing{Person: row.Person.ID, Where: roll.Missing}, Substitute: i == 2}
				for _, state := range []roll.Kind{"", roll.LeaveAsked, roll.LeaveEndorsed, roll.LeaveGranted, roll.LeaveRefused, roll.LeaveEnded} {
					q := roll.Request{Person: row.Person.ID, State: state, Reason: hostile, Asked: time.Now(), At: time.Now()}
					m.Halves = append(m.Halves, MemberHalf{LeaveHalf: LeaveHalf{half, q, true}, Relief: roll.Relief{New: "p5"}})
				}
				v.Members = append(v.Members, m)
			}
			return v
		}, func(f Frame) renderer { return Delegation{Frame: f} }},
		{"seals", func(f Frame) renderer {
			half := roll.Half{Day: "2026-11-23", Part: roll.Morning, From: time.Now(), To: time.Now()}
			other := half
			other.Part = roll.Evening
			s := &roll.Seal{Seminar: "0123456789abc", Head: strings.Repeat("ab", 32), ByPlace: map[seminar.ID]roll.Tally{f.Seminar.Places[0].ID: {Present: 3}}}
			return Seals{Frame: f, Directory: dir, MaySeal: true, Halves: []SealedHalf{{half, true, s, false, "<svg></svg>"}, {other, true, nil, false, ""}, {roll.Half{Part: roll.Afternoon}, false, nil, false, ""}}}
		}, func(f Frame) renderer { return Seals{Frame: f} }},
		{"roll-session", func(f Frame) renderer {
			filter := RollFilter{Filter: roll.Filter{Session: "s3"}}
			return Roll{f, dir, filter.Apply(sampleRoll(), dir), filter, 1, true, time.Now(), nil, 2}
		}, func(f Frame) renderer { return Roll{Frame: f, Filter: RollFilter{Search: hostile}} }},
		{"roll-person", func(f Frame) renderer {
			filter := RollFilter{Person: "p4"}
			return Roll{f, dir, filter.Apply(sampleRoll(), dir), filter, 1, true, time.Now(), nil, 2}
		}, func(f Frame) renderer { return Roll{Frame: f, Page: -3} }},
		{"devices", func(f Frame) renderer {
			d := Device{"d1", "Laptop " + hostile, f.Seminar.Places[1], at(1, 8, 0), at(4, 8, 0), time.Time{}}
			enrolled := d
			enrolled.Opened = at(1, 9, 0)
			return Devices{f, []Device{enrolled, d}, d, "https://aula.example/e/c2VjcmV0", "<svg></svg>"}
		}, func(f Frame) renderer { return Devices{Frame: f} }},
		{"gate", func(f Frame) renderer {
			return Enrolment{f, true, true, Device{"g1", "North door " + hostile, f.Seminar.Places[0], at(1, 8, 0), at(4, 8, 0), time.Time{}}}
		}, func(f Frame) renderer { return Enrolment{Frame: f, Gate: true} }},
		{"gates", func(f Frame) renderer {
			d := Device{"g1", "North door " + hostile, f.Seminar.Places[0], at(1, 8, 0), at(4, 8, 0), at(1, 9, 0)}
			open, phone := d, Device{At: d.At}
			open.Opened = time.Time{}
			gates := []Gate{
				{Device: d}, {Device: open},
				{Device: d, Name: "5f0c", Heard: at(1, 9, 0), Delivered: at(1, 9, 0), Arrived: []door.Span{{From: 1, To: 14}}, Missing: []door.Span{{From: 15, To: 15}}, Skew: 11 * time.Minute},
				{Device: d, Revoked: true, Name: "5f0d", Heard: at(1, 9, 0), Arrived: []door.Span{{From: 1, To: 14}}, Held: 3, Skew: -3 * time.Second},
				{Device: phone, Steward: "p4", Name: "5f0e", Heard: at(1, 9, 0)},
			}
			return Gates{f, dir, gates, d, "https://aula.example/e/c2VjcmV0", "<svg></svg>"}
		}, func(f Frame) renderer { return Gates{Frame: f} }},
		{"sites", func(f Frame) renderer {
			d := Device{"s1", "Laptop " + hostile, f.Seminar.Places[1], at(1, 8, 0), at(4, 8, 0), at(1, 9, 0)}
			unused := Device{ID: "s2", Label: hostile, At: d.At}
			sites := []Site{{Device: d, Heard: at(1, 9, 0), Delivered: at(1, 9, 0), Count: 14, Waiting: 2, Refused: 1, Skew: 11 * time.Minute}, {Device: unused}, {Device: d, Revoked: true, Refused: 3}}
			return Sites{f, sites, d, "AULA_SITE_KEY=" + hostile + " aula site --from https://aula.example/s/demo"}
		}, func(f Frame) renderer { return Sites{Frame: f} }},
		{"siteline", func(f Frame) renderer {
			return SiteLine{Frame: f, At: f.Seminar.Places[1], Centre: "https://aula.example/s/" + hostile, Since: at(1, 9, 0), Heard: at(1, 9, 0), Fault: hostile, Waiting: 3, Delivered: 4, Last: at(1, 9, 0),
				Ahead: 11 * time.Minute, Refused: []SiteRefused{{"kind", 2}, {"revoked", 1}}}
		}, func(f Frame) renderer { return SiteLine{Frame: f, Up: true} }},
		{"rehearsal", func(f Frame) renderer {
			return Rehearsal{f, 2000, 250, at(1, 10, 0), "AULA_REHEARSAL_KEY=" + hostile + " aula rehearse https://aula.example/s/demo --viewers 250"}
		}, func(f Frame) renderer { return Rehearsal{Frame: f} }},
		{"enrolment", func(f Frame) renderer {
			return Enrolment{f, true, false, Device{"d1", "Laptop " + hostile, f.Seminar.Places[1], at(1, 8, 0), at(4, 8, 0), time.Time{}}}
		}, func(f Frame) renderer { return Enrolment{Frame: f} }},
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
		{"press", func(f Frame) renderer {
			r := sampleReport()
			r.State = report.Approved
			return Press{f, dir, r, []report.Report{r, sampleReport()}, f.T("error.conflict")}
		}, func(f Frame) renderer { return Press{Frame: f} }},
		{"press-draft", func(f Frame) renderer {
			r := sampleReport()
			r.State, r.Version = report.Drafted, 0
			return Press{Frame: f, Directory: dir, Report: r}
		}, func(f Frame) renderer { return Press{Frame: f, Report: report.Report{Revision: 1}} }},
		{"report", func(f Frame) renderer {
			return Report{Frame: f, Report: sampleReport(), Origin: "https://aula.example"}
		}, func(f Frame) renderer { return Report{Frame: f} }},
		{"certificates", func(f Frame) renderer { return sampleCertificates(f, dir) }, func(f Frame) renderer { return Certificates{Frame: f} }},
		{"certificate", func(f Frame) renderer {
			k := sampleCertificate()
			return Certificate{f, k, k}
		}, func(f Frame) renderer { return Certificate{Frame: f} }},
		{"certificate-revoked", func(f Frame) renderer {
			k := sampleCertificate()
			k.Revoked, k.Reason = at(3, 9, 0), hostile
			return Certificate{f, k, k}
		}, func(f Frame) renderer {
			return Certificate{Frame: f, Kept: certificate.Kept{Latest: 2, Certificate: certificate.Certificate{Revision: 1}}}
		}},
		{"check", func(f Frame) renderer {
			k := sampleCertificate()
			return CheckCertificate{f, hostile, f.T("error.certificate.none"), "replaced", &certificate.Said{ID: k.ID, Number: k.Number, Names: []string{"Chen Yu", hostile}, Title: hostile, Issued: at(2, 9, 0), Credits: 220}, &k}
		}, func(f Frame) renderer { return CheckCertificate{Frame: f, Verdict: "malformed"} }},
		{"papers", func(f Frame) renderer {
			half := roll.Half{Day: "2026-11-23", Part: roll.Morning, From: at(1, 9, 0), To: at(1, 11, 30)}
			return Papers{f, true, true, []PaperPlace{{sem.Places[0], 40, sem.Sessions, []roll.Half{half}}, {sem.Places[1], 1, nil, nil}, {sem.Places[3], 7, sem.Sessions, nil}}, 48}
		}, func(f Frame) renderer { return Papers{Frame: f} }},
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
	own := sampleCertificate()
	return Me{
		Frame: f, Certificate: &own, Organisation: dir.Organisation("o2"), Row: &row, MayPassphrase: true, Minimum: 12, Err: f.T("error.forbidden"),
		Logins: []Login{{"l1", "Android, Chrome", at(1, 8, 0), at(1, 10, 0), true}, {"l2", "Windows, Firefox " + hostile, at(1, 7, 0), at(1, 7, 30), false}},
	}
}

func sampleCertificate() certificate.Kept {
	p, sem := samplePeople()["p4"], sampleSeminar()
	return certificate.Kept{Latest: 1, Certificate: certificate.Certificate{ID: "3f7k2m9q0x4zt", Number: certificate.NewNumber(2026, 42), Revision: 1, Awarded: at(2, 16, 0), Issued: at(2, 16, 0),
		Claim: certificate.Claim{Seminar: sem.ID, Title: sem.Title, Theme: sem.Theme, Host: sem.Host, Person: p.ID, Name: p.Name, Organisation: both("River City Government", "临江市人民政府"), From: at(1, 9, 0), To: at(2, 15, 0),
			Minutes: 435, Credits: 870, Policy: roll.Presets()[1], Rule: certificate.Rule{Sessions: 1, SessionShare: 80, TimeShare: 50, Credits: 20},
			Sessions: []certificate.Session{{ID: "s3", Title: sem.Sessions[2].Title, Speakers: []seminar.Text{{"en": hostile}}, Starts: at(1, 10, 0), Ends: at(1, 11, 30), Place: sem.Places[1].Name, Method: roll.AsGroup, Minutes: 90}}}}}
}

// sampleCertificates has a row in every state.
func sampleCertificates(f Frame, dir Directory) Certificates {
	valid, revoked := sampleCertificate(), sampleCertificate()
	revoked.ID, revoked.Revoked, revoked.Reason, revoked.Revision, revoked.Latest = "4f7k2m9q0x4zt", at(3, 9, 0), hostile, 3, 3
	changed, fallen := valid, valid
	changed.ID, fallen.ID = "5f7k2m9q0x4zt", "6f7k2m9q0x4zt"
	why := []roll.Reason{{Key: "certificate.why.sessions", Count: 0, Of: 1}, {Key: "certificate.why.pending", Count: 2}}
	v := Certificates{Frame: f, Directory: dir, Rule: valid.Claim.Rule, MayIssue: true, Address: "http://localhost:8470", Fault: hostile}
	for i, x := range []CertificateRow{{May: true}, {Why: why}, {Kept: &valid, May: true}, {Kept: &changed, May: true, Changed: true}, {Kept: &fallen, Why: why}, {Kept: &revoked, May: true}} {
		x.Person = dir.Person([]seminar.ID{"p1", "p2", "p3", "p4", "p5", "p6"}[i])
		v.Rows = append(v.Rows, x)
	}
	return v
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

func sampleReport() report.Report {
	sem := sampleSeminar()
	named := func(id seminar.ID, deed programme.Deed) report.Named {
		p := samplePeople()[id]
		return report.Named{Person: id, Name: p.Name, Organisation: sampleOrganisations()[p.Organisation].Name, Post: p.Post, Deed: deed}
	}
	r := report.Report{
		Seminar: sem.ID, Revision: 5, Version: 2, State: report.Published, Languages: []string{"zh-Hans", "en"},
		Title:    both("Seminar on modern public administration opens", "现代公共管理专题研讨班开班"),
		Dateline: both("River City, 24 November 2026", "临江，2026年11月24日"),
		Lead:     both("From 23 to 24 November the Academy held a seminar in four places at once. Zhou Wenjing presided; Lin Haoran gave the opening speech.", "11月23日至24日，省行政学院举办现代公共管理专题研讨班。周文静主持，林浩然作开班讲话。"),
		Sections: []report.Section{
			{Heading: both("The opening", "开班式"), Text: both("Lin Haoran asked for three things.\n\nFirst, to study the rules thoroughly; second, to understand them; third, to carry them out.", "林浩然提出三点要求。\n\n一要学深，二要悟透，三要实干。")},
			{Heading: seminar.Text{"en": hostile}, Text: seminar.Text{"en": hostile}},
		},
		Starts: at(1, 9, 0), Ends: at(2, 15, 0), Minutes: 435, Modes: []seminar.PlaceKind{seminar.MainHall, seminar.BranchHall, seminar.Online},
		Attended: []report.Named{named("p1", programme.Presides), named("p2", programme.Speaks), named("p4", programme.Attends), named("p5", programme.Attends)},
		Credits:  report.Credits{Reporter: both("Sun Li", "孙丽"), Photographer: both("Ma Jun", "马俊"), Editors: []seminar.Text{both("He Ping", "何平"), {"en": hostile}}},
		Photos: []report.Photo{
			{ID: "f1", Caption: both("The opening ceremony in the Great Hall", "大礼堂开班式现场"), Alt: both("Rows of people in a hall", "礼堂内坐满学员"), Width: 1600, Height: 900, Type: "image/jpeg"},
			{ID: "f2", Alt: seminar.Text{"en": hostile}, Width: 800, Height: 600, Type: "image/jpeg"},
		},
		Corrections: []report.Correction{{At: at(2, 18, 0), Version: 2, Text: both("The name of the branch hall was wrong.", "更正分会场名称。")}},
		EditedBy:    "p1", ApprovedBy: "p2", EditedAt: at(2, 16, 0), ApprovedAt: at(2, 17, 0), PublishedAt: at(2, 18, 0),
	}
	for _, p := range sem.Places {
		r.Places = append(r.Places, report.Place{Place: p.ID, Kind: p.Kind, Name: p.Name})
		for i, l := range sem.Levels {
			r.Numbers = append(r.Numbers, report.Number{Level: l.Key, LevelName: l.Name, Place: p.ID, PlaceName: p.Name, Kind: p.Kind, Delegates: 20 + i, Took: 18})
		}
	}
	r.Numbers = append(r.Numbers, report.Number{Place: "online", PlaceName: both("Online", "线上"), Kind: seminar.Online, Delegates: 3, Took: 3})
	return r
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
	p.Theme, p.Path, p.Build, p.Now, p.LoggedIn = "auto", "/s/modern-2026/me", "3f2a7c", "2026-11-23T02:20:00Z", true
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

package roll

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"aula/internal/seminar"
)

// Doubt says what is unclear.
type Doubt string

// The doubts, those that wait for an answer first.
const (
	DoubtClaim      Doubt = "claim"      // somebody says that their row is wrong
	DoubtProposed   Doubt = "proposed"   // a correction of a sealed half-day waits for a second person
	DoubtTwoHalls   Doubt = "two_halls"  // one pass at the doors of two halls, sooner than anybody walks from one to the other
	DoubtWord       Doubt = "word"       // a steward says absent, and a door or a connection says here
	DoubtHome       Doubt = "home"       // never seen leaving the hall, and at home for long during the session
	DoubtOut        Doubt = "out"        // left a hall that nobody saw them come into
	DoubtSubstitute Doubt = "substitute" // the substitute did not come
	DoubtHeads      Doubt = "heads"      // a steward counted another number than the roll has
	DoubtGap        Doubt = "gap"        // scans of a phone have not arrived
	DoubtSkew       Doubt = "skew"       // the clock of a phone is wrong
	DoubtWalkIn     Doubt = "walk_in"    // was put onto the list at a door; whoever keeps the list says so
	DoubtAfterSeal  Doubt = "after_seal" // came in after the half-day was sealed, and changes it
	DoubtRule       Doubt = "rule"       // the rule or the programme of a sealed half-day is another now
)

// Case is something that the roll cannot decide by itself. A person looks at it and either corrects the roll or leaves it as it is.
type Case struct {
	Key      string       `json:"key"` // names the case by what it rests on: with new evidence it is a new case
	Doubt    Doubt        `json:"doubt"`
	Person   seminar.ID   `json:"person,omitempty"`
	Session  seminar.ID   `json:"session,omitempty"`
	Place    seminar.ID   `json:"place,omitempty"`
	Places   []seminar.ID `json:"places,omitempty"`
	At       time.Time    `json:"at"`               // of the latest that it rests on
	Device   string       `json:"device,omitempty"` // what people call it
	Minutes  int          `json:"minutes,omitempty"`
	Behind   bool         `json:"behind,omitempty"` // of a clock: it is behind by so much, and not ahead
	Count    int          `json:"count,omitempty"`
	Of       int          `json:"of,omitempty"`
	Before   Mark         `json:"before,omitempty"`
	After    Mark         `json:"after,omitempty"`
	Half     *Half        `json:"half,omitempty"` // of which it is as a whole
	Claim    *Claim       `json:"claim,omitempty"`
	Evidence []Evidence   `json:"evidence,omitempty"` // side by side, in the order of time
}

// walk is how long it takes at least from one hall to another.
const walk = 10 * time.Minute

// atHome is how long somebody has to be online, with no word of their leaving the hall, to be taken for somebody who went home.
const atHome = 30 * time.Minute

// Cases returns what is unclear in the roll r that was folded from f, the doubts that wait for an answer first, then by time. seals are those of the half-days.
func Cases(f Facts, r Roll, seals []Seal) []Case {
	x := &caseBook{facts: f, roll: r, byPerson: gather(f.Evidence), rows: make(map[seminar.ID]*Row, len(r.Rows)), relief: Reliefs(f.Evidence)}
	for i := range r.Rows {
		x.rows[r.Rows[i].Person.ID] = &r.Rows[i]
	}
	for _, c := range Claims(f.Evidence) {
		if c.Open() {
			x.claim(c)
		}
	}
	for i := range r.Rows {
		x.row(&r.Rows[i])
	}
	x.reliefs()
	x.heads()
	for _, s := range seals {
		x.sealed(s)
	}
	slices.SortStableFunc(x.all, func(a, b Case) int {
		return cmp.Or(cmp.Compare(a.Doubt.rank(), b.Doubt.rank()), a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return x.all
}

func (d Doubt) rank() int {
	return slices.Index([]Doubt{DoubtClaim, DoubtProposed, DoubtTwoHalls, DoubtWord, DoubtHome, DoubtOut, DoubtSubstitute, DoubtHeads, DoubtGap, DoubtSkew, DoubtWalkIn, DoubtAfterSeal, DoubtRule}, d)
}

type caseBook struct {
	facts    Facts
	roll     Roll
	byPerson index
	rows     map[seminar.ID]*Row
	relief   []Relief
	all      []Case
}

// add names the case by its doubt, whom it is about and what it rests on.
func (x *caseBook) add(c Case, rests ...*Evidence) {
	sum := sha256.New()
	for _, e := range rests {
		c.Evidence = append(c.Evidence, *e)
		sum.Write([]byte(e.ID + " "))
		if e.At.After(c.At) {
			c.At = e.At
		}
	}
	sum.Write([]byte(c.Before + " " + c.After))
	c.Key = string(c.Doubt) + ":" + string(cmp.Or(c.Person, c.Place)) + ":" + string(c.Session) + ":" + hex.EncodeToString(sum.Sum(nil)[:6])
	x.all = append(x.all, c)
}

func (x *caseBook) claim(c Claim) {
	doubt := DoubtClaim
	if c.Kind == Proposed {
		doubt = DoubtProposed
	}
	var rests []*Evidence
	for _, e := range x.byPerson.of(c.Person) {
		if e.ID == c.ID {
			rests = append(rests, e)
		}
	}
	x.add(Case{Doubt: doubt, Person: c.Person, Session: c.Session, At: c.At, Claim: &c, After: c.Mark}, rests...)
}

// row looks for what contradicts itself in what is known of one person.
func (x *caseBook) row(row *Row) {
	mine := x.byPerson.of(row.Person.ID)
	x.doors(row, mine)
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Pending || decided(c) {
			continue
		}
		x.word(row, c, mine)
		x.home(row, c, mine)
	}
}

// decided reports whether somebody has decided the cell already.
func decided(c *Cell) bool {
	return slices.ContainsFunc(c.Why, func(r Reason) bool { return strings.HasPrefix(r.Key, whyCorrected) && r.Key != whyAsBefore })
}

// doors finds scans at two halls within a walk, and those out of a hall that nobody came into.
func (x *caseBook) doors(row *Row, mine []*Evidence) {
	var last *Evidence
	in := false
	for _, e := range mine {
		if last != nil && e.At.Sub(last.At) > 12*time.Hour {
			last, in = nil, false // nobody stays overnight
		}
		switch e.Kind {
		case ScanIn:
			if last != nil && last.Kind == ScanIn && last.Place != e.Place && e.At.Sub(last.At) < walk {
				x.add(Case{Doubt: DoubtTwoHalls, Person: row.Person.ID, Session: x.sessionAt(e.At), Places: []seminar.ID{last.Place, e.Place}, Minutes: int(e.At.Sub(last.At).Minutes())}, last, e)
			}
			last, in = e, true
		case ScanOut:
			if !in {
				x.add(Case{Doubt: DoubtOut, Person: row.Person.ID, Session: x.sessionAt(e.At), Place: e.Place}, e)
			}
			last, in = e, false
		case Seated, Entered, Spoke, Voted:
			in = true
		}
	}
}

// sessionAt returns the session that ran at a moment, or the next one of that day; "" after the last.
func (x *caseBook) sessionAt(t time.Time) seminar.ID {
	for _, s := range x.roll.Sessions {
		if t.Before(s.Ends) && s.Starts.Sub(t) < 12*time.Hour {
			return s.ID
		}
	}
	return ""
}

// word finds a steward's "absent" beside a stay that somebody or something else saw.
func (x *caseBook) word(row *Row, c *Cell, mine []*Evidence) {
	if !c.Mark.Here() {
		return
	}
	var said *Evidence
	for _, e := range mine {
		if e.Kind == Attested && e.Session == c.Session {
			if said = e; e.Mark != Absent {
				return
			}
		}
	}
	if said != nil {
		x.add(Case{Doubt: DoubtWord, Person: row.Person.ID, Session: c.Session, Place: said.Place, Before: c.Mark, After: Absent}, append(x.touching(c, mine), said)...)
	}
}

// home finds a stay in a hall of which nobody saw the end, with a long time online beside it.
func (x *caseBook) home(row *Row, c *Cell, mine []*Evidence) {
	var online time.Duration
	assumed := false
	for _, s := range c.Stays {
		if s.Method == AsIndividual {
			online += s.To.Sub(s.From)
		}
		assumed = assumed || s.Method == AsGroup && (s.By == ScanIn || s.By.sights()) && s.End == EndAssumed
	}
	if assumed && online >= atHome {
		x.add(Case{Doubt: DoubtHome, Person: row.Person.ID, Session: c.Session, Place: c.Place, Minutes: int(online.Minutes())}, x.touching(c, mine)...)
	}
}

// touching returns the evidence behind the stays of a cell.
func (x *caseBook) touching(c *Cell, mine []*Evidence) (list []*Evidence) {
	for _, e := range mine {
		for _, s := range c.Stays {
			if e.Kind == s.By && (e.At.UnixMilli() == s.From.UnixMilli() || !e.From.IsZero() && e.From.Before(s.To) && s.From.Before(e.To)) {
				list = append(list, e)
				break
			}
		}
	}
	return list
}

// reliefs finds substitutes who did not come.
func (x *caseBook) reliefs() {
	for _, r := range x.relief {
		row := x.rows[r.Old]
		if row == nil {
			continue
		}
		for _, c := range row.Cells {
			if !c.Pending && c.Mark == Absent && slices.ContainsFunc(c.Why, func(w Reason) bool { return w.Key == whyNoRelief }) {
				x.add(Case{Doubt: DoubtSubstitute, Person: r.Old, Session: c.Session, At: r.At, Before: Absent})
			}
		}
	}
}

// heads compares the last count of each hall and session with the roll.
func (x *caseBook) heads() {
	last := map[[2]seminar.ID]*Evidence{}
	for i := range x.facts.Evidence {
		e := &x.facts.Evidence[i]
		key := [2]seminar.ID{e.Place, e.Session}
		if e.Kind == Counted && (last[key] == nil || inOrder(last[key], e) < 0) {
			last[key] = e
		}
	}
	for _, e := range last {
		here := 0
		for i := range x.roll.Rows {
			if c, ok := x.roll.Rows[i].Cell(e.Session); ok && c.Mark.Here() && c.Place == e.Place {
				here++
			}
		}
		if here != e.Count {
			x.add(Case{Doubt: DoubtHeads, Session: e.Session, Place: e.Place, Count: e.Count, Of: here}, e)
		}
	}
}

// sealed finds cells of a sealed half-day that are otherwise now than when it was sealed, without anybody having decided so. Only
// those can be of whom something came later.
func (x *caseBook) sealed(s Seal) {
	late := map[seminar.ID]bool{}
	for i := range x.facts.Evidence {
		if e := &x.facts.Evidence[i]; x.late(s, e) {
			late[e.Person] = true
		}
	}
	for _, r := range x.relief {
		late[r.Old] = late[r.Old] || late[r.New]
		late[r.New] = late[r.New] || late[r.Old]
	}
	half := slices.IndexFunc(x.roll.Halves, s.Of)
	x.rule(s, half)
	if len(late) == 0 || half < 0 {
		return
	}
	then := x.facts
	then.AsOf = s.At
	then.People = slices.DeleteFunc(slices.Clone(x.facts.People), func(p seminar.Person) bool { return !late[p.ID] })
	then.Evidence = slices.DeleteFunc(slices.Clone(x.facts.Evidence), func(e Evidence) bool { return !late[e.Person] || e.Received.After(s.At) })
	before := Fold(then)
	for _, was := range before.Rows {
		row := x.rows[was.Person.ID]
		if row == nil {
			continue
		}
		for _, session := range x.roll.Halves[half].Sessions {
			now, _ := row.Cell(session)
			if old, _ := was.Cell(session); (now.Mark != old.Mark || now.Credit != old.Credit) && !decided(&now) {
				x.after(s, row.Person.ID, session, old.Mark, now.Mark)
			}
		}
	}
}

// rule compares what a sealed half-day is folded by now with what it was folded by then. half is its index; -1 when the programme
// has it no more.
func (x *caseBook) rule(s Seal, half int) {
	now := Half{Day: s.Day, Part: s.Part, From: s.From, To: s.To}
	if half >= 0 {
		now = x.roll.Halves[half]
	}
	if basis := Basis(x.roll, now); s.Basis != "" && basis != s.Basis {
		x.all = append(x.all, Case{Key: string(DoubtRule) + ":" + s.Day + ":" + string(s.Part) + ":" + basis[:12], Doubt: DoubtRule, At: s.At, Half: &now})
	}
}

// late reports whether evidence came after a seal and is about its half-day: it happened before its end, or speaks of one of its
// sessions or of a time that touches it.
func (x *caseBook) late(s Seal, e *Evidence) bool {
	if !e.Received.After(s.At) {
		return false
	}
	if e.Session != "" {
		h, ok := x.roll.Half(e.Session)
		return ok && s.Of(h)
	}
	return e.At.Before(s.To) || !e.From.IsZero() && e.From.Before(s.To)
}

// after adds the case of one cell with what came after the seal.
func (x *caseBook) after(s Seal, person, session seminar.ID, was, is Mark) {
	var late []*Evidence
	for _, e := range x.byPerson.of(person) {
		if x.late(s, e) {
			late = append(late, e)
		}
	}
	x.add(Case{Doubt: DoubtAfterSeal, Person: person, Session: session, Before: was, After: is}, late...)
}

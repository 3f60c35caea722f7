package roll

import (
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Facts is everything a roll is made of.
type Facts struct {
	Policy   Policy
	Seminar  *programme.Seminar
	People   []seminar.Person
	Evidence []Evidence // in any order, with any duplicates
	AsOf     time.Time  // now, for a seminar that still runs
}

// Roll is who was present at every session that marks people. It is a reading of the
// evidence and is never stored: the same facts always give the same roll.
type Roll struct {
	AsOf      time.Time            `json:"as_of"`
	Policy    Policy               `json:"policy"`
	Sessions  []programme.Session  `json:"sessions"` // the columns: marked sessions in programme order
	Halves    []Half               `json:"halves"`   // the half-days in which the columns start
	Rows      []Row                `json:"rows"`     // by protocol order, then key
	Total     Tally                `json:"total"`
	BySession map[seminar.ID]Tally `json:"by_session"`
	ByPlace   map[seminar.ID]Tally `json:"by_place"` // by Cell.Place
}

// Row is one delegate's line.
type Row struct {
	Person  seminar.Person `json:"person"`
	Cells   []Cell         `json:"cells"` // one for each of Roll.Sessions, in their order
	Total   Tally          `json:"total"`
	Present Span           `json:"present"` // time in all the sessions; parallel ones count once
	Credit  Credit         `json:"credit,omitempty"`
	Leave   Leave          `json:"leave"`
	Missed  int            `json:"missed"`         // half-days without any attendance or leave, and what lateness counts as such
	Ends    []Reason       `json:"ends,omitempty"` // why the policy does not record it as attended
}

// Cell is what the roll says of one delegate in one session.
type Cell struct {
	Session seminar.ID `json:"session"`
	Mark    Mark       `json:"mark"`              // "" before the start, and where the delegate is not expected
	Pending bool       `json:"pending,omitempty"` // the session is not over: the mark may change
	Place   seminar.ID `json:"place,omitempty"`   // where the attendance counts; of somebody not seen, where they belong
	Present Span       `json:"present"`           // the union of the stays, cut to the session; never a sum
	Leave   Kind       `json:"leave,omitempty"`   // what was last said of leave from its half-day
	Asked   *Asked     `json:"asked,omitempty"`   // how the prompts were answered; nil where none were
	Counted Span       `json:"counted"`           // what of the session counts for credits; more than was seen where a correction says so
	Credit  Credit     `json:"credit,omitempty"`  // of this session by itself
	Stays   []Stay     `json:"stays,omitempty"`   // those that touch the session, as observed: not cut to it
	Why     []Reason   `json:"why"`               // why the mark is what it is, in the order of telling

	relieved bool // somebody comes in their place, and they were not there
}

// Method says how somebody is judged at a place: in a hall as one of a group, online
// as an individual. The place decides it and not the technology.
type Method string

// The methods.
const (
	AsGroup      Method = "group"
	AsIndividual Method = "individual"
)

// MethodOf returns the method of a kind of place.
func MethodOf(kind seminar.PlaceKind) Method {
	if kind == seminar.Online {
		return AsIndividual
	}
	return AsGroup
}

// End says how the end of a stay is known.
type End string

// The ends of a stay.
const (
	EndSeen    End = "seen"    // a scan out, a steward's word, the end of a connection
	EndMoved   End = "moved"   // a scan in at another place
	EndAssumed End = "assumed" // nobody saw it: closed with the place's last session of the day
	EndOpen    End = "open"    // still there at Roll.AsOf
)

// Stay is one stretch of time at one place.
type Stay struct {
	Place  seminar.ID `json:"place"`
	Method Method     `json:"method"`
	By     Kind       `json:"by"` // ScanIn, Attested or Interval
	From   time.Time  `json:"from"`
	To     time.Time  `json:"to"` // never after Roll.AsOf
	End    End        `json:"end"`
}

// Row returns the line of a person.
func (r Roll) Row(person seminar.ID) (Row, bool) {
	i := slices.IndexFunc(r.Rows, func(x Row) bool { return x.Person.ID == person })
	if i < 0 {
		return Row{}, false
	}
	return r.Rows[i], true
}

// Cell returns the row's cell for a session.
func (r Row) Cell(session seminar.ID) (Cell, bool) {
	i := slices.IndexFunc(r.Cells, func(c Cell) bool { return c.Session == session })
	if i < 0 {
		return Cell{}, false
	}
	return r.Cells[i], true
}

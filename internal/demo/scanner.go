package demo

import (
	"context"
	"time"

	"aula/internal/demo/visitor"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
)

// scanner is a steward's phone at a door. It decides by its own list, as the page does
// without a network, and uploads what it has seen when it can.
type scanner struct {
	steward *visitor.Visitor
	path    string // of the door
	device  string
	list    door.List
	seen    []scan // not yet uploaded
	last    int64  // sequence number
}

// scan is one scan as it is uploaded (docs/protocol.md, section 6).
type scan struct {
	Sequence int64     `json:"sequence"`
	At       time.Time `json:"at"`
	Code     string    `json:"code"`
	Out      bool      `json:"out,omitempty"`
	Verdict  string    `json:"verdict"`
}

// newScanner downloads the list of a door to its steward's phone.
func (h *house) newScanner(ctx context.Context, place, steward, device string) (*scanner, error) {
	s := &scanner{steward: h.visitor(steward), path: "/door/" + place, device: device}
	return s, s.steward.Get(ctx, s.path+"/list", &s.list)
}

// read takes a pass that is held before the phone at some time.
func (s *scanner) read(code string, out bool, at time.Time) {
	v := door.Decide(s.list, door.Scan{Text: code, Out: out, At: at})
	if v.Welcome {
		s.list.Seen(v.Person, at, out)
	}
	s.last++
	s.seen = append(s.seen, scan{Sequence: s.last, At: at.UTC(), Code: code, Out: out, Verdict: v.Key})
}

// upload sends what was seen. What could not be sent stays for the next time.
func (s *scanner) upload(ctx context.Context) error {
	batch := struct {
		Device string    `json:"device"`
		Now    time.Time `json:"now"`
		Scans  []scan    `json:"scans"`
	}{s.device, time.Now().UTC(), s.seen}
	if err := s.steward.Post(ctx, s.path+"/scans", batch, nil); err != nil {
		return err
	}
	s.seen = nil
	return nil
}

// passOf returns the code that a delegate shows at a door, signed by this server.
func (h *house) passOf(person seminar.ID) (string, error) {
	sessions := h.plan.Seminar.Sessions
	end := sessions[len(sessions)-1].Ends.Add(24 * time.Hour).UTC().Truncate(time.Second)
	return h.app.Web.Keys.Sign(pass.Pass{Seminar: h.plan.Seminar.ID, Person: person, NotAfter: end, Version: 1})
}

package web

import (
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// sheet is what a write at the gate comes to.
type sheet struct {
	taken []store.Taken
	fresh map[scanName]door.Verdict // of these
}

// scanName names a scan for ever.
type scanName struct {
	device   string
	sequence int64
}

// take runs one errand. A number that the device has sent before is answered as the
// first time.
func (g *gate) take(tx *store.Tx, e *errand, w *sheet) error {
	e.verdicts = make([]door.Verdict, 0, len(e.scans))
	if e.list != nil {
		*e.list = g.keeper.List(e.place.ID, g.now)
		return nil
	}
	numbers, err := g.numbers(tx, e.device)
	if err != nil {
		return err
	}
	for i := range e.scans {
		name := scanName{e.device, e.scans[i].sent.Sequence}
		v, fresh := w.fresh[name]
		switch {
		case fresh: // sent twice in this write
		case numbers.Has(name.sequence):
			if v, err = before(tx, g.book.Seminar.ID, name); err != nil {
				return err
			}
		default:
			v = g.decide(tx, e, &e.scans[i], w)
			numbers.Add(name.sequence)
			w.fresh[name] = v
		}
		e.verdicts = append(e.verdicts, v)
	}
	e.through = numbers.Through()
	return nil
}

// before returns what a scan was answered that has come before.
func before(tx *store.Tx, of seminar.ID, name scanName) (door.Verdict, error) {
	s, err := tx.Scanned(of, name.device, name.sequence)
	if err != nil {
		return door.Verdict{}, err
	}
	args, err := door.ParseArgs(s.Args)
	return door.Verdict{Welcome: s.Welcome, Key: s.Reason, Person: s.Person, Args: args}, err
}

// decide gives the verdict on a scan and puts on the sheet what is to be kept of it. What
// the device has already answered stands: a scan that the steward let in, offline and by
// an older list, is evidence too, for the person did go in.
func (g *gate) decide(tx *store.Tx, e *errand, x *shown, w *sheet) door.Verdict {
	at := x.read.At
	if at.After(g.now) && at.Sub(g.now) < skewMatters { // a clock that is right, and a little fast
		g.now = at
	}
	v := g.keeper.Judge(e.place.ID, x.read, g.now)
	t := store.Taken{Scan: store.Scan{Device: e.device, Sequence: x.sent.Sequence, Place: e.place.ID, Person: v.Person, At: at,
		Welcome: v.Welcome, Reason: v.Key, Args: v.ArgsJSON(), Shown: x.sent.Verdict}}
	_, known := g.book.Directory.People[v.Person]
	if known && (v.Welcome || welcoming(x.sent.Verdict)) {
		t.Evidence = scanEvidence(t.Scan, x.sent.Out, x.sent.At, e.who.Person.ID, tx.Now)
		g.keeper.Add(*t.Evidence, g.now)
	} else {
		told := record.New("gate.refused", map[string]any{"device": e.device, "sequence": x.sent.Sequence, "reason": v.Key, "shown": x.sent.Verdict})
		told.Seminar, told.Actor, told.Place, told.Person = g.book.Seminar.ID, e.who.Person.ID, e.place.ID, v.Person
		t.Refused = &told
	}
	w.taken = append(w.taken, t)
	return v
}

// welcoming reports whether a verdict that a steward saw let the person in.
func welcoming(key string) bool {
	switch key {
	case door.Welcome, door.Again, door.Guest, door.Moved, door.Goodbye, door.GoodbyeOnly:
		return true
	}
	return false
}

func scanEvidence(s store.Scan, out bool, said time.Time, actor seminar.ID, now time.Time) *roll.Evidence {
	e := roll.Evidence{ID: seminar.NewID(), Person: s.Person, Kind: roll.ScanIn, Place: s.Place, At: s.At, Received: now, Device: s.Device, Sequence: s.Sequence, Actor: actor}
	if out {
		e.Kind = roll.ScanOut
	}
	if said = seminar.Millis(said); !said.Equal(s.At) {
		e.Said = said
	}
	return &e
}

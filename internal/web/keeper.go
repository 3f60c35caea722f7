package web

import (
	"context"
	"errors"
	"sync"
	"time"

	"aula/internal/line"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// gates are the doors of each seminar, as the server keeps them at hand.
type gates struct {
	mu sync.Mutex
	of map[seminar.ID]*gate // guarded by mu
}

// gate decides at all doors of one seminar. Whoever has the turn in the line uses what is
// known, inside a write, when nobody else tells anything in any process.
type gate struct {
	line *line.Line[*errand]
	known
}

// known is what a gate goes by. It is a reading of the record: what it has not read up to
// some entry is told after it.
type known struct {
	book    *book // nil when nothing is known: at first, and after a write that failed
	indoors *roll.Indoors
	keeper  *door.Keeper
	seq     int64 // the entry up to which all is known
	devices map[string]*door.Numbers
	now     time.Time // the latest that is known of; a gate's time never runs back
}

// errand is what one request wants of the gate: that it takes scans, or its list.
type errand struct {
	*call
	device string
	scans  []shown
	heard  hearing
	list   *door.List // to be filled, unless nil

	verdicts []door.Verdict // one for each scan
	through  int64
	err      error
}

// shown is a scan as it was sent, with the pass that was read from it.
type shown struct {
	sent uploadScan
	read door.Shown
}

// mostAtOnce is how many scans are kept in one transaction when they come in several
// uploads: no more than a listener of the record can hold.
const mostAtOnce = 200

func (gs *gates) gate(of seminar.ID) *gate {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if gs.of == nil {
		gs.of = map[seminar.ID]*gate{}
	}
	if gs.of[of] == nil {
		gs.of[of] = &gate{line: line.New(func(group []*errand) bool {
			n := 0
			for _, e := range group {
				n += len(e.scans)
			}
			return n >= mostAtOnce
		})}
	}
	return gs.of[of]
}

var errGivenUp = errors.New("web: the upload was given up")

// do runs an errand, together with those that wait. When it returns nil, what was
// answered is on disk.
func (g *gate) do(e *errand) error {
	e.err = errGivenUp // unless it comes to its end
	g.line.Go(e, func(group []*errand) {
		err := g.serve(group)
		for i := range group {
			if group[i].err = err; err != nil && len(group) > 1 { // what one spoils, the others may still have
				group[i].err = g.serve(group[i : i+1])
			}
		}
	})
	return e.err
}

// serve runs errands in one write, all or none. It is not broken off when one of those
// who asked goes away.
func (g *gate) serve(group []*errand) (err error) {
	done := false
	defer func() {
		if !done { // what was taken in was not kept
			g.known = known{}
		}
	}()
	last := group[len(group)-1]
	err = last.s.Store.Write(context.WithoutCancel(last.r.Context()), func(tx *store.Tx) error {
		if err := g.catchUp(tx, last.call); err != nil {
			return err
		}
		w := sheet{fresh: map[scanName]door.Verdict{}}
		for _, e := range group {
			if err := e.heard.write(tx); err != nil {
				return err
			}
			if err := g.take(tx, e, &w); err != nil {
				return err
			}
		}
		if err := tx.AddScans(g.book.Seminar.ID, w.taken); err != nil {
			return err
		}
		g.seq, _, err = tx.Head(g.book.Seminar.ID)
		return err
	})
	done = err == nil
	return err
}

// catchUp reads what has been told since, by whomever, and lets the keeper go by the
// plan of the call.
func (g *gate) catchUp(tx *store.Tx, c *call) error {
	of := c.book.Seminar.ID
	if g.book != c.book {
		g.known = known{now: g.now, book: c.book, indoors: roll.NewIndoors(&c.book.Seminar), devices: map[string]*door.Numbers{}}
	}
	if now := c.s.Clock(); now.After(g.now) {
		g.now = now
	}
	head, _, err := tx.Head(of)
	if err != nil || g.keeper != nil && head == g.seq {
		return err
	}
	scans, err := tx.ScansAfter(of, g.seq)
	if err != nil {
		return err
	}
	refused, err := tx.ToldAfter(of, g.seq, "gate.refused")
	if err != nil {
		return err
	}
	if refused || len(scans) > 0 {
		g.devices = map[string]*door.Numbers{}
	}
	if err := g.engage(tx, c); err != nil {
		return err
	}
	for _, e := range scans {
		g.keeper.Add(e, g.now)
	}
	g.seq = head
	return nil
}

// engage makes a keeper when there is none, or when a pass was renewed since.
func (g *gate) engage(tx *store.Tx, c *call) error {
	of := c.book.Seminar.ID
	renewed, err := tx.ToldAfter(of, g.seq, "pass.renewed")
	if err != nil || g.keeper != nil && !renewed {
		return err
	}
	versions, err := tx.PassVersions(of)
	if err != nil {
		return err
	}
	src := door.Source{Facts: roll.Facts{Seminar: &c.book.Seminar, People: c.book.Plan.People, AsOf: g.now},
		Organisations: c.book.Plan.Organisations, Versions: versions, Keys: c.s.ring()}
	g.keeper = door.Keep(src, g.indoors)
	return nil
}

// numbers returns the numbers of a device that have come.
func (g *gate) numbers(tx *store.Tx, device string) (*door.Numbers, error) {
	if n := g.devices[device]; n != nil {
		return n, nil
	}
	all, err := tx.Numbers(g.book.Seminar.ID, device)
	if err != nil {
		return nil, err
	}
	n := &door.Numbers{}
	for _, sequence := range all {
		n.Add(sequence)
	}
	g.devices[device] = n
	return n, nil
}

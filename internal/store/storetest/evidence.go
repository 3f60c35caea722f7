package storetest

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// observations has one of each kind.
func (h *house) observations() []roll.Evidence {
	at := h.moment().Add(-time.Minute)
	return []roll.Evidence{
		{ID: "000000000000a", Person: maria, Kind: roll.Entered, Place: main, At: at, Device: "tablet-1", Sequence: 1, Actor: liwei},
		{ID: "000000000000b", Person: maria, Kind: roll.Spoke, Place: main, At: at.Add(time.Second), Device: "tablet-1", Sequence: 2, Actor: liwei},
		{ID: "000000000000c", Person: maria, Kind: roll.Attested, Place: main, Session: opening, At: at, Mark: roll.Present, Actor: liwei},
		{ID: "000000000000d", Person: maria, Kind: roll.Interval, Place: online, At: at, From: at, To: at.Add(time.Minute)},
		{ID: "000000000000e", Person: maria, Kind: roll.Corrected, Session: opening, At: at, Mark: roll.Excused, Reason: "病假 – a letter came", Actor: liwei},
	}
}

func (h *house) addEvidence(e roll.Evidence, op string) error {
	return h.Write(ctx, func(tx *store.Tx) error { return tx.AddEvidence(rivers, e, op) })
}

func (h *house) kept() []roll.Evidence {
	h.Helper()
	all, err := h.Evidence(ctx, rivers)
	h.ok(err)
	return all
}

// tableIsTold checks that the evidence read from the record alone is the evidence of the table.
func (h *house) tableIsTold() {
	h.Helper()
	var told []roll.Evidence
	for e, err := range h.EntriesOf(ctx, rivers, "roll.evidence") {
		h.ok(err)
		var x roll.Evidence
		h.ok(e.Decode(&x))
		told = append(told, x)
	}
	h.equal(told, h.kept())
}

func (h *house) evidence() {
	h.savePlan(samplePlan())
	want := h.observations()
	for i, e := range want {
		e.At = e.At.Add(17 * time.Microsecond).In(time.FixedZone("", 3600)) // as a device may send it
		h.ok(h.addEvidence(e, ""))
		want[i].Received = h.moment()
		h.clock.pass(time.Second)
	}
	h.equal(h.kept(), want)
	h.tableIsTold()
	since, through, err := h.EvidenceAfter(ctx, rivers, 3)
	h.equal([]any{since, through, err}, []any{want[3:], int64(5), nil})
	since, through, err = h.EvidenceAfter(ctx, rivers, 5)
	h.equal([]any{len(since), through, err}, []any{0, int64(5), nil})
	all := h.entries(rivers, 0)
	last := all[len(all)-1]
	h.equal([]seminar.ID{last.Actor, last.Person, last.Session, last.Place}, []seminar.ID{liwei, maria, opening, ""})

	h.ok(h.addEvidence(roll.Evidence{Person: maria, Kind: roll.Attested}, "")) // is given an id
	if kept := h.kept(); len(kept) != 6 || len(kept[5].ID) != 13 || !kept[5].At.IsZero() {
		h.Fatalf("kept %+v", kept)
	}
	h.tableIsTold()
	h.verify(rivers, 6)
}

func (h *house) evidenceOnce() {
	h.savePlan(samplePlan())
	e := h.observations()[0]
	h.ok(h.addEvidence(e, "op-1"))
	again := e
	again.ID, again.At = "", again.At.Add(time.Hour)
	h.told(h.addEvidence(again, ""))
	h.told(h.addEvidence(again, "op-2"))
	again.Sequence = 2
	h.told(h.addEvidence(again, "op-1"))
	if kept := h.kept(); len(kept) != 1 || kept[0].At != e.At {
		h.Fatalf("kept %+v", kept)
	}
	h.verify(rivers, 1)

	h.write(func(tx *store.Tx) error { // of a whole upload only the new is added
		for n := range int64(4) {
			x := e
			x.ID, x.Sequence = "", n+1
			if err := tx.AddEvidence(rivers, x, ""); err != nil && !errors.Is(err, record.ErrTold) {
				return err
			}
		}
		return nil
	})
	var got []int64
	for _, x := range h.kept() {
		got = append(got, x.Sequence)
	}
	h.equal(got, []int64{1, 2, 3, 4})
	e.ID, e.Device = "", "gate-2"
	h.ok(h.addEvidence(e, ""))
	e.Device, e.Sequence = "", 0 // without a device it is not known to be the same
	h.ok(h.addEvidence(e, ""))
	h.ok(h.addEvidence(e, ""))
	h.verify(rivers, 7)
	h.tableIsTold()
}

func (h *house) scans() {
	h.savePlan(samplePlan())
	in := h.observations()[0]
	in.Kind, in.Device = roll.ScanIn, "gate-1"
	if err := h.addEvidence(in, ""); err == nil || errors.Is(err, record.ErrTold) {
		h.Fatalf("a scan without the scan: %v", err)
	}
	h.verify(rivers, 0)
	let := store.Scan{Device: in.Device, Sequence: in.Sequence, Place: main, Person: maria, At: in.At, Welcome: true, Reason: "ok", Args: `{"date":"2026-11-23"}`, Shown: "unsure"}
	shut := store.Scan{Device: in.Device, Sequence: 3, Place: main, At: in.At, Reason: "no"}
	refused := func() *record.Entry {
		e := record.New("gate.refused", "no")
		e.Seminar = rivers
		return &e
	}
	add := func(all ...store.Taken) error {
		return h.Write(ctx, func(tx *store.Tx) error { return tx.AddScans(rivers, all) })
	}
	h.ok(add(store.Taken{Scan: let, Evidence: &in}, store.Taken{Scan: shut, Refused: refused()}))
	h.equal([]store.Scan{h.scanned("gate-1", 1), h.scanned("gate-1", 3)}, []store.Scan{let, shut})
	want := in
	want.Received = h.moment()
	h.equal(h.kept(), []roll.Evidence{want})
	h.tableIsTold()
	h.verify(rivers, 2)

	if err := add(store.Taken{Scan: let, Refused: refused()}); err == nil { // its number is there: nothing of it is kept
		h.Fatal("a number was taken twice")
	}
	h.verify(rivers, 2)
	var many []store.Taken // more than one statement writes
	for n := range int64(200) {
		x := in
		x.ID, x.Sequence = "", n+10
		s := let
		s.Sequence = x.Sequence
		many = append(many, store.Taken{Scan: s, Evidence: &x})
	}
	h.ok(add(many...))
	h.equal(len(h.kept()), 201)
	h.tableIsTold()
	h.verify(rivers, 202)
}

// A server that has read the doors up to some entry reads on from there.
func (h *house) scansAfter() {
	h.savePlan(samplePlan())
	for _, e := range h.observations() {
		h.ok(h.addEvidence(e, ""))
	}
	kept := h.kept()
	h.write(func(tx *store.Tx) error {
		all, err := tx.ScansAfter(rivers, 0)
		h.equal([]any{all, err}, []any{kept[:2], nil})
		all, err = tx.ScansAfter(rivers, 1)
		h.equal([]any{all, err}, []any{kept[1:2], nil})
		seq, _, err := tx.Head(rivers)
		h.equal([]any{seq, err}, []any{int64(5), nil})
		for after, want := range map[int64]bool{4: true, 5: false} {
			told, err := tx.ToldAfter(rivers, after, "roll.evidence")
			h.equal([]any{after, told, err}, []any{after, want, nil})
		}
		e := record.New("gate.refused", nil)
		e.Seminar = rivers
		told, err := tx.Tell(e)
		h.ok(err)
		seq, hash, err := tx.Head(rivers) // of this transaction
		h.equal([]any{seq, hash, err}, []any{told.Seq, told.Hash, nil})
		return nil
	})
}

func (h *house) scanned(device string, sequence int64) (s store.Scan) {
	h.write(func(tx *store.Tx) (err error) {
		s, err = tx.Scanned(rivers, device, sequence)
		return err
	})
	return s
}

func (h *house) numbers() {
	h.savePlan(samplePlan())
	for _, n := range []int64{2, 7, 1} {
		e := record.New("gate.refused", nil)
		e.Seminar = rivers
		h.write(func(tx *store.Tx) error {
			return tx.AddScans(rivers, []store.Taken{{Scan: store.Scan{Device: "gate-1", Sequence: n}, Refused: &e}})
		})
	}
	h.write(func(tx *store.Tx) error {
		mine, err := tx.Numbers(rivers, "gate-1")
		h.equal([]any{mine, err}, []any{[]int64{1, 2, 7}, nil})
		other, err := tx.Numbers(rivers, "gate-2")
		h.equal([]any{len(other), err}, []any{0, nil})
		return nil
	})
}

func (h *house) openLeases() []roll.Lease {
	h.Helper()
	all, err := h.Leases(ctx, rivers)
	h.ok(err)
	slices.SortFunc(all, func(a, b roll.Lease) int {
		return cmp.Or(a.Opened.Compare(b.Opened), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Place, b.Place))
	})
	return all
}

func (h *house) leases() {
	h.savePlan(samplePlan())
	now := h.moment()
	a := roll.Lease{Person: maria, Place: online, Opened: now, Renewed: now}
	b := roll.Lease{Person: liwei, Place: online, Opened: now.Add(time.Second), Renewed: now.Add(time.Second), Path: roll.WebRTC}
	h.ok(h.RenewLeases(ctx, rivers, []roll.Lease{a, b}))
	h.equal(h.openLeases(), []roll.Lease{a, b})
	b.Renewed, b.Path = now.Add(time.Minute), roll.HLS
	c := roll.Lease{Person: maria, Place: main, Opened: now.Add(2 * time.Second), Renewed: now.Add(time.Minute)}
	h.ok(h.RenewLeases(ctx, rivers, []roll.Lease{b, c}))
	h.equal(h.openLeases(), []roll.Lease{a, b, c})
	h.verify(rivers, 0) // only what has ended is told
}

func (h *house) leasesEnd() {
	h.savePlan(samplePlan())
	now := h.moment()
	a := roll.Lease{Person: maria, Place: online, Opened: now, Renewed: now.Add(time.Minute), Path: roll.HLS}
	b := roll.Lease{Person: liwei, Place: online, Opened: now, Renewed: now.Add(time.Minute)}
	h.ok(h.RenewLeases(ctx, rivers, []roll.Lease{a, b}))
	brief := roll.Lease{Person: liwei, Place: main, Opened: now, Renewed: now} // ended before it was ever written
	h.clock.pass(2 * time.Minute)
	h.ok(h.EndLeases(ctx, rivers, []roll.Lease{a, brief}))
	h.equal(h.openLeases(), []roll.Lease{b})
	kept := h.kept()
	if len(kept) != 2 {
		h.Fatalf("kept %+v", kept)
	}
	for i, l := range []roll.Lease{a, brief} {
		want := l.Evidence()
		want.ID, want.Received = kept[i].ID, h.moment()
		h.equal(kept[i], want)
	}
	h.tableIsTold()
	h.verify(rivers, 2)
}

func (h *house) passVersions() {
	h.savePlan(samplePlan())
	versions := func() map[seminar.ID]uint8 {
		all, err := h.PassVersions(ctx, rivers)
		h.ok(err)
		return all
	}
	h.equal(versions(), map[seminar.ID]uint8{})
	for range 2 {
		h.write(func(tx *store.Tx) error { return tx.RenewPass(rivers, maria) })
	}
	h.savePlan(samplePlan()) // a new list of people changes no pass
	h.equal(versions(), map[seminar.ID]uint8{maria: 3})
}

package storetest

import (
	"time"

	"aula/internal/record"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// refusedScan is a scan that became no evidence.
func refusedScan(s store.Scan) store.Taken {
	e := record.New("gate.refused", nil)
	e.Seminar = rivers
	return store.Taken{Scan: s, Refused: &e}
}

// arrived keeps scans of a device with these numbers.
func (h *house) arrived(device, reason string, numbers ...int64) {
	h.Helper()
	h.write(func(tx *store.Tx) error {
		for _, n := range numbers {
			if err := tx.AddScans(rivers, []store.Taken{refusedScan(store.Scan{Device: device, Sequence: n, Place: main, At: tx.Now, Reason: reason, Args: "{}"})}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (h *house) hear(g store.Gate) {
	h.Helper()
	h.write(func(tx *store.Tx) error { return tx.HearGate(rivers, g) })
}

func (h *house) theGates() []store.Gate {
	h.Helper()
	all, err := h.Gates(ctx, rivers)
	h.ok(err)
	return all
}

func (h *house) gates() {
	h.savePlan(samplePlan())
	h.equal(len(h.theGates()), 0)
	north := store.Gate{Device: "a", Person: liwei, Place: main, Label: "North door", Skew: 11 * time.Minute, Given: 9}
	h.hear(north)
	north.Heard = h.moment()
	south := store.Gate{Device: "b", Enrolment: "e1", Place: main, Label: "南门", Skew: -1500 * time.Millisecond, Heard: h.moment()}
	h.hear(south)
	h.equal(h.theGates(), []store.Gate{north, south})

	h.clock.pass(time.Minute)
	h.arrived("a", door.Welcome, 5, 1, 2, 6)
	h.clock.pass(time.Minute)
	h.arrived("a", door.Welcome, 8)
	north.Arrived, north.Delivered = []door.Span{{From: 1, To: 2}, {From: 5, To: 6}, {From: 8, To: 8}}, h.moment()
	h.clock.pass(time.Minute)
	h.hear(store.Gate{Device: "b", Enrolment: "e2", Place: online, Label: "East door", Given: 4})
	south.Enrolment, south.Place, south.Label, south.Skew, south.Given, south.Heard = "e2", online, "East door", 0, 4, h.moment()
	h.equal(h.theGates(), []store.Gate{north, south})
	h.equal(north.Missing(), []door.Span{{From: 3, To: 4}, {From: 7, To: 7}, {From: 9, To: 9}})

	south.Heard = h.moment() // what a phone once said that it has given stays given
	h.hear(store.Gate{Device: "b", Enrolment: "e2", Place: online, Label: "East door", Given: 1})
	h.equal(h.theGates()[1], south)
	of, err := h.Gates(ctx, seminar.ID("nothing"))
	h.ok(err)
	h.equal(len(of), 0)
}

// A device that scanned before phones were noted is listed by its scans alone.
func (h *house) gatesOfThePast() {
	h.savePlan(samplePlan())
	h.arrived("old", door.Welcome, 1, 3)
	h.equal(h.theGates(), []store.Gate{{Device: "old", Place: main, Heard: h.moment(), Delivered: h.moment(), Arrived: []door.Span{{From: 1, To: 1}, {From: 3, To: 3}}}})
}

func (h *house) heldBack() {
	h.savePlan(samplePlan())
	h.hear(store.Gate{Device: "a", Enrolment: "e1", Place: main})
	h.arrived("a", door.Welcome, 1)
	h.arrived("a", door.DeviceRevoked, 2, 3)
	h.arrived("b", door.DeviceRevoked, 1)
	h.equal(h.theGates()[0].Held, int64(2))
	for enrolment, want := range map[seminar.ID]int64{"e1": 2, "e2": 0} {
		h.write(func(tx *store.Tx) error {
			n, err := tx.HeldBack(rivers, enrolment)
			h.equal(n, want)
			return err
		})
	}
}

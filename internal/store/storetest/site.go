package storetest

import (
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// sites asks what the deliveries of a hall's own machine ask.
func (h *house) sites() {
	h.savePlan(samplePlan())
	h.arrived("phone", "door.unknown", 4)
	var before int
	h.write(func(tx *store.Tx) (err error) {
		if err := tx.AddPerson(rivers, seminar.Person{ID: "guest", Key: "walkin-1", Name: seminar.Text{"en": "Guest"}, Place: "00000branch00", Delegate: true}, "", "walk-in"); err != nil {
			return err
		}
		if err := tx.AddEvidence(rivers, roll.Evidence{ID: "e1", Person: "guest", Kind: roll.ScanIn, Place: main, At: tx.Now}, "site:e1"); err != nil {
			return err
		}
		before, err = tx.Release(rivers)
		return err
	})
	h.write(func(tx *store.Tx) error {
		for what, x := range map[string]struct {
			ask  func() (bool, error)
			want bool
		}{
			"evidence that is there":      {func() (bool, error) { return tx.HasEvidence("e1") }, true},
			"evidence that is not":        {func() (bool, error) { return tx.HasEvidence("e2") }, false},
			"a scan that is there":        {func() (bool, error) { return tx.HasScan(rivers, "phone", 4) }, true},
			"a scan that is not":          {func() (bool, error) { return tx.HasScan(rivers, "phone", 5) }, false},
			"a person":                    {func() (bool, error) { return tx.HasPerson(rivers, "guest") }, true},
			"a key":                       {func() (bool, error) { return tx.KeyTaken(rivers, "walkin-1") }, true},
			"who belongs to a place":      {func() (bool, error) { return tx.Belongs(rivers, "guest", "00000branch00") }, true},
			"who was let in there":        {func() (bool, error) { return tx.Belongs(rivers, "guest", main) }, true},
			"who has nothing to do there": {func() (bool, error) { return tx.Belongs(rivers, "guest", "elsewhere") }, false},
		} {
			if got, err := x.ask(); got != x.want || err != nil {
				h.Errorf("%s: %v, %v", what, got, err)
			}
		}
		e, there, err := tx.ToldOp(rivers, "site:e1")
		if err != nil || !there || e.Kind != "roll.evidence" {
			h.Errorf("told: %+v %v %v", e, there, err)
		}
		if n, err := tx.CountKeys(rivers, "walkin-"); n != 1 || err != nil {
			h.Errorf("%d keys, %v", n, err)
		}
		if n, err := tx.CountOf(rivers, "gate.refused", ""); n != 1 || err != nil {
			h.Errorf("%d refused, %v", n, err)
		}
		if before == 0 {
			h.Error("no release")
		}
		return tx.SetPassVersion(rivers, "guest", 3)
	})
	h.write(func(tx *store.Tx) error { return tx.SetPassVersion(rivers, "guest", 2) })
	versions, err := h.PassVersions(ctx, rivers)
	if h.ok(err); versions["guest"] != 3 {
		h.Errorf("version %d", versions["guest"])
	}
	last, there, err := h.Last(ctx, rivers, "roll.evidence")
	if h.ok(err); !there || last.Person != "guest" {
		h.Errorf("last %+v", last)
	}
	if _, there, err := h.Last(ctx, rivers, "nothing.told"); there || err != nil {
		h.Errorf("there %v, %v", there, err)
	}
	if n, err := h.CountKept(ctx, rivers, 0, "site:", "roll.evidence", "person.added"); n != 1 || err != nil {
		h.Errorf("%d kept, %v", n, err)
	}
	if s, err := h.Scanned(ctx, rivers, "phone", 4); err != nil || s.Reason != "door.unknown" {
		h.Errorf("%+v, %v", s, err)
	}
	all, seq, err := h.EvidenceSome(ctx, rivers, 0, 1)
	if h.ok(err); len(all) != 1 || seq == 0 {
		h.Errorf("%d pieces up to %d", len(all), seq)
	}
}

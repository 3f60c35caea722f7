package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"aula/internal/certificate"
	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

func claimOf(person seminar.ID) certificate.Claim {
	return certificate.Claim{Seminar: rivers, Person: person, Title: seminar.Text{"en": "Rivers"}, Name: seminar.Text{"zh-Hans": "李伟"}, Minutes: 90, Rule: certificate.Rule{Sessions: 1}}
}

// issueIn issues in a transaction; the badge is what there was to sign.
func issueIn(tx *store.Tx, person seminar.ID, year int) (certificate.Kept, error) {
	return tx.Issue(claimOf(person), year, func(c certificate.Certificate) (string, error) {
		return fmt.Sprintf("%s %s %d %d", c.ID, c.Number, c.Revision, c.Index), nil
	}, func(c certificate.Certificate) record.Entry {
		e := record.New("certificate.issued", map[string]any{"number": c.Number})
		e.Seminar, e.Person = rivers, person
		return e
	})
}

func (h *house) issue(person seminar.ID, year int) (k certificate.Kept) {
	h.Helper()
	h.write(func(tx *store.Tx) (err error) { k, err = issueIn(tx, person, year); return err })
	return k
}

func (h *house) revoke(id seminar.ID, reason string) error {
	told := record.New("certificate.revoked", nil)
	told.Seminar = rivers
	return h.DB.Write(ctx, func(tx *store.Tx) error { return tx.Revoke(rivers, id, reason, told) })
}

// certificates are numbered without gaps, by year; a new revision keeps the number and revokes the one before.
func (h *house) certificates() {
	h.savePlan(samplePlan())
	_, err := h.Certificate(ctx, "000000000000a")
	h.code(err, seminar.CodeNotFound)
	first := h.issue(maria, 2026)
	h.clock.pass(time.Hour)
	second, next := h.issue(liwei, 2026), h.issue("000000000ther", 2027)
	for i, want := range []certificate.Number{certificate.NewNumber(2026, 1), certificate.NewNumber(2026, 2), certificate.NewNumber(2027, 1)} {
		h.equal([]certificate.Kept{first, second, next}[i].Number, want)
	}
	h.equal(first.Badge, fmt.Sprintf("%s %s 1 %d", first.ID, first.Number, first.Index))
	got, err := h.Certificate(ctx, first.ID)
	h.ok(err)
	h.equal(got, []certificate.Kept{first})
	h.equal(got[0].State(), certificate.Valid)

	// What fails leaves no number behind.
	h.code(h.DB.Write(ctx, func(tx *store.Tx) error {
		if _, err := issueIn(tx, "00000000fails", 2026); err != nil {
			return err
		}
		return seminar.Conflict("error.conflict")
	}), seminar.CodeConflict)

	h.clock.pass(time.Hour)
	again := h.issue(maria, 2027)
	h.equal([]any{again.ID, again.Number, again.Revision, again.Awarded}, []any{first.ID, first.Number, 2, first.Awarded})
	h.equal(again.Issued, h.moment())
	h.equal(h.issue("0000000fourth", 2026).Number, certificate.NewNumber(2026, 3))
	both, err := h.Certificate(ctx, first.ID)
	h.ok(err)
	first.Revoked, first.Latest = h.moment(), 2
	h.equal(both, []certificate.Kept{again, first})
	h.equal([]certificate.State{both[0].State(), both[1].State()}, []certificate.State{certificate.Valid, certificate.Replaced})

	own, err := h.CertificateOf(ctx, rivers, maria)
	h.ok(err)
	h.equal(own, again)
	_, err = h.CertificateOf(ctx, rivers, "00000000none0")
	h.code(err, seminar.CodeNotFound)

	h.ok(h.revoke(second.ID, "the roll was wrong"))
	h.code(h.revoke(second.ID, "again"), seminar.CodeConflict)
	h.code(h.revoke("000000000000a", "nobody"), seminar.CodeNotFound)
	second.Revoked, second.Reason = h.moment(), "the roll was wrong"
	all, err := h.Certificates(ctx, rivers)
	h.ok(err)
	h.equal(len(all), 5)
	h.equal(all[:3], []certificate.Kept{first, again, second})
	h.equal(second.State(), certificate.Revoked)

	revoked, err := h.CertificateList(ctx, 0)
	h.ok(err)
	want := []int{first.Index, second.Index}
	slices.Sort(want)
	h.equal(revoked, want)
	_, err = h.CertificateList(ctx, 1)
	h.code(err, seminar.CodeNotFound)
	h.verify(rivers, 6)
}

// certificatesOfTwo are given by two servers at once on one database: no number twice, none left out.
func (h *house) certificatesOfTwo() {
	h.savePlan(samplePlan())
	const each = 20
	var wg sync.WaitGroup
	for n, d := range []*store.DB{h.DB, h.reopen()} {
		wg.Go(func() {
			for i := range each {
				err := d.Write(ctx, func(tx *store.Tx) error {
					_, err := issueIn(tx, seminar.IDFromBytes([8]byte{byte(n), byte(i)}), 2026)
					return err
				})
				if err != nil {
					h.Error(err)
				}
			}
		})
	}
	wg.Wait()
	all, err := h.Certificates(ctx, rivers)
	h.ok(err)
	h.equal(len(all), 2*each)
	places := map[int]bool{}
	for i, k := range all {
		h.equal(k.Number, certificate.NewNumber(2026, i+1))
		places[k.Index] = true
	}
	h.equal(len(places), 2*each)
	h.verify(rivers, 2*each)
}

func (h *house) certificateRules() {
	h.savePlan(samplePlan())
	_, err := h.CertificateRule(ctx, rivers)
	h.code(err, seminar.CodeNotFound)
	for _, rule := range []certificate.Rule{{Sessions: 3, TimeShare: 80}, {}} {
		told := record.New("certificate.rule_changed", rule)
		told.Seminar = rivers
		h.ok(h.SaveCertificateRule(ctx, rivers, rule, told))
		got, err := h.CertificateRule(ctx, rivers)
		h.ok(err)
		h.equal(got, rule)
	}
	h.verify(rivers, 2)
}

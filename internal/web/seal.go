package web

import (
	"context"
	"errors"
	"html/template"
	"time"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
	"aula/internal/web/page"
)

// sealOf returns the last seal of a half-day; nil when it has none.
func sealOf(seals []roll.Seal, h roll.Half) (last *roll.Seal) {
	for i := range seals {
		if seals[i].Of(h) {
			last = &seals[i]
		}
	}
	return last
}

// sealedAt reports whether the half-day that begins then is sealed.
func sealedAt(seals []roll.Seal, from time.Time) bool {
	for _, s := range seals {
		if !from.Before(s.From) && from.Before(s.To) {
			return true
		}
	}
	return false
}

// sealed returns the seal under which a session stands; nil when its half-day is open.
func (c *call) sealed(session seminar.ID) (*roll.Seal, error) {
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil || len(seals) == 0 {
		return nil, err
	}
	for _, h := range roll.Halves(&c.book.Seminar) {
		for _, id := range h.Sessions {
			if id == session {
				return sealOf(seals, h), nil
			}
		}
	}
	return nil, nil
}

// showSeals shows each half-day with what was sealed of it, to be compared, printed, and shown to the halls.
func showSeals(c *call) error {
	seals, err := c.s.Store.Seals(c.r.Context(), c.book.Seminar.ID)
	if err != nil {
		return err
	}
	v := page.Seals{Frame: c.frame("page.seals.title", "light", ""), Directory: c.book.Directory, MaySeal: c.who.Has(seminar.Organiser), Policy: c.book.Policy}
	now := c.s.Clock()
	for _, h := range roll.Halves(&c.book.Seminar) {
		x := page.SealedHalf{Half: h, Over: !now.Before(h.To), Seal: sealOf(seals, h)}
		if x.Seal != nil {
			svg, err := pass.QR(x.Seal.Code(), c.T("page.seals.code"))
			if err != nil {
				return err
			}
			x.QR, x.True = template.HTML(svg), x.Seal.Verify(c.s.ring()) == nil
		}
		v.Halves = append(v.Halves, x)
	}
	return c.page(v)
}

// sealHalf seals a half-day that is over.
func sealHalf(c *call) error {
	for _, h := range roll.Halves(&c.book.Seminar) {
		if h.Day != c.r.FormValue("day") || string(h.Part) != c.r.FormValue("part") {
			continue
		}
		if c.s.Clock().Before(h.To) {
			return seminar.Conflict("error.seal.runs")
		}
		if err := c.s.seal(c.r.Context(), c.book, h, c.who.Person.ID); err != nil {
			return err
		}
		return c.goTo("/s/"+c.book.Seminar.Key+"/seals", "done.sealed")
	}
	return seminar.NotFound("error.not_found")
}

// seal folds the roll from all evidence up to one entry of the record, and tells what it is under the hash of that entry. A half-day
// is sealed once.
func (s *Server) seal(ctx context.Context, b *book, half roll.Half, by seminar.ID) error {
	h, err := s.Halls.Hall(b.Seminar.ID)
	if err != nil {
		return err
	}
	h.Settle(ctx)
	err = s.Store.Write(ctx, func(tx *store.Tx) error { // nothing is told meanwhile
		evidence, seq, err := s.Store.EvidenceAfter(ctx, b.Seminar.ID, 0)
		if err != nil {
			return err
		}
		head, err := s.Store.HashAt(ctx, b.Seminar.ID, seq)
		if err != nil {
			return err
		}
		r := roll.Fold(roll.Facts{Policy: b.Policy, Seminar: &b.Seminar, People: b.Plan.People, Evidence: evidence, AsOf: tx.Now})
		x := roll.NewSeal(b.Seminar.ID, r, half, seq, head.String())
		s.Keys.Seal(&x)
		e := record.New(store.SealEntry, x)
		e.Seminar, e.Actor, e.Op = b.Seminar.ID, by, "seal:"+half.Day+":"+string(half.Part)
		_, err = tx.Tell(e)
		return err
	})
	if errors.Is(err, record.ErrTold) {
		return seminar.Conflict("error.seal.done")
	}
	return err
}

// sealDue seals half-days by themselves where the rule says when.
func (s *Server) sealDue(ctx context.Context, b *book) error {
	if b.Policy.SealHours == 0 {
		return nil
	}
	seals, err := s.Store.Seals(ctx, b.Seminar.ID)
	if err != nil {
		return err
	}
	after := time.Duration(b.Policy.SealHours) * time.Hour
	for _, h := range roll.Halves(&b.Seminar) {
		if sealOf(seals, h) != nil || s.Clock().Before(h.To.Add(after)) {
			continue
		}
		if err := s.seal(ctx, b, h, ""); err != nil && seminar.CodeOf(err) != seminar.CodeConflict {
			return err
		}
	}
	return nil
}

package office

import (
	"cmp"
	"context"
	"slices"

	"aula/internal/certificate"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Order is what is to be issued.
type Order struct {
	Deed
	Site  certificate.Site
	Facts certificate.Facts // the roll of now, whole
	One   seminar.ID        // this person alone; "" is all who may and have none yet
	Anew  bool              // a new revision for One, who has one already
}

// Issue issues what is ordered, all of it or, when something fails, nothing, and returns how many there are. Whoever has one
// already is passed over, whether it is valid or was revoked: only Anew gives them another revision.
//
// For One it returns NotFound for somebody who is not on the roll, Invalid when they may have none, and a Conflict when they have one already, or
// with Anew have none yet.
func (o *Office) Issue(ctx context.Context, order Order) (count int, err error) {
	err = o.Store.Write(ctx, func(tx *store.Tx) error {
		count = 0
		of := order.Facts.Seminar.ID
		kept, err := tx.Certificates(of)
		if err != nil {
			return err
		}
		rows := order.Facts.Roll.Rows
		if order.One != "" {
			row, err := order.one(tx, kept)
			if row == nil || err != nil {
				return err
			}
			rows = []roll.Row{*row}
		}
		for _, row := range rows {
			if ok, _ := certificate.Decide(row, order.Facts.Roll, order.Facts.Rule); !ok || order.One == "" && Newest(kept, row.Person.ID) != nil {
				continue
			}
			if err := o.issue(tx, order, row); err != nil {
				return err
			}
			count++
		}
		return nil
	})
	o.lists.forget()
	return count, err
}

// one returns the row of the one person of the order; nil when the deed is done already.
func (x Order) one(tx *store.Tx, kept []certificate.Kept) (*roll.Row, error) {
	if done, err := tx.Told(x.Facts.Seminar.ID, x.opFor(x.One)); done || err != nil {
		return nil, err
	}
	row, ok := x.Facts.Roll.Row(x.One)
	if !ok {
		return nil, seminar.NotFound("error.roll.nobody")
	}
	has := Newest(kept, x.One) != nil
	may, _ := certificate.Decide(row, x.Facts.Roll, x.Facts.Rule)
	switch {
	case !may:
		return nil, seminar.Invalid("error.certificate.may_not", "name", row.Person.Name)
	case has && !x.Anew:
		return nil, seminar.Conflict("error.certificate.has", "name", row.Person.Name)
	case !has && x.Anew:
		return nil, seminar.Conflict("error.certificate.none")
	}
	return &row, nil
}

// Newest returns the newest revision of a person's certificate; nil where they have none.
func Newest(kept []certificate.Kept, person seminar.ID) *certificate.Kept {
	i := slices.IndexFunc(kept, func(k certificate.Kept) bool { return k.Claim.Person == person && k.Revision == k.Latest })
	if i < 0 {
		return nil
	}
	return &kept[i]
}

func (o *Office) issue(tx *store.Tx, order Order, row roll.Row) error {
	s := order.Facts.Seminar
	language := o.Texts.Match(seminar.Language(cmp.Or(row.Person.Language, first(s.Languages))), "")
	printer := o.Texts.Printer(language, s.Location(), s.Languages...)
	issuer := certificate.Issuer{Site: order.Site, Keys: o.Keys}
	sign := func(c certificate.Certificate) (string, error) { return issuer.Issue(c, language, printer) }
	_, err := tx.Issue(order.Facts.Claim(row), tx.Now.In(s.Location()).Year(), sign, func(c certificate.Certificate) record.Entry {
		return order.entry(issued, s.ID, row.Person.ID, told{ID: c.ID, Number: c.Number, Revision: c.Revision})
	})
	return err
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// Revoke revokes the newest revision of a certificate for a reason that its holder and the institute read, and nobody else.
func (o *Office) Revoke(ctx context.Context, of, id seminar.ID, reason string, deed Deed) error {
	kept, err := o.Store.Certificate(ctx, id)
	if err != nil {
		return err
	}
	k := kept[0]
	err = o.Store.Write(ctx, func(tx *store.Tx) error {
		if done, err := tx.Told(of, deed.opFor(k.Claim.Person)); done || err != nil {
			return err
		}
		return tx.Revoke(of, id, reason, deed.entry(revoked, of, k.Claim.Person, told{k.ID, k.Number, k.Revision, reason}))
	})
	o.lists.forget()
	return err
}

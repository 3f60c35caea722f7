package web

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"aula/internal/account"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/roll/door"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Bounds of what a revoked phone may still send: whoever found a lost one must not fill
// the record with it.
const (
	maxHeldBack  = 2_000 // scans of one enrolment
	heldRequests = 60    // at once, then one a second
)

// turnAway says why the request is not allowed. A phone that was revoked is told so, and
// what it sends is held back: kept apart, where it is evidence of nothing.
func (c *call) turnAway() error {
	if c.rt.access.gate {
		t, err := c.revokedGate()
		if err != nil {
			return err
		}
		if t.ID != "" {
			if c.r.Method == http.MethodPost {
				if err := c.holdBack(t); err != nil {
					return err
				}
			}
			return seminar.Fail(seminar.CodeRevoked, door.DeviceRevoked)
		}
	}
	return c.refusal()
}

// revokedGate returns the enrolment by which this browser was the scanner of the place
// of the route until it was revoked; the zero Token when it was none.
func (c *call) revokedGate() (account.Token, error) {
	for _, secret := range secrets(c.r) {
		l, err := c.s.Store.Login(c.r.Context(), account.Hash(secret))
		if seminar.CodeOf(err) == seminar.CodeNotFound && err != nil || err == nil && (l.Person != "" || l.Seminar != c.book.Seminar.ID) {
			continue
		}
		if err != nil {
			return account.Token{}, err
		}
		t, err := c.s.Store.Device(c.r.Context(), l.Account)
		switch {
		case err != nil && seminar.CodeOf(err) == seminar.CodeNotFound:
		case err != nil:
			return t, err
		case t.Kind == account.Gate && !t.Revoked.IsZero() && t.Place == c.place.ID:
			return t, nil
		}
	}
	return account.Token{}, nil
}

// holdBack keeps the scans of a revoked phone where the desk can read them: each as an
// entry of the record, once. None is evidence, now or later.
func (c *call) holdBack(t account.Token) error {
	if err := c.s.limits.take("held:"+string(t.ID), rate.Every(time.Second), heldRequests); err != nil {
		return err
	}
	var u upload
	if err := c.decode(&u); err != nil {
		return err
	}
	if !u.good() {
		return seminar.Invalid("error.invalid")
	}
	list, err := c.doorList()
	if err != nil {
		return err
	}
	skew := u.skew(c.s.Clock())
	return c.s.Store.Write(c.r.Context(), func(tx *store.Tx) error {
		n, err := tx.HeldBack(t.Seminar, t.ID)
		if err != nil || n+int64(len(u.Scans)) > maxHeldBack {
			return err
		}
		gate := store.Gate{Device: u.Device, Enrolment: t.ID, Place: t.Place, Label: t.Label, Skew: skew, Given: u.Given}
		if err := tx.HearGate(t.Seminar, gate); err != nil {
			return err
		}
		known, err := tx.Numbers(t.Seminar, u.Device)
		if err != nil {
			return err
		}
		var held []store.Taken
		for _, scan := range u.Scans {
			if !scan.good() {
				return seminar.Invalid("error.invalid")
			}
			if !slices.Contains(known, scan.Sequence) {
				known = append(known, scan.Sequence)
				held = append(held, heldBack(&list, t, u.Device, scan, skew))
			}
		}
		return tx.AddScans(t.Seminar, held)
	})
}

// heldBack is what is kept of one scan. One that came before is passed over: what came before the
// phone was revoked stands as it is.
func heldBack(list *door.List, t account.Token, device string, u uploadScan, skew time.Duration) store.Taken {
	at := seminar.Millis(roll.Set(u.At, skew))
	v := door.Decide(*list, door.Scan{Text: u.Code, Person: u.Person, Out: u.Out, At: at})
	e := record.New("gate.refused", map[string]any{"device": device, "sequence": u.Sequence, "reason": door.DeviceRevoked, "shown": u.Verdict, "at": at, "out": u.Out})
	e.Seminar, e.Actor, e.Place, e.Person = t.Seminar, t.ID, t.Place, v.Person
	return store.Taken{Scan: store.Scan{Device: device, Sequence: u.Sequence, Place: t.Place, Person: v.Person, At: at,
		Reason: door.DeviceRevoked, Args: door.Verdict{}.ArgsJSON(), Shown: u.Verdict}, Refused: &e}
}

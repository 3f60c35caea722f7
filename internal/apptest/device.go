package apptest

import (
	"context"
	"net/http"

	"aula/internal/account"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Enrolment returns a fresh link that makes a browser the device of the branch hall with that key.
func (h *House) Enrolment(placeKey string) (link string, id seminar.ID) {
	h.t.Helper()
	return h.enrolment(account.Enrolment, placeKey, "Computer of "+placeKey)
}

// GateLink returns a fresh link that makes a phone the scanner at a door of the place with that key.
func (h *House) GateLink(placeKey, label string) (link string, id seminar.ID) {
	h.t.Helper()
	return h.enrolment(account.Gate, placeKey, label)
}

func (h *House) enrolment(kind account.Kind, placeKey, label string) (link string, id seminar.ID) {
	h.t.Helper()
	at, ok := h.Plan.Seminar.Place(placeKey)
	if !ok {
		h.t.Fatalf("no place %q", placeKey)
	}
	secret := account.Secret()
	t := account.Token{ID: seminar.NewID(), Kind: kind, Seminar: h.Plan.Seminar.ID, Place: at.ID, Label: label}
	err := h.App.Store.Write(context.Background(), func(tx *store.Tx) error {
		t.Made, t.Expires = tx.Now, tx.Now.Add(account.EnrolmentLives)
		return tx.AddEnrolment(account.Hash(secret), t, "")
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Base + "/e/" + secret, t.ID
}

// Enrolled returns a client that is the device of a branch hall.
func (h *House) Enrolled(placeKey string) *Client {
	h.t.Helper()
	link, _ := h.Enrolment(placeKey)
	return h.confirm(link, placeKey)
}

// Gate returns a client that is the scanner at a door of the place with that key.
func (h *House) Gate(placeKey string) *Client {
	h.t.Helper()
	link, _ := h.GateLink(placeKey, "Door of "+placeKey)
	return h.confirm(link, placeKey)
}

func (h *House) confirm(link, placeKey string) *Client {
	h.t.Helper()
	c := h.Stranger()
	if status, body := c.Post(link, nil); status != http.StatusSeeOther {
		h.t.Fatalf("confirming the enrolment of %s: %d %.300s", placeKey, status, body)
	}
	return c
}

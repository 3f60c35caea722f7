// Package certificate says in writing what somebody has attended. Who gets a
// certificate, and what stands in it, is a reading of the roll; issued, it is an Open
// Badge that anybody can check without asking us (docs/decisions/0016).
package certificate

import (
	"time"

	"aula/internal/roll"
	"aula/internal/seminar"
)

// Certificate is a claim that has been issued. Its ID is in its address, where its
// state can be looked up by whoever was given it.
//
// A roll that is corrected afterwards makes a new revision: the same ID and number,
// a later Issued, and an Index of its own, so that the older revision can be revoked.
type Certificate struct {
	ID       seminar.ID `json:"id"`
	Number   Number     `json:"number"`
	Revision int        `json:"revision"` // 1 is the first
	Awarded  time.Time  `json:"awarded"`  // when the first revision was issued, UTC
	Issued   time.Time  `json:"issued"`   // when this one was, UTC; whole seconds count
	Index    int        `json:"index"`    // its place in the status lists, from 0: one that was never used, chosen at random among the next Entries
	Claim    Claim      `json:"claim"`
}

// Claim is what the roll says for one person's certificate: what was attended and
// nothing of what was not. That somebody was on leave, and why, does not stand in it.
type Claim struct {
	Seminar      seminar.ID   `json:"seminar"`
	Title        seminar.Text `json:"title"`
	Theme        seminar.Text `json:"theme,omitempty"`
	Host         seminar.Text `json:"host,omitempty"` // the provider
	Person       seminar.ID   `json:"person"`
	Name         seminar.Text `json:"name"`
	Organisation seminar.Text `json:"organisation,omitempty"`
	Email        string       `json:"-"` // goes into the badge as a salted hash, and nowhere else

	From     time.Time   `json:"from"` // start of the first, end of the last session attended, UTC
	To       time.Time   `json:"to"`
	Sessions []Session   `json:"sessions"` // those attended, in programme order
	Places   []Place     `json:"places"`   // where, in the order of first attendance
	Minutes  int         `json:"minutes"`  // of attendance that count, rounded down; parallel sessions once
	Credits  roll.Credit `json:"credits,omitempty"`

	Available roll.Credit `json:"available,omitempty"` // what the whole seminar is worth
	Policy    roll.Policy `json:"policy"`              // by which minutes and credits were counted, with its source
	Rule      Rule        `json:"rule"`                // by which the certificate was given
}

// Session is one session that was attended.
type Session struct {
	ID       seminar.ID     `json:"id"`
	Title    seminar.Text   `json:"title"`
	Speakers []seminar.Text `json:"speakers,omitempty"` // names, in the order of the programme
	Starts   time.Time      `json:"starts"`             // UTC
	Ends     time.Time      `json:"ends"`               // UTC
	Place    seminar.Text   `json:"place"`              // where the attendance counts
	Method   roll.Method    `json:"method"`
	Minutes  int            `json:"minutes"` // that count, rounded down
}

// Place sums what was attended at one place.
type Place struct {
	Name    seminar.Text `json:"name"`
	Method  roll.Method  `json:"method"`
	Minutes int          `json:"minutes"` // of its sessions
}

// Package record is the seminar's memory: numbered entries, each chained to the one
// before by hash, never changed and never removed. The roll, the minutes, the report
// and the live pages are readings of it.
package record

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"aula/internal/seminar"
)

// ErrTold says that an entry with this op is already in the record: the deed was done
// before and must not be done again.
var ErrTold = errors.New("record: this op is already told")

// Hash is a link of the chain.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Entry is one change of anything. Its kind is a dotted past tense: "hand.raised".
type Entry struct {
	Seminar seminar.ID      `json:"seminar,omitempty"` // "" for the server's own record
	Seq     int64           `json:"seq"`               // 1 is the first of its seminar; no gaps
	At      time.Time       `json:"at"`                // the server's clock, to the millisecond
	Actor   seminar.ID      `json:"actor,omitempty"`   // who did it; "" is the server itself
	Kind    string          `json:"kind"`
	Session seminar.ID      `json:"session,omitempty"`
	Place   seminar.ID      `json:"place,omitempty"`
	Person  seminar.ID      `json:"person,omitempty"` // whom it is about
	Op      string          `json:"op,omitempty"`     // the sender's name for the deed; happens once in a seminar
	Body    json.RawMessage `json:"body,omitempty"`
	Salt    []byte          `json:"-"` // hides the body in the chain, so that the body can be deleted without breaking it
	Commit  Hash            `json:"-"` // SHA-256(salt ‖ body)
	Hash    Hash            `json:"-"` // SHA-256(previous hash ‖ heading)
}

// New returns an entry that still has to be appended. The body becomes JSON; it must
// be of a type that always can.
func New(kind string, body any) Entry {
	e := Entry{Kind: kind}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			panic(fmt.Sprintf("record: body of %s: %v", kind, err))
		}
		e.Body = b
	}
	return e
}

// Seal numbers the entry after the previous one and links it to it.
func (e *Entry) Seal(seq int64, previous Hash) {
	e.Seq = seq
	e.At = seminar.Millis(e.At)
	e.Salt = make([]byte, 16)
	_, _ = rand.Read(e.Salt)
	e.Commit = e.commitment()
	e.Hash = e.link(previous)
}

func (e *Entry) commitment() Hash {
	return sha256.Sum256(append(append([]byte{}, e.Salt...), e.Body...))
}

// link is the hash of the previous link and the heading: everything but the body,
// for which its commitment stands. The heading is JSON with the fields in this order.
func (e *Entry) link(previous Hash) Hash {
	heading, err := json.Marshal(struct {
		Seminar seminar.ID `json:"seminar"`
		Seq     int64      `json:"seq"`
		At      int64      `json:"at"`
		Actor   seminar.ID `json:"actor"`
		Kind    string     `json:"kind"`
		Session seminar.ID `json:"session"`
		Place   seminar.ID `json:"place"`
		Person  seminar.ID `json:"person"`
		Op      string     `json:"op"`
		Commit  string     `json:"commit"`
	}{e.Seminar, e.Seq, e.At.UnixMilli(), e.Actor, e.Kind, e.Session, e.Place, e.Person, e.Op, e.Commit.String()})
	if err != nil {
		panic("record: heading: " + err.Error()) // strings and numbers always marshal
	}
	return sha256.Sum256(append(append([]byte{}, previous[:]...), heading...))
}

// Decode reads the body into v.
func (e *Entry) Decode(v any) error {
	if err := json.Unmarshal(e.Body, v); err != nil {
		return fmt.Errorf("record: entry %d, %s: %w", e.Seq, e.Kind, err)
	}
	return nil
}

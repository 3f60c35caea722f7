package store

import (
	"aula/internal/record"
	"aula/internal/seminar"
)

// head is the end of a record: 0 and the zero hash of an empty one.
type head struct {
	seq  int64
	hash record.Hash
}

// heads are those that a group of deeds has read or made. Nobody else writes before the
// group has ended; a deed that fails takes them all away.
type heads map[seminar.ID]head

// Head returns the number and hash of the last entry, what this transaction has told
// included; 0 for an empty record.
func (tx *Tx) Head(of seminar.ID) (int64, record.Hash, error) {
	if h, known := tx.heads[of]; known {
		return h.seq, h.hash, nil
	}
	seq, hash, err := scanHead(tx.QueryRowContext(tx.ctx, headQuery, of))
	if err == nil {
		tx.heads[of] = head{seq, hash}
	}
	return seq, hash, err
}

// keep notes an entry that was appended.
func (tx *Tx) keep(e record.Entry) {
	tx.heads[e.Seminar] = head{e.Seq, e.Hash}
	tx.told = append(tx.told, e)
}

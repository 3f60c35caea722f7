package record

import (
	"fmt"
	"iter"

	"aula/internal/seminar"
)

// Broken says where a chain stops being true.
type Broken struct {
	Seminar seminar.ID
	Seq     int64  // the first entry that does not fit
	Why     string // "missing", "body", "link"
}

func (b *Broken) Error() string {
	return fmt.Sprintf("record of %q: entry %d does not fit: %s", b.Seminar, b.Seq, b.Why)
}

// Verify walks the entries of one seminar in order and returns their number and the
// head of the chain. It returns a *Broken for the first entry that does not fit.
// A body that retention has deleted (nil, with no salt) is taken on its commitment.
func Verify(entries iter.Seq2[Entry, error]) (count int64, head Hash, err error) {
	for e, err := range entries {
		if err != nil {
			return count, head, err
		}
		switch {
		case e.Seq != count+1:
			return count, head, &Broken{e.Seminar, count + 1, "missing"}
		case e.Salt != nil && e.commitment() != e.Commit:
			return count, head, &Broken{e.Seminar, e.Seq, "body"}
		case e.link(head) != e.Hash:
			return count, head, &Broken{e.Seminar, e.Seq, "link"}
		}
		count, head = e.Seq, e.Hash
	}
	return count, head, nil
}

package roll

import (
	"time"

	"aula/internal/seminar"
)

// Lease is an open presence online, renewed by heartbeats. When it ends it becomes
// evidence of kind Interval; until then it counts as far as it was renewed.
type Lease struct {
	Person  seminar.ID
	Place   seminar.ID
	Opened  time.Time
	Renewed time.Time
}

// Evidence returns the lease as what it would be if it ended when it was last heard of.
func (l Lease) Evidence() Evidence {
	return Evidence{Person: l.Person, Kind: Interval, Place: l.Place, At: l.Opened, From: l.Opened, To: l.Renewed}
}

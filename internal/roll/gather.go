package roll

import (
	"cmp"
	"slices"

	"aula/internal/seminar"
)

// index is the evidence by person: all of it in one slice, each person's part in the
// order of time.
type index map[seminar.ID][]*Evidence

// gather indexes the evidence once.
func gather(all []Evidence) index {
	count := map[seminar.ID]int{}
	for i := range all {
		count[all[i].Person]++
	}
	room := make([]*Evidence, len(all))
	x := make(index, len(count))
	for id, n := range count {
		x[id], room = room[:0:n], room[n:]
	}
	for i := range all {
		e := &all[i]
		x[e.Person] = append(x[e.Person], e)
	}
	return x
}

// of returns one person's evidence in the order of time, each piece once.
func (x index) of(person seminar.ID) []*Evidence {
	mine := x[person]
	slices.SortFunc(mine, inOrder)
	return once(mine)
}

// once drops what was delivered again: the same ID, or the same number of the same
// device. Devices count from 1; without a number only the ID tells. Two people never
// share evidence, so that a device which counts wrongly cannot make one of them vanish.
func once(sorted []*Evidence) []*Evidence {
	if len(sorted) < 2 {
		return sorted
	}
	type source struct {
		device   string
		sequence int64
	}
	ids := make(map[seminar.ID]bool, len(sorted))
	sources := make(map[source]bool, len(sorted))
	return slices.DeleteFunc(sorted, func(e *Evidence) bool {
		s := source{e.Device, e.Sequence}
		counted := e.Device != "" && e.Sequence > 0
		if (e.ID != "" && ids[e.ID]) || (counted && sources[s]) {
			return true
		}
		ids[e.ID] = true
		if counted {
			sources[s] = true
		}
		return false
	})
}

// rank orders what happened in the same millisecond: out before in, so that somebody
// who is seen going and coming at once is in.
func (k Kind) rank() int {
	return slices.Index([]Kind{ScanOut, ScanIn, Seated, Entered, Spoke, Voted, Interval, PromptShown, PromptMissed, PromptVoided, PromptAnswered, Attested,
		LeaveAsked, LeaveEndorsed, LeaveGranted, LeaveRefused, LeaveEnded, OnDuty, Substitution, Fed, MadeUp, Claimed, Refused, Proposed, Corrected, Listed, Opened, Closed, Counted}, k)
}

// inOrder is a total order: by when it happened, then by when it was learnt, then by
// everything else, so that no two orders of arrival can be told apart.
func inOrder(a, b *Evidence) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Kind.rank(), b.Kind.rank()); c != 0 {
		return c
	}
	if c := a.Received.Compare(b.Received); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Device, b.Device), cmp.Compare(a.Sequence, b.Sequence),
		a.From.Compare(b.From), a.To.Compare(b.To),
		cmp.Compare(a.Place, b.Place), cmp.Compare(a.Session, b.Session),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Mark, b.Mark),
		cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Actor, b.Actor),
		a.Said.Compare(b.Said), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Count, b.Count),
	)
}

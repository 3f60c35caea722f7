package door

// Span is a run of a device's numbers, both ends included.
type Span struct{ From, To int64 }

// Count is how many numbers are in the span.
func (s Span) Count() int64 { return s.To - s.From + 1 }

// Count is how many numbers are in the spans.
func Count(spans []Span) (n int64) {
	for _, s := range spans {
		n += s.Count()
	}
	return n
}

// Missing returns the numbers of a device's scans that have not arrived. A device counts
// from 1 without a gap, so that every number below the highest belongs to a scan; given
// is the highest number that it says it has given, which may be one that still waits on
// it. The spans of what has arrived are in order and do not touch.
func Missing(arrived []Span, given int64) (missing []Span) {
	next := int64(1)
	for _, s := range arrived {
		if s.From > next {
			missing = append(missing, Span{next, s.From - 1})
		}
		next = max(next, s.To+1)
	}
	if given >= next {
		missing = append(missing, Span{next, given})
	}
	return missing
}

package door

// Numbers are the sequence numbers of one device that have come; it counts from 1.
type Numbers struct {
	through int64
	beyond  map[int64]bool // those after a gap
}

// Add notes a number; one that has come already changes nothing.
func (n *Numbers) Add(sequence int64) {
	if n.Has(sequence) {
		return
	}
	if n.beyond == nil {
		n.beyond = map[int64]bool{}
	}
	n.beyond[sequence] = true
	for n.beyond[n.through+1] {
		n.through++
		delete(n.beyond, n.through)
	}
}

// Has reports whether a number has come. A device has no number below 1.
func (n *Numbers) Has(sequence int64) bool { return sequence <= n.through || n.beyond[sequence] }

// Through returns the highest number without a gap before it.
func (n *Numbers) Through() int64 { return n.through }

package page

// Period writes the days of the seminar: "23–27 November 2026", "2026年11月23日至27日".
// It is empty for a seminar without sessions.
func (f Frame) Period() string {
	if f.Seminar == nil || len(f.Seminar.Sessions) == 0 {
		return ""
	}
	first := f.Seminar.Sessions[0].Starts
	last := first
	for _, s := range f.Seminar.Sessions {
		if s.Ends.After(last) {
			last = s.Ends
		}
	}
	return f.Between(first, last)
}

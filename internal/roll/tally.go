package roll

// Tally counts cells by mark.
type Tally struct {
	Present     int `json:"present"`
	Late        int `json:"late"`
	LeftEarly   int `json:"left_early"`
	Excused     int `json:"excused"`
	Substituted int `json:"substituted"`
	Absent      int `json:"absent"`
	Pending     int `json:"pending"` // of all these, how many may still change
}

// Of returns the count of one mark.
func (t Tally) Of(mark Mark) int {
	if n := t.field(mark); n != nil {
		return *n
	}
	return 0
}

// Here counts those who were in the session: present, late or left early.
func (t Tally) Here() int { return t.Present + t.Late + t.LeftEarly }

// Sum counts every marked cell.
func (t Tally) Sum() int { return t.Here() + t.Excused + t.Substituted + t.Absent }

// Plus returns both counts together.
func (t Tally) Plus(u Tally) Tally {
	for _, m := range Marks() {
		*t.field(m) += u.Of(m)
	}
	t.Pending += u.Pending
	return t
}

// add counts one cell; a cell without a mark is not counted.
func (t *Tally) add(c *Cell) {
	n := t.field(c.Mark)
	if n == nil {
		return
	}
	*n++
	if c.Pending {
		t.Pending++
	}
}

func (t *Tally) field(mark Mark) *int {
	switch mark {
	case Present:
		return &t.Present
	case Late:
		return &t.Late
	case LeftEarly:
		return &t.LeftEarly
	case Excused:
		return &t.Excused
	case Substituted:
		return &t.Substituted
	case Absent:
		return &t.Absent
	}
	return nil
}

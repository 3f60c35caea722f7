package floor

import (
	"slices"

	"aula/internal/record"
	"aula/internal/seminar"
)

// Kinds lists the kinds of entry that the floor is made of.
func Kinds() []string {
	return []string{
		"session.started", "session.closed", "item.started", "hand.raised", "hand.lowered", "turn.given", "turn.ended", "queue.ruled",
		"queue.timed", "turn.extended", "hand.joined", "hand.left",
		"air.put", "air.taken", "air.lost", "air.found", "air.muted", "air.unmuted", "layout.chosen", "source.barred", "source.allowed",
		"poll.opened", "poll.closing", "poll.closed", "poll.shown", "poll.hidden", "poll.reopened", "poll.reset", "poll.dropped", "poll.made", "poll.counted", "poll.heads",
		"questions.opened", "questions.closed", "question.asked", "question.withdrawn", "question.opened", "question.hidden", "question.merged",
		"question.relayed", "question.unrelayed", "question.taken", "question.returned", "question.answered", "question.deferred",
		"ideas.opened", "ideas.closed", "ideas.counted", "ideas.shown", "ideas.hidden", "idea.written", "idea.opened", "idea.hidden", "idea.withdrawn",
		"announcement.made", "announcement.withdrawn",
		"groups.formed", "group.settled", "group.joined", "group.noted", "group.handed", "group.reopened",
	}
}

// StaffKinds lists the kinds of which only those hear who run the hall.
func StaffKinds() []string {
	return []string{"poll.made", "poll.counted", "poll.heads", "question.asked", "question.relayed", "question.unrelayed", "idea.written", "idea.withdrawn", "ideas.counted"}
}

// Apply brings the state past an entry. Entries of other kinds change nothing but Seq, and
// so do those whose body retention has emptied.
func (s *State) Apply(e record.Entry) error {
	if len(e.Body) == 0 {
		s.Seq = e.Seq
		return nil
	}
	for _, all := range []map[string]func(*State, record.Entry) error{appliers, pollAppliers, questionAppliers, ideaAppliers, announcementAppliers, groupAppliers} {
		if apply, known := all[e.Kind]; known {
			if err := apply(s, e); err != nil {
				return err
			}
		}
	}
	s.Seq = e.Seq
	return nil
}

var appliers = map[string]func(*State, record.Entry) error{
	"session.started": with(func(s *State, e record.Entry, b Session) {
		b.Started = e.At
		s.put(Answered)
		s.Session, s.Item, s.Hands, s.Turn, s.Had = &b, nil, nil, nil, nil
		if !s.HasBegun(b.ID) {
			s.Begun = append(s.Begun[:len(s.Begun):len(s.Begun)], b.ID)
		}
	}),
	"session.closed": with(func(s *State, _ record.Entry, _ sessionBody) {
		s.put(Answered)
		s.Session, s.Item, s.Hands, s.Turn, s.Had = nil, nil, nil, nil, nil
	}),
	"item.started": with(func(s *State, e record.Entry, b itemBody) {
		s.Item = &RunningItem{ID: b.Item, Started: e.At}
	}),
	"hand.raised": with(func(s *State, e record.Entry, b Hand) {
		b.Raised = e.At
		s.Hands = append(s.Hands, b)
	}),
	"hand.lowered": with(func(s *State, _ record.Entry, b handBody) { s.drop(b.Hand) }),
	"turn.given": with(func(s *State, e record.Entry, b Turn) {
		b.Given = e.At
		s.Turn = &b
		h, _ := s.hand(b.Hand)
		s.had(b, h.Raised)
		s.drop(b.Hand)
		s.Aside = without(s.Aside, Publisher(b.Person.ID, Floor)) // a new turn, whatever became of the last
	}),
	"turn.ended": with(func(s *State, e record.Entry, _ handBody) {
		s.Turn = nil
		s.over(e.At)
	}),
	"queue.ruled":    with(func(s *State, _ record.Entry, b ruleBody) { s.Rule, s.Why = b.Rule, b.Why }),
	"queue.timed":    with(func(s *State, _ record.Entry, b timeBody) { s.Time = b.Seconds }),
	"turn.extended":  with(applyExtended),
	"hand.joined":    with(applyJoined),
	"hand.left":      with(applyLeft),
	"air.put":        with(applyPut),
	"air.taken":      with(applyTaken),
	"air.lost":       with(applyLost),
	"air.found":      with(applyFound),
	"air.muted":      with(func(s *State, _ record.Entry, b slotBody) { s.Muted = within(s.Muted, b.Slot) }),
	"air.unmuted":    with(func(s *State, _ record.Entry, b slotBody) { s.Muted = without(s.Muted, b.Slot) }),
	"layout.chosen":  with(func(s *State, _ record.Entry, b Layout) { s.Layout = b }),
	"source.barred":  with(applyBarred),
	"source.allowed": with(applyAllowed),
}

// with decodes the body before it applies the entry.
func with[B any](apply func(*State, record.Entry, B)) func(*State, record.Entry) error {
	return func(s *State, e record.Entry) error {
		var b B
		if err := e.Decode(&b); err != nil {
			return err
		}
		apply(s, e, b)
		return nil
	}
}

// drop takes a hand out of the queue without touching the array that clones share.
func (s *State) drop(hand seminar.ID) {
	s.Hands = slices.DeleteFunc(slices.Clone(s.Hands), func(h Hand) bool { return h.Hand == hand })
}

// within returns a sorted list with x in it, without what others share.
func within(list []string, x string) []string {
	at, found := slices.BinarySearch(list, x)
	if found {
		return list
	}
	return slices.Insert(slices.Clone(list), at, x)
}

// without returns a list without x, without touching what others share.
func without(list []string, x string) []string {
	if !slices.Contains(list, x) {
		return list
	}
	list = slices.DeleteFunc(slices.Clone(list), func(y string) bool { return x == y })
	if len(list) == 0 {
		return nil
	}
	return list
}

package roll

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"aula/internal/programme"
	"aula/internal/seminar"
)

// Bounds of the time in which a prompt can be answered, in seconds; a person who needs more of it gets a multiple.
const (
	shortestPrompt = 60
	usualPrompt    = 90
	longestPrompt  = 300
)

// PromptWindow returns how long a prompt can be answered by who needs no more time than others.
func (p Policy) PromptWindow() time.Duration {
	return time.Duration(cmp.Or(p.PromptSeconds, usualPrompt)) * time.Second
}

// PromptCount returns how often somebody who is alone is asked in a session of that length: Prompts in the time of each
// credit, a credit that is begun counting whole part by part.
func (p Policy) PromptCount(length time.Duration) int {
	if p.Prompts <= 0 || !p.Credited() || length <= 0 {
		return 0
	}
	whole := time.Duration(p.CreditMinutes) * time.Minute
	return int((length*time.Duration(p.Prompts) + whole - 1) / whole)
}

// Vouched returns for how much time of being alone so many answered prompts vouch.
func (p Policy) vouched(answered int) moment {
	return moment(answered) * moment(p.CreditMinutes) * time.Minute.Milliseconds() / moment(max(1, p.Prompts))
}

// PromptTime returns when somebody is to be asked in a part of a session, 0 being the first of its PromptCount equal parts: at a
// random moment, never so late that the time to answer would reach into the next part or past the end. ok is false when
// there is no such moment. It follows from the secret, the session and the person alone: it survives a restart, differs
// between people, and nobody without the secret can know it.
func PromptTime(secret []byte, p Policy, s *programme.Session, person seminar.ID, window time.Duration, part int) (at, ends time.Time, ok bool) {
	length := s.Ends.Sub(s.Starts)
	n := p.PromptCount(length)
	if part < 0 || part >= n {
		return at, ends, false
	}
	each := length / time.Duration(n)
	room := each - window
	if room <= 0 {
		return at, ends, false
	}
	begins := s.Starts.Add(time.Duration(part) * each)
	chance := binary.BigEndian.Uint64(PromptID(secret, s.ID, person, part, -1))
	return seminar.Millis(begins.Add(time.Duration(chance % uint64(room)))), begins.Add(each), true
}

// PromptPart returns the part of a session in which a moment lies, -1 when no prompts are asked then.
func PromptPart(p Policy, s *programme.Session, now time.Time) int {
	n := p.PromptCount(s.Ends.Sub(s.Starts))
	if n == 0 || now.Before(s.Starts) || !now.Before(s.Ends) {
		return -1
	}
	return min(n-1, int(now.Sub(s.Starts)/(s.Ends.Sub(s.Starts)/time.Duration(n))))
}

// PromptID returns 8 bytes that name the prompt of a part of a session to a person; a prompt that was voided is replaced by the next try.
func PromptID(secret []byte, session, person seminar.ID, part, try int) []byte {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s %s %d %d", session, person, part, try)
	return mac.Sum(nil)[:8]
}

// Prompt is one question whether somebody is there, and what came of it.
type Prompt struct {
	ID      seminar.ID
	Person  seminar.ID
	Session seminar.ID
	Place   seminar.ID
	From    time.Time // when it was shown
	To      time.Time // until when it can be answered
	State   Kind      // PromptShown while it is open, PromptAnswered, PromptMissed or PromptVoided
	Again   bool      // was voided, and asked again
}

// promptRank orders what was said of one prompt, whenever it arrived: an answer holds, and what was voided was not missed.
var promptRank = []Kind{PromptShown, PromptMissed, PromptVoided, PromptAnswered}

// Prompts returns the prompts of a seminar in the order in which they were shown.
func Prompts(all []Evidence) []Prompt {
	var said []*Evidence
	for i := range all {
		if slices.Contains(promptRank, all[i].Kind) {
			said = append(said, &all[i])
		}
	}
	slices.SortFunc(said, inOrder)
	return prompts(said)
}

// prompts reads evidence that is in the order of time.
func prompts(sorted []*Evidence) (list []Prompt) {
	var index map[seminar.ID]int
	for _, e := range sorted {
		if e.Kind == PromptShown {
			if index == nil {
				index = map[seminar.ID]int{}
			}
			if _, twice := index[e.Ref]; !twice {
				index[e.Ref] = len(list)
				list = append(list, Prompt{ID: e.Ref, Person: e.Person, Session: e.Session, Place: e.Place, From: e.From, To: e.To, State: PromptShown})
			}
		}
	}
	for _, e := range sorted {
		if i, known := index[seminar.ID(e.Reason)]; known && e.Kind == PromptShown {
			list[i].Again = true
		}
		rank := slices.Index(promptRank, e.Kind)
		i, known := index[e.Ref]
		if rank > 0 && known && list[i].Person == e.Person && rank > slices.Index(promptRank, list[i].State) {
			list[i].State = e.Kind
		}
	}
	return list
}

// Asked says how somebody did with the prompts of a session.
type Asked struct {
	Shown    int `json:"shown"` // those that count: neither voided nor still open
	Answered int `json:"answered"`
	Voided   int `json:"voided,omitempty"` // and not asked again
}

// asked counts the prompts of one session.
func (h *history) asked(session seminar.ID) (a Asked) {
	for _, p := range h.prompts {
		if p.Session != session {
			continue
		}
		switch p.State {
		case PromptAnswered:
			a.Shown++
			a.Answered++
		case PromptMissed:
			a.Shown++
		case PromptVoided:
			if !p.Again {
				a.Voided++
			}
		}
	}
	return a
}

// proves reports whether the answers are enough for being alone to count as attendance.
func (p Policy) proves(a Asked) bool {
	return p.PromptShare == 0 || a.Answered*100 >= a.Shown*p.PromptShare
}

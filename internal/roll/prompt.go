package roll

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
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

// PromptTimes returns when somebody is to be asked in a session: once at a random moment of each of its equal parts, never
// so late that the time to answer would reach into the next part or past the end. The moments follow from the secret, the
// session and the person alone: they survive a restart, differ between people, and nobody without the secret can know them.
func PromptTimes(secret []byte, p Policy, s *programme.Session, person seminar.ID, window time.Duration) []time.Time {
	length := s.Ends.Sub(s.Starts)
	n := p.PromptCount(length)
	if n == 0 {
		return nil
	}
	part := length / time.Duration(n)
	room := part - window
	if room <= 0 {
		return nil // there is no part in which it could be answered
	}
	times := make([]time.Time, n)
	for i := range times {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(s.ID))
		mac.Write([]byte{0})
		mac.Write([]byte(person))
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(i)))
		chance := binary.BigEndian.Uint64(mac.Sum(nil))
		times[i] = seminar.Millis(s.Starts.Add(time.Duration(i)*part + time.Duration(chance%uint64(room))))
	}
	return times
}

// Prompt is one question whether somebody is there, and what came of it.
type Prompt struct {
	ID      seminar.ID
	Person  seminar.ID
	Session seminar.ID
	From    time.Time // when it was shown
	To      time.Time // until when it can be answered
	State   Kind      // PromptShown while it is open, PromptAnswered, PromptMissed or PromptVoided
}

// outranks orders what was said of one prompt, whenever it arrived: an answer holds, and what was voided was not missed.
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
				list = append(list, Prompt{ID: e.Ref, Person: e.Person, Session: e.Session, From: e.From, To: e.To, State: PromptShown})
			}
		}
	}
	for _, e := range sorted {
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
	Voided   int `json:"voided,omitempty"`
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
			a.Voided++
		}
	}
	return a
}

// proves reports whether the answers are enough for being alone to count as attendance.
func (p Policy) proves(a Asked) bool {
	return p.PromptShare == 0 || a.Answered*100 >= a.Shown*p.PromptShare
}

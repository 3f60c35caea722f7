package roll

import (
	"encoding/json"
	"time"

	"aula/internal/seminar"
)

// Reason is one sentence of why a cell has its mark: a key of the catalogues and what
// fills the sentence. The fields are typed, and not a map, because a roll holds
// millions of them; Args makes the map when somebody reads.
type Reason struct {
	Key   string       // for example "roll.why.scan_in"
	At    time.Time    // {{.time}}, UTC
	Until time.Time    // {{.until}}, UTC
	Place seminar.Text // {{.place}}, the name of a place in its languages
	Count int          // {{.count}}, the number that decides the plural
	Of    int          // {{.of}}, what Count is measured by
	Who   seminar.Text // {{.who}}, the name of a person in its languages
	Words string       // {{.reason}}, in the words of a person
}

// Args returns what fills the sentence: "time" and "until" are time.Time, "place" and "who"
// are seminar.Text, "count" and "of" are int, "reason" is a string. What the sentence
// does not need is left out.
func (r Reason) Args() map[string]any {
	args := map[string]any{}
	if !r.At.IsZero() {
		args["time"] = r.At
	}
	if !r.Until.IsZero() {
		args["until"] = r.Until
	}
	if r.Place != nil {
		args["place"] = r.Place
	}
	switch r.Key {
	case whyMinutes, whyOnlineMany, whyLate, whyLeftEarly, whyTooLate, whyTooEarly, whyTooShort, whyCredit, whyPrompts, whyVoided, whyUnproven, endLeave, endMissed:
		args["count"], args["of"] = r.Count, r.Of
	default:
		if r.Count != 0 || r.Of != 0 {
			args["count"], args["of"] = r.Count, r.Of
		}
	}
	if r.Who != nil {
		args["who"] = r.Who
	}
	if r.Words != "" {
		args["reason"] = r.Words
	}
	return args
}

// MarshalJSON writes {"key": ..., "args": {...}}.
func (r Reason) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Key  string         `json:"key"`
		Args map[string]any `json:"args,omitempty"`
	}{r.Key, r.Args()})
}

package roll

import (
	"encoding/json"
	"time"
)

// Span is a length of presence. In JSON it is whole seconds, rounded down: nobody is
// credited with time that was not there.
type Span time.Duration

// Minutes returns the whole minutes of the span, rounded down.
func (s Span) Minutes() int { return int(time.Duration(s) / time.Minute) }

// Duration returns the span as a time.Duration.
func (s Span) Duration() time.Duration { return time.Duration(s) }

// String writes the span as a time.Duration does: "2h28m0s".
func (s Span) String() string { return time.Duration(s).String() }

// MarshalJSON writes whole seconds.
func (s Span) MarshalJSON() ([]byte, error) {
	return json.Marshal(int64(time.Duration(s) / time.Second))
}

// UnmarshalJSON reads whole seconds.
func (s *Span) UnmarshalJSON(b []byte) error {
	var seconds int64
	if err := json.Unmarshal(b, &seconds); err != nil {
		return err
	}
	*s = Span(time.Duration(seconds) * time.Second)
	return nil
}

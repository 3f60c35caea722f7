package seminar

import "time"

// Clock tells the time. The server has one; tests and rehearsals bring their own.
type Clock func() time.Time

// Millis cuts a time to the millisecond in UTC, the grain of everything stored.
func Millis(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

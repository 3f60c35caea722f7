package roll_test

import (
	"testing"
	"time"

	"aula/internal/roll"
)

// A code is good while it is shown and for one turn more, at the hall that shows it, and a minute later no longer.
func TestHallCode(t *testing.T) {
	secret, places := []byte("secret"), fixture().Places
	shown := time.Unix(1_800_000_000, 0).Truncate(roll.HallCodeTurn)
	code := roll.HallCode(secret, branch, shown)
	if len(code) != 5 || code == roll.HallCode(secret, hall, shown) || code == roll.HallCode([]byte("other"), branch, shown) {
		t.Fatalf("the code is %q", code)
	}
	for after, want := range map[time.Duration]bool{0: true, 19 * time.Second: true, 39 * time.Second: true, 40 * time.Second: false, time.Minute: false, -time.Second: false} {
		if got := roll.HallOf(secret, places, code, shown.Add(after)); (got == branch) != want || got != "" && got != branch {
			t.Errorf("%s after it was first shown it is of %q", after, got)
		}
	}
	if got := roll.HallOf(secret, places, roll.HallCode(secret, online, shown), shown); got != "" {
		t.Errorf("home has a code, of %q", got)
	}
}

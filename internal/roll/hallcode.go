package roll

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"aula/internal/seminar"
)

// HallCodeTurn is how long the screen of a hall shows one code. A code is taken while it is shown and for one turn more, so that there is time to
// write it: a photograph sent to somebody at home is old before it is of use.
const HallCodeTurn = 20 * time.Second

// HallCode returns the five digits that the screen of a hall shows at a moment. Nobody without the secret can know them beforehand.
func HallCode(secret []byte, place seminar.ID, at time.Time) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "hall code %s %d", place, at.Unix()/int64(HallCodeTurn/time.Second))
	return fmt.Sprintf("%05d", binary.BigEndian.Uint32(mac.Sum(nil))%100_000)
}

// HallOf returns the hall whose screen shows the code at a moment, or has just shown it; "" for none. At one moment two halls never
// show the same code to HallOf: the first in the list has it.
func HallOf(secret []byte, places []seminar.Place, code string, at time.Time) seminar.ID {
	for _, p := range places {
		if p.Kind == seminar.Online {
			continue
		}
		for _, t := range []time.Time{at, at.Add(-HallCodeTurn)} {
			if hmac.Equal([]byte(HallCode(secret, p.ID, t)), []byte(code)) {
				return p.ID
			}
		}
	}
	return ""
}

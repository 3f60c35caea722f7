package roll

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"

	"aula/internal/seminar"
)

// SeatCode returns what the card on somebody's desk at a place carries: who opens it by their own login confirms that they
// have sat down there. It is the same all seminar long, so it proves less than a code that changes.
func SeatCode(secret []byte, person, place seminar.ID) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("seat " + person + " " + place))
	return seatEncoding.EncodeToString(mac.Sum(nil)[:10])
}

// SeatOf returns the hall at which the code is somebody's seat; "" for none.
func SeatOf(secret []byte, person seminar.ID, places []seminar.Place, code string) seminar.ID {
	for _, p := range places {
		if p.Kind != seminar.Online && hmac.Equal([]byte(SeatCode(secret, person, p.ID)), []byte(code)) {
			return p.ID
		}
	}
	return ""
}

// seatEncoding is RFC 4648 section 6 in lower case without padding: 16 characters that stand in an address as they are.
var seatEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

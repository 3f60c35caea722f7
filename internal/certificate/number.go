package certificate

import (
	"fmt"
	"strconv"
	"strings"

	"aula/internal/seminar"
)

// Number is what people call a certificate by: the year, a serial of at least five
// digits and a check character, "2026-00042-0". The check is MOD 11-2 of ISO/IEC 7064,
// as in the numbers of Chinese identity cards: it finds every wrong character and every
// two neighbours that were exchanged, and may be an X for ten.
type Number string

// NewNumber returns the number of a serial, from 1, in a year of four digits.
func NewNumber(year, serial int) Number {
	digits := fmt.Sprintf("%04d%05d", year, serial)
	return Number(digits[:4] + "-" + digits[4:] + "-" + check(digits))
}

// ParseNumber reads a number as a person may have typed it: with or without hyphens
// and spaces, a small x. It returns an Invalid error when the check does not fit.
func ParseNumber(s string) (Number, error) {
	clean := strings.NewReplacer("-", "", " ", "", "x", "X").Replace(s)
	split := len(clean) - 1
	if split < 9 || split > 18 || strings.Trim(clean[:split], "0123456789") != "" || clean[split:] != check(clean[:split]) {
		return "", seminar.Invalid("error.certificate.number", "value", s)
	}
	return Number(clean[:4] + "-" + clean[4:split] + "-" + clean[split:]), nil
}

// check returns the check character of digits (ISO/IEC 7064, MOD 11-2): the sum of all
// characters, each times 2 to the power of its place from the right, leaves 1 by 11.
func check(digits string) string {
	sum := 0
	for _, d := range digits {
		sum = (sum + int(d-'0')) * 2 % 11
	}
	if c := (12 - sum) % 11; c < 10 {
		return strconv.Itoa(c)
	}
	return "X"
}

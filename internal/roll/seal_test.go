package roll_test

import (
	"crypto/ed25519"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/roll"
	"aula/internal/seminar"
)

func sealed(t testing.TB) (roll.Seal, map[uint8]ed25519.PublicKey) {
	t.Helper()
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", ed25519.SeedSize)))
	f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("wu", branch)},
		Evidence: []roll.Evidence{in(hall, hm(1, "08:50")), out(hall, hm(1, "12:00"))}, AsOf: hm(1, "13:00")}
	r := roll.Fold(f)
	s := roll.NewSeal(seminar.IDFromBytes([8]byte{1, 2, 3}), r, r.Halves[0], 41, strings.Repeat("0f", 32))
	s.Sign(3, private)
	return s, map[uint8]ed25519.PublicKey{3: private.Public().(ed25519.PublicKey)}
}

// A seal is true as it was made, on paper and as a code, and false after any change.
func TestSealsAreTrueUnlessChanged(t *testing.T) {
	s, keys := sealed(t)
	equal(t, "marks", s.Total, roll.Tally{Present: 1, Absent: 1})
	equal(t, "main hall", s.ByPlace[hall], roll.Tally{Present: 1})
	if err := s.Verify(keys); err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(*roll.Seal){
		"entry":  func(s *roll.Seal) { s.Seq++ },
		"head":   func(s *roll.Seal) { s.Head = strings.Repeat("0e", 32) },
		"digest": func(s *roll.Seal) { s.Digest = strings.Repeat("0e", 32) },
		"marks":  func(s *roll.Seal) { s.Total.Present++ },
		"place":  func(s *roll.Seal) { s.ByPlace = map[seminar.ID]roll.Tally{} },
		"day":    func(s *roll.Seal) { s.Day = "2026-11-24" },
		"time":   func(s *roll.Seal) { s.At = s.At.Add(1e6) },
	}
	for what, change := range changes {
		x := s
		if change(&x); !errors.Is(x.Verify(keys), roll.ErrSealSignature) {
			t.Errorf("another %s passes", what)
		}
	}
	if !errors.Is(s.Verify(nil), roll.ErrSealKey) {
		t.Error("an unknown key passes")
	}
	code, err := roll.ParseSealCode(" " + s.Code() + "\n")
	if err != nil || code.Verify(keys) != nil {
		t.Fatalf("the code of a true seal: %v, %v", err, code.Verify(keys))
	}
	if code.Seminar != s.Seminar || code.Seq != s.Seq || code.Head != s.Head {
		t.Errorf("the code says %+v", code)
	}
	if n := len(s.Code()); n > 400 { // alphanumeric QR, version 10
		t.Errorf("the code has %d letters", n)
	}
}

// No other letter in a code passes, nor does anything else that is read as one.
func TestEveryLetterOfACodeCounts(t *testing.T) {
	s, keys := sealed(t)
	text := s.Code()
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(text)-1).Draw(t, "place")
		other := rapid.SampledFrom([]byte("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:0")).Draw(t, "letter")
		if text[i] == other {
			return
		}
		changed := text[:i] + string(other) + text[i+1:]
		code, err := roll.ParseSealCode(changed)
		if err == nil && code.Verify(keys) == nil && !reflect.DeepEqual(code, must(roll.ParseSealCode(text))) {
			t.Fatalf("%s passes", changed)
		}
	})
}

func must[T any](x T, _ error) T { return x }

// Two rolls have one digest exactly if they say the same of everybody in the half-day.
func TestDigest(t *testing.T) {
	f := roll.Facts{Policy: plain, Seminar: fixture(), People: []seminar.Person{delegate("li", hall), delegate("wu", branch)}, AsOf: hm(3, "12:00")}
	a := roll.Fold(f)
	f.People = []seminar.Person{f.People[1], f.People[0]}
	f.Evidence = []roll.Evidence{says(roll.Present, "second", hall, hm(2, "09:00"))} // another half-day
	b := roll.Fold(f)
	if roll.Digest(a, a.Halves[0]) != roll.Digest(b, b.Halves[0]) {
		t.Error("what was said of another day changes the digest")
	}
	f.Evidence = append(f.Evidence, says(roll.Present, "morning", hall, hm(1, "09:00")))
	if c := roll.Fold(f); roll.Digest(a, a.Halves[0]) == roll.Digest(c, c.Halves[0]) {
		t.Error("another mark has the same digest")
	}
}

package certificate

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Numbers that others have published under the same check.
func TestCheck(t *testing.T) {
	for digits, want := range map[string]string{
		"079":             "X", // example of ISO/IEC 7064
		"0794":            "0", // the same
		"000000021825009": "7", // ORCID 0000-0002-1825-0097
		"000000021694233": "X", // ORCID 0000-0002-1694-233X
	} {
		if got := check(digits); got != want {
			t.Errorf("%s: %s, want %s", digits, got, want)
		}
	}
}

func TestParseNumber(t *testing.T) {
	n := NewNumber(2026, 42)
	if n != "2026-00042-0" {
		t.Errorf("number %s", n)
	}
	for _, typed := range []string{"2026-00042-0", "2026000420", " 2026 00042 0"} {
		if got, err := ParseNumber(typed); err != nil || got != n {
			t.Errorf("%q: %s, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"", "-", "5", "2026-00042-6", "2026-00042", "2026-0042-5", "2026-00042-0-1", "2026-0OO42-5", "２０２６-00042-5", strings.Repeat("1", 100)} {
		if got, err := ParseNumber(typed); err == nil {
			t.Errorf("%q is %s", typed, got)
		}
	}
}

// A number is read as it was written; with one wrong character, or two neighbours
// exchanged, it is none.
func TestNumberFindsMistakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := NewNumber(rapid.IntRange(2000, 2999).Draw(t, "year"), rapid.IntRange(1, 9_999_999).Draw(t, "serial"))
		got, err := ParseNumber(strings.ToLower(string(n)))
		if err != nil || got != n {
			t.Fatalf("%s: %s, %v", n, got, err)
		}
		plain := strings.ReplaceAll(string(n), "-", "")
		for i := range plain {
			for _, c := range "0123456789X" {
				wrong := plain[:i] + string(c) + plain[i+1:]
				if _, err := ParseNumber(wrong); wrong != plain && err == nil {
					t.Fatalf("%s read as a number, it was %s", wrong, plain)
				}
			}
			if i > 0 && plain[i] != plain[i-1] {
				wrong := plain[:i-1] + string(plain[i]) + string(plain[i-1]) + plain[i+1:]
				if _, err := ParseNumber(wrong); err == nil {
					t.Fatalf("%s read as a number, it was %s", wrong, plain)
				}
			}
		}
	})
}

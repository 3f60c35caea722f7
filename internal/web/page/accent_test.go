package page

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"aula/internal/programme"
)

// Whatever colour an organiser chooses, text in it can be read in both themes.
func TestAccentIsReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chosen := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(t, "accent"))
		style := string(Frame{Seminar: &programme.Seminar{Accent: chosen}}.AccentStyle())
		var own, light, dark string
		if _, err := fmt.Sscanf(style, ":root{--seminar-accent:%7s;--accent-on-light:%7s;--accent-on-dark:%7s", &own, &light, &dark); err != nil {
			t.Fatalf("%q: %v", style, err)
		}
		if own != chosen {
			t.Errorf("%s became %s", chosen, own)
		}
		for _, x := range []struct {
			text  string
			paper colour
		}{{light, lightPaper}, {dark, darkPaper}} {
			c, ok := parseColour(x.text)
			if r := contrast(c, x.paper); !ok || r < 5.4 {
				t.Errorf("%s as %s on %s: contrast %.2f", chosen, x.text, x.paper, r)
			}
		}
	})
}

func TestAccentOfNoColour(t *testing.T) {
	want := Frame{}.AccentStyle()
	for _, chosen := range []string{"", "red", "#12345", "#12345g", "red;}</style>"} {
		if got := (Frame{Seminar: &programme.Seminar{Accent: chosen}}).AccentStyle(); got != want {
			t.Errorf("%q: %s, want the house's", chosen, got)
		}
	}
}

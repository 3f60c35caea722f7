package pdf

import "testing"

func TestValues(t *testing.T) {
	for v, want := range map[float64]string{0: "0", -0.0001: "0", 10: "10", 100: "100", 1.5: "1.5", -2.3456: "-2.346", 841.8897: "841.89"} {
		if got := number(v); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
	for s, want := range map[string]string{
		"": "()", "plain": "(plain)", `a(b)\c`: `(a\(b\)\\c)`, "é": "<FEFF00E9>", "李": "<FEFF674E>", "🦉": "<FEFFD83EDD89>", "a\nb": "<FEFF0061000A0062>",
	} {
		if got := text(s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
	for c, want := range map[Colour]string{{}: "0 g", Grey(255): "1 g", {R: 255, G: 51, B: 0}: "1 0.2 0 rg"} {
		if got := c.operator(false); got != want {
			t.Errorf("%v is written %s, want %s", c, got, want)
		}
	}
}

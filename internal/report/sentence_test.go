package report

import "testing"

func TestFirstSentence(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"Rivers. Two.":                         "Rivers.",
		"No stop":                              "No stop.",
		"What now? Nothing.":                   "What now?",
		"Dr. Li and Prof. Wu speak. Then tea.": "Dr. Li and Prof. Wu speak.",
		"Rivers, e.g. the Yunze, rise. More.":  "Rivers, e.g. the Yunze, rise.",
		"It costs 3.5 million. Truly.":         "It costs 3.5 million.",
		"In the law. It says so.":              "In the law.",
		"By J. Smith. Later.":                  "By J. Smith.",
		"First line\nsecond line.":             "First line.",
		"治河如记账。账目公开。":                          "治河如记账。",
		"他说：“治河如记账。”账目公开。": "他说：“治河如记账。”账目公开。",
		"没有句号":      "没有句号。",
		"见《水法》":     "见《水法》。",
		"“Enough.”": "“Enough.”",
	} {
		if got := firstSentence(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

package seminar

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is a human text in one or more languages: {"en": "Opening", "zh-Hans": "开幕式"}.
// Keys are BCP 47 tags in the form that Language returns.
type Text map[string]string

// English and Chinese are the languages whose interface texts are complete.
const (
	English = "en"
	Chinese = "zh-Hans"
)

// Languages lists the interface languages, the fallback first.
func Languages() []string { return []string{English, Chinese} }

// Language brings a language tag to the form used as a key of a Text: lower-case
// language, title-case script; every mainland or script-less Chinese is zh-Hans.
// It returns "" for something that is no tag.
func Language(tag string) string {
	parts := strings.Split(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	if len(parts[0]) < 2 || len(parts[0]) > 3 || !letters(parts[0]) {
		return ""
	}
	lang := strings.ToLower(parts[0])
	if lang == "zh" {
		for _, p := range parts[1:] {
			switch strings.ToLower(p) {
			case "hant", "tw", "hk", "mo":
				return "zh-Hant"
			}
		}
		return Chinese
	}
	if len(parts) > 1 && len(parts[1]) == 4 && letters(parts[1]) {
		return lang + "-" + strings.ToUpper(parts[1][:1]) + strings.ToLower(parts[1][1:])
	}
	return lang
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) < 0
}

// In returns the text in the first of the languages that it has, else in English,
// else in the first language by name, so that a reader always sees something.
func (t Text) In(languages ...string) string {
	_, s := t.Best(languages...)
	return s
}

// Best is In, and says which language it found, for a lang attribute.
func (t Text) Best(languages ...string) (language, s string) {
	for _, l := range append(languages, English) {
		if s := t[l]; s != "" {
			return l, s
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		if t[l] != "" {
			return l, t[l]
		}
	}
	return "", ""
}

// IsZero reports whether there is no text in any language.
func (t Text) IsZero() bool { _, s := t.Best(); return s == "" }

// Equal reports whether both say the same in the same languages.
func (t Text) Equal(u Text) bool { return maps.Equal(t, u) }

// Lines returns what somebody wrote as lines, each as OneLine leaves it, without empty ones.
func Lines(s string) string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = OneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// OneLine returns what somebody wrote as one line: without control characters, those that
// turn the direction of writing among them, and with single spaces.
func OneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)), " ")
}

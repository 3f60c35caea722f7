package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// firstSentence returns a text up to the end of its first sentence, which it gives a
// full stop when there is none.
func firstSentence(text string) string {
	text = strings.TrimSpace(text)
	if paragraphs := strings.SplitN(text, "\n", 2); len(paragraphs) == 2 {
		text = strings.TrimSpace(paragraphs[0])
	}
	for i, r := range text {
		if end := i + utf8.RuneLen(r); ends(r, text[:i], text[end:]) {
			return text[:end]
		}
	}
	return stop(text)
}

// ends reports whether the rune between both parts ends a sentence.
func ends(r rune, before, after string) bool {
	switch r {
	case '。', '！', '？':
		next, _ := utf8.DecodeRuneInString(after)
		return !strings.ContainsRune(closers, next)
	case '!', '?':
		return after == "" || after[0] == ' '
	case '.':
		if after == "" {
			return true
		}
		next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " "))
		return after[0] == ' ' && !unicode.IsLower(next) && !abbreviation(before[strings.LastIndexByte(before, ' ')+1:])
	}
	return false
}

// abbreviation reports whether a word before a point looks like Dr, No, Prof or an initial.
func abbreviation(word string) bool {
	n := utf8.RuneCountInString(word)
	first, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	return n == 1 || n <= 4 && unicode.IsUpper(first) && rest == strings.ToLower(rest) && rest != strings.ToUpper(rest)
}

// closers may stand after the full stop.
const closers = "”’」』）)\"'"

// stop ends a sentence that nothing ends.
func stop(s string) string {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, closers))
	switch {
	case s == "", strings.ContainsRune(".!?。！？…", last):
		return s
	case strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0:
		return s + "。"
	}
	return s + "."
}

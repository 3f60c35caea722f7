package page

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"aula/internal/seminar"
)

// folded brings a text to the form in which it is compared: no case, no marks over letters, full width as half, nothing between
// words but one space.
func folded(s string) string {
	s, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s)
	if err != nil {
		return "" // a text that is no text finds nothing
	}
	s = strings.NewReplacer("đ", "d", "ł", "l", "ø", "o", "ß", "ss", "·", " ", "-", " ", ".", " ", "'", " ", "’", " ", "_", " ").Replace(strings.ToLower(s))
	return strings.Join(strings.Fields(s), " ")
}

// meant reports whether every word of a search is somewhere in what is known of a person: name and post in any language, the
// organisation, the key, the e-mail. Spaces in a name do not matter, so that 李 伟 is found as 李伟, and Li Wei as liwei.
func meant(search string, p seminar.Person, o seminar.Organisation) bool {
	var all []string
	for _, t := range []seminar.Text{p.Name, p.Post, o.Name} {
		for _, s := range t {
			all = append(all, folded(s))
		}
	}
	text := strings.Join(append(all, folded(p.Key), strings.ToLower(p.Email), folded(o.Key)), "\n")
	joined := strings.ReplaceAll(text, " ", "")
	for _, word := range strings.Fields(folded(search)) {
		if !strings.Contains(text, word) && !strings.Contains(joined, word) {
			return false
		}
	}
	return true
}

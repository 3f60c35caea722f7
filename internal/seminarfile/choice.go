package seminarfile

import (
	"slices"
	"strings"

	"aula/internal/seminar"
)

// unknown reports a value that is none of the options.
func unknown[T ~string](b *book, at spot, s string, options []T) {
	all := make([]string, len(options))
	for i, o := range options {
		all[i] = string(o)
	}
	b.fault(at, "file.fault.choice", "value", short(s), "near", near(s, all), "options", strings.Join(all, ", "))
}

// language reads a language tag; one that the seminar is not given in is a warning,
// because it is more often a slip than a wish.
func (b *book) language(at spot, tag string) (string, bool) {
	l := seminar.Language(tag)
	if l == "" {
		b.fault(at, "file.fault.language", "value", short(tag))
		return "", false
	}
	if !slices.Contains(b.languages, l) && !b.unsure[kindLanguage] {
		b.warn(at, "file.fault.language_foreign", "value", l, "near", near(l, b.languages))
	}
	return l, true
}

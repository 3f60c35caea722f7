package config

import (
	"fmt"
	"strings"
)

// suggest ends a message with the candidate that was probably meant, or with nothing. A candidate that is the same word
// in another section counts as near.
func suggest(word string, candidates []string) string {
	best, least := "", 1+min(3, len(word)/3)
	for _, candidate := range candidates {
		d := distance(strings.ToLower(word), candidate)
		if lastPart(word) == lastPart(candidate) {
			d = min(d, 1)
		}
		if d < least {
			best, least = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

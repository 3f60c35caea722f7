package seminarfile

import "strings"

// near returns the candidate that a slip of the fingers would turn into s: at most
// two letters changed, missing, added or swapped, and fewer than half of them. It
// returns "" when there is none.
func near(s string, candidates []string) string {
	s = strings.ToLower(s)
	best, found := min(2, len([]rune(s))/2)+1, ""
	for _, c := range candidates {
		if d := distance([]rune(s), []rune(c), best); d < best {
			best, found = d, c
		}
	}
	return found
}

// distance is the optimal string alignment distance of a and b, or at least limit.
func distance(a, b []rune, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

package seminarfile

import "strings"

// A spreadsheet takes a cell that begins with one of these for a formula and runs
// it, also behind a byte order mark or in full width (OWASP, CSV injection). Export
// puts an apostrophe before such a cell; import takes exactly that one away. A name
// that begins with an apostrophe of its own ('t Hooft) stays as it is both ways.
const formula = "=+-@\t\r\n＝＋－＠"

// guard makes a cell safe to open in a spreadsheet.
func guard(s string) string {
	if strings.IndexAny(strings.TrimLeft(s, "'"), formula) == 0 {
		return "'" + s
	}
	return s
}

// unguard undoes guard.
func unguard(s string) string {
	if strings.HasPrefix(s, "'") && strings.IndexAny(strings.TrimLeft(s, "'"), formula) == 0 {
		return s[1:]
	}
	return s
}

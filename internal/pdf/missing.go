package pdf

import (
	"fmt"
	"strings"
)

// Missing says that a character cannot be written: no font of the document has it, or
// there is another reason.
type Missing struct {
	Char rune
	Text string // in which it stands, whole
	Why  string // empty when it is for want of a font
}

func (e *Missing) Error() string {
	if e.Why != "" {
		return fmt.Sprintf("%q (%U) cannot be written: %s; it is in %q", e.Char, e.Char, e.Why, e.near())
	}
	return fmt.Sprintf("no font has %q (%U), which is in %q", e.Char, e.Char, e.near())
}

// near returns the words around the character, so that it can be found in a long text.
func (e *Missing) near() string {
	const most = 30 // characters on each side
	before, after, _ := strings.Cut(e.Text, string(e.Char))
	left, right := []rune(before), []rune(after)
	if n := len(left) - most; n > 0 {
		left = append([]rune("…"), left[n:]...)
	}
	if len(right) > most {
		right = append(right[:most], '…')
	}
	return string(left) + string(e.Char) + string(right)
}

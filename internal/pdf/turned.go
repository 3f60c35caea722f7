package pdf

import "errors"

var errTurned = errors.New("what is turned is decoration alone")

// Turned draws upside down what is drawn on the page within the function: the far side of a card that is folded in its middle and
// stands. Places are counted from the bottom right corner then. It is decoration, because the near side says the same, so texts
// must be an Artifact and no figure or link may be drawn.
func (p *Page) Turned(draw func()) {
	owners, links := len(p.owners), len(p.links)
	p.put("q -1 0 0 -1 %s %s cm\n", number(p.size.W*points), number(p.size.H*points))
	draw()
	p.put("Q\n")
	if len(p.owners) != owners || len(p.links) != links {
		p.doc.fail(errTurned)
	}
}

package pdf

import "fmt"

// indent is how far the items of a list are from its left side, in millimetres.
const indent = 6

// List writes items under dots, or numbered from 1.
func (f *Flow) List(style Style, numbered bool, items ...string) {
	style = style.of(P)
	list := f.doc.element("L")
	list.attrs = "/O/List/ListNumbering/Disc"
	if numbered {
		list.attrs = "/O/List/ListNumbering/Decimal"
	}
	if style.Lang != "" && style.Lang != f.doc.language {
		list.lang = style.Lang
	}
	for i, item := range items {
		label := "•"
		if numbered {
			label = fmt.Sprintf("%d.", i+1)
		}
		t := f.doc.lay(style, f.width()-indent, []Run{{Text: item}})
		mark := f.doc.lay(style, indent, []Run{{Text: label}})
		f.Need(t.lineHeight())
		li := list.add("LI")
		mark.draw(f.page, f.margin.Left, f.y, mark.lines, li.add("Lbl"))
		f.pour(t, f.margin.Left+indent, li.add("LBody"))
	}
	f.Space(0.3 * style.line() / points)
}

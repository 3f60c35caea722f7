package pdf

import (
	"fmt"
	"strings"
)

// Role says what a text is.
type Role string

// What a text can be. An Artifact is decoration, which is not read out: page numbers,
// repeated headings, a watermark.
const (
	H1       Role = "H1"
	H2       Role = "H2"
	H3       Role = "H3"
	P        Role = "P"
	Artifact Role = "Artifact"
)

// level returns that of a heading, else 0.
func (r Role) level() int {
	switch r {
	case H1:
		return 1
	case H2:
		return 2
	case H3:
		return 3
	}
	return 0
}

// element is a part of the structure (ISO 32000-1 section 14.7.2).
type element struct {
	role   Role
	lang   string
	alt    string
	attrs  string // entries of its attribute dictionary
	parent *element
	kids   []kid
	object int // its number, when the file is written
}

// kid is what an element holds: another element, marked content of a page, or a link.
type kid struct {
	element *element
	page    *Page
	mark    int
	link    *link
}

// element adds a part to what is drawn now.
func (d *Document) element(role Role) *element { return d.parent.add(role) }

func (e *element) add(role Role) *element {
	k := &element{role: role, parent: e}
	e.kids = append(e.kids, kid{element: k})
	return k
}

// text adds the element of a text; nil for decoration. Levels of headings must not be
// skipped (ISO 14289-1 section 7.4.2).
func (d *Document) text(role Role, lang string) *element {
	if role == Artifact {
		return nil
	}
	if level := role.level(); level > 0 {
		if level > d.heading+1 {
			d.fail(fmt.Errorf("a heading of level %d follows one of level %d", level, d.heading))
		}
		d.heading = level
	}
	e := d.element(role)
	if lang != d.language {
		e.lang = lang
	}
	return e
}

// enumerate gives the element and all below it their objects.
func (e *element) enumerate(f *file) {
	e.object = f.next()
	for _, k := range e.kids {
		if k.element != nil {
			k.element.enumerate(f)
		}
	}
}

// write writes the element and all below it.
func (e *element) write(f *file, parent int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</S/%s/P %d 0 R", e.role, parent)
	if e.lang != "" {
		b.WriteString("/Lang" + text(e.lang))
	}
	if e.alt != "" {
		b.WriteString("/Alt" + text(e.alt))
	}
	if e.attrs != "" {
		b.WriteString("/A<<" + e.attrs + ">>")
	}
	page := e.firstPage()
	if page != nil {
		fmt.Fprintf(&b, "/Pg %d 0 R", page.object)
	}
	if len(e.kids) > 0 {
		b.WriteString("/K" + e.content(page))
	}
	b.WriteString(">>")
	f.set(e.object, b.String())
	for _, k := range e.kids {
		if k.element != nil {
			k.element.write(f, e.object)
		}
	}
}

// content writes what the element holds; marks of its page need not name the page.
func (e *element) content(page *Page) string {
	var b strings.Builder
	b.WriteByte('[')
	for i, k := range e.kids {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case k.element != nil:
			fmt.Fprintf(&b, "%d 0 R", k.element.object)
		case k.link != nil:
			fmt.Fprintf(&b, "<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>", k.link.object, k.page.object)
		case k.page == page:
			fmt.Fprint(&b, k.mark)
		default:
			fmt.Fprintf(&b, "<</Type/MCR/Pg %d 0 R/MCID %d>>", k.page.object, k.mark)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// firstPage returns the page of the element's own first marked content.
func (e *element) firstPage() *Page {
	for _, k := range e.kids {
		if k.page != nil {
			return k.page
		}
	}
	return nil
}

// writeStructure writes the tree, with the way back from marked content and links to
// their elements, and returns the number of its root.
func (d *Document) writeStructure(f *file, links []*link) int {
	root := f.next()
	d.root.enumerate(f)
	d.root.write(f, root)
	var back strings.Builder
	for i, p := range d.pages {
		owners := make([]int, len(p.owners))
		for j, e := range p.owners {
			owners[j] = e.object
		}
		fmt.Fprintf(&back, "%d %d 0 R ", i, f.add(refs(owners)))
	}
	for i, l := range links {
		fmt.Fprintf(&back, "%d %d 0 R ", len(d.pages)+i, l.owner.object)
	}
	tree := f.add("<</Nums[" + back.String() + "]>>")
	f.set(root, fmt.Sprintf("<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>", d.root.object, tree, len(d.pages)+len(links)))
	return root
}

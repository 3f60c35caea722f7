package pdf

import (
	"fmt"
	"strings"
	"time"
)

const producer = "Aula"

// build returns the file.
func (d *Document) build() ([]byte, error) {
	f := newFile()
	var links []*link
	for _, p := range d.pages {
		p.object = f.next()
		for _, l := range p.links {
			l.object = f.next()
			links = append(links, l)
		}
	}
	var fonts strings.Builder
	for _, u := range d.uses {
		n, err := u.write(f)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&fonts, "/%s %d 0 R", u.name, n)
	}
	resources := f.add("<</Font<<" + fonts.String() + ">>>>")
	tree := f.next()
	kids, key := make([]int, len(d.pages)), len(d.pages)
	for i, p := range d.pages {
		p.write(f, tree, resources, key)
		kids[i], key = p.object, key+len(p.links)
	}
	f.set(tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids%s>>", len(kids), refs(kids)))
	structure := d.writeStructure(f, links)
	metadata := f.rawStream(f.next(), "/Type/Metadata/Subtype/XML", []byte(d.xmp()))
	catalogue := f.add(fmt.Sprintf("<</Type/Catalog/Version/1.7/Pages %d 0 R/StructTreeRoot %d 0 R/MarkInfo<</Marked true>>/Lang%s/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R>>",
		tree, structure, text(d.language), metadata))
	return f.finish(catalogue, f.add(d.info())), nil
}

// write writes the page with its links. Key is the key of its first link on the way
// back to the structure; the page's own is its number.
func (p *Page) write(f *file, tree, resources, key int) {
	notes := make([]int, len(p.links))
	for i, l := range p.links {
		notes[i] = l.object
		f.set(l.object, fmt.Sprintf("<</Type/Annot/Subtype/Link/Rect[%s %s %s %s]/Border[0 0 0]/F 4/Contents%s/A<</S/URI/URI%s>>/StructParent %d/P %d 0 R>>",
			number(l.box[0]), number(l.box[1]), number(l.box[2]), number(l.box[3]), text(l.words), text(l.address), key+i, p.object))
	}
	annots := ""
	if len(notes) > 0 {
		annots = "/Annots" + refs(notes)
	}
	content := f.stream(f.next(), "", p.content.Bytes())
	f.set(p.object, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R/StructParents %d/Tabs/S%s>>",
		tree, number(p.size.W*points), number(p.size.H*points), resources, content, p.number, annots))
}

// info repeats what the metadata say, for readers that know no other place.
func (d *Document) info() string {
	s := "<</Title" + text(d.title) + "/Producer" + text(producer)
	if d.Author != "" {
		s += "/Author" + text(d.Author)
	}
	if !d.Created.IsZero() {
		s += "/CreationDate" + text(d.Created.UTC().Format("D:20060102150405Z"))
	}
	return s + ">>"
}

var xml = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// xmp returns the metadata (ISO 16684-1) with the mark of PDF/UA-1 (ISO 14289-1 section 5).
func (d *Document) xmp() string {
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` +
		"<pdfuaid:part>1</pdfuaid:part>")
	fmt.Fprintf(&b, `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>`, xml.Replace(clean(d.title)))
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>", xml.Replace(d.language))
	if d.Author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>", xml.Replace(clean(d.Author)))
	}
	if !d.Created.IsZero() {
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate>", d.Created.UTC().Format(time.RFC3339))
	}
	fmt.Fprintf(&b, "<pdf:Producer>%s</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>", producer)
	return b.String()
}

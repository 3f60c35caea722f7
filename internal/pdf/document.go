// Package pdf writes tagged PDF: papers that a printer prints and a screen reader reads
// in their order, as headings, paragraphs, tables and figures with words. What it writes
// is PDF 1.7 (ISO 32000-1) by the rules of PDF/UA-1 (ISO 14289-1): everything on a page
// is either part of the structure or marked as decoration, fonts are embedded and every
// glyph says its character, the language and the title are there. No validator has
// judged it yet (decision 15). The same calls give the same bytes.
//
// A Document gives pages on which text and figures are placed by millimetres from the
// top left corner, and flows that fill pages from top to bottom and begin new ones by
// themselves. Sizes of type are in points. What is drawn first is read first.
//
// No call that draws returns an error. The first one is kept, and Write tells it: above
// all a Missing, because a character that no font has is never left out in silence.
package pdf

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Document is a paper in the making. It must be used by one goroutine at a time.
type Document struct {
	Author  string    // may stay empty
	Created time.Time // may stay zero; then the file holds no time
	Fonts   Fonts     // set before the first text is drawn; New sets the embedded ones

	title, language string
	pages           []*Page
	root            *element // "Document"
	parent          *element // what is drawn now belongs to it
	heading         int      // level of the last heading
	uses            []*fontUse
	used            map[*Font]*fontUse
	glyphs          map[styled]glyph
	each            func(p *Page, number, of int)
	err             error
}

// New begins a paper with the title that a reader shows in its window and the language
// of its text (a tag of BCP 47). Neither may be empty.
func New(title, language string) *Document {
	root := &element{role: "Document"}
	d := &Document{
		Fonts: Embedded(), title: title, language: language,
		root: root, parent: root, used: map[*Font]*fontUse{}, glyphs: map[styled]glyph{},
	}
	if title == "" || language == "" {
		d.fail(errors.New("a paper needs a title and a language"))
	}
	return d
}

// Page adds a page.
func (d *Document) Page(size Size) *Page {
	p := &Page{doc: d, size: size, number: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// EachPage has the function called for every page when the paper is written, with the
// page's number from 1 on and how many there are: for headers, footers and page
// numbers, which it should draw as Artifact.
func (d *Document) EachPage(draw func(p *Page, number, of int)) { d.each = draw }

// Section keeps together what is drawn within the function, for a reader's ear: a badge
// among many on a sheet.
func (d *Document) Section(draw func()) { d.within(d.element("Sect"), draw) }

func (d *Document) within(e *element, draw func()) {
	outer := d.parent
	d.parent = e
	draw()
	d.parent = outer
}

// Err returns the first error so far.
func (d *Document) Err() error { return d.err }

func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = fmt.Errorf("pdf: %w", err)
	}
}

// Write writes the paper, and fails with the first error of the calls before. Nothing
// can be drawn or written after it.
func (d *Document) Write(out io.Writer) error {
	if len(d.pages) == 0 {
		d.fail(errors.New("a paper needs a page"))
	}
	if d.each != nil {
		for i, p := range d.pages {
			d.each(p, i+1, len(d.pages))
		}
	}
	if d.err != nil {
		return d.err
	}
	body, err := d.build()
	if err == nil {
		d.fail(errors.New("the paper is written already"))
		_, err = out.Write(body)
	}
	if err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

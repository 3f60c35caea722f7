package pdf

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// every kind of mark that a paper can have, over several pages.
func everything() *Document {
	d := New("Everything", "en")
	d.EachPage(func(p *Page, number, of int) {
		p.Text(Artifact, Box{X: 10, Y: 5, W: 80}, Style{}, fmt.Sprint(number, " / ", of))
	})
	f := d.Flow(A6, Margin{10, 10, 10, 10})
	f.Text(H1, Style{}, "Everything 全部")
	f.Runs(P, Style{Bold: true}, Run{Text: "See "}, Run{Text: "the page about it all\nhere", Link: "https://example.org/"}, Run{Text: " 页", Lang: "zh-Hans"})
	f.List(Style{}, false, "one", strings.Repeat("two ", 60))
	table := Table{Columns: []Column{{Head: "No. 号"}, {Head: "Name", Header: true}}, Grid: true, Shade: Grey(230)}
	for i := range 40 {
		table.Rows = append(table.Rows, Cells(fmt.Sprint(i), "Li Wei 李伟"))
	}
	table.Rows = append(table.Rows, []Cell{{Runs: []Run{{Text: "x", Lang: "fr"}, {Text: strings.Repeat("long ", 500), Link: "https://example.org/"}}, Span: 2}})
	f.Table(table)
	p := f.Page()
	p.Code(10, 100, 30, [][]bool{{true, false}, {false, true}}, "code")
	p.Fill(Box{1, 1, 2, 2}, Grey(9))
	p.Frame(Box{1, 1, 2, 2}, 0.2, Colour{1, 2, 3})
	p.Line(1, 1, 2, 2, 0.2, Grey(9))
	return d
}

// Nothing stands on a page that is neither part of the structure nor decoration, none
// is both, and no marked content is inside another (ISO 14289-1 section 7.1).
func TestEverythingIsMarked(t *testing.T) {
	d := everything()
	if err := d.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
	if len(d.pages) < 4 {
		t.Fatalf("only %d pages", len(d.pages))
	}
	for _, p := range d.pages {
		if on, off := strings.Count(p.content.String(), "2 Tr"), strings.Count(p.content.String(), "0 Tr"); on != off || on == 0 {
			t.Errorf("page %d: the thick edge begins %d times and ends %d times", p.number+1, on, off)
		}
		open, next := false, 0
		for line := range strings.Lines(p.content.String()) {
			switch line = strings.TrimSpace(line); {
			case strings.HasSuffix(line, "BDC") || strings.HasSuffix(line, "BMC"):
				if open {
					t.Fatalf("page %d: %s within another", p.number+1, line)
				}
				open = true
				if strings.HasSuffix(line, "BDC") {
					if want := fmt.Sprintf("/%s<</MCID %d>>BDC", p.owners[next].role, next); line != want {
						t.Errorf("page %d: %s, want %s", p.number+1, line, want)
					}
					next++
				}
			case line == "EMC":
				if !open {
					t.Fatalf("page %d ends what has not begun", p.number+1)
				}
				open = false
			case !open:
				t.Errorf("page %d: %q is not marked", p.number+1, line)
			}
		}
		if open || next != len(p.owners) {
			t.Errorf("page %d: open %v, %d of %d contents", p.number+1, open, next, len(p.owners))
		}
	}
}

// From the content of a page one finds its element, and from the element its content;
// each once.
func TestStructureAndPagesAgree(t *testing.T) {
	d := everything()
	if err := d.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
	type content struct {
		page *Page
		mark int
	}
	owner, links := map[content]*element{}, map[*link]*element{}
	var walk func(e *element)
	walk = func(e *element) {
		for _, k := range e.kids {
			switch {
			case k.element != nil:
				if k.element.parent != e {
					t.Errorf("%s has another parent than %s", k.element.role, e.role)
				}
				walk(k.element)
			case k.link != nil:
				links[k.link] = e
			case owner[content{k.page, k.mark}] != nil:
				t.Errorf("content %d of page %d is held twice", k.mark, k.page.number+1)
			default:
				owner[content{k.page, k.mark}] = e
			}
		}
	}
	walk(d.root)
	contents, leads := 0, 0
	for _, p := range d.pages {
		for i, e := range p.owners {
			if contents++; owner[content{p, i}] != e {
				t.Errorf("content %d of page %d does not find its %s", i, p.number+1, e.role)
			}
		}
		for _, l := range p.links {
			if leads++; links[l] != l.owner || l.owner.role != "Link" || l.words == "" {
				t.Errorf("a link on page %d is not a Link with words", p.number+1)
			}
		}
	}
	if contents != len(owner) || leads != len(links) || leads < 3 {
		t.Errorf("%d contents, %d of them held; %d links, %d of them held", contents, len(owner), leads, len(links))
	}
}

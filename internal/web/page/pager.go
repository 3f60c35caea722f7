package page

import "strconv"

// pageRows is how many rows of a long table one page shows.
const pageRows = 100

// Pager leads through a long table.
type Pager struct {
	Page  int // 1 is the first
	Pages int
	Total int    // rows of the whole table
	Path  string // with the filter, ending in ? or &
}

// newPager returns the pager of total rows and the bounds of the page's own.
func newPager(total, page int, path, query string) (p Pager, from, to int) {
	p = Pager{Page: max(page, 1), Pages: max(1, (total+pageRows-1)/pageRows), Total: total, Path: path + "?"}
	if query != "" {
		p.Path += query + "&"
	}
	p.Page = min(p.Page, p.Pages)
	from = (p.Page - 1) * pageRows
	return p, from, min(from+pageRows, total)
}

// Before returns the address of the page before, "" on the first.
func (p Pager) Before() string { return p.to(p.Page - 1) }

// After returns the address of the page after, "" on the last.
func (p Pager) After() string { return p.to(p.Page + 1) }

func (p Pager) to(page int) string {
	if page < 1 || page > p.Pages {
		return ""
	}
	return p.Path + "page=" + strconv.Itoa(page)
}

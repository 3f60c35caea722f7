package seminarfile

import (
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"aula/internal/seminar"
)

// readPeople reads people.csv.
func (b *book) readPeople(f Source) {
	b.unsure[kindPerson] = true
	text, ok := b.text(f)
	if !ok {
		return
	}
	s, ok := b.readSheet(f.Name, text)
	if s.header.line == 0 {
		return
	}
	columns, keyed := b.readHeader(s)
	b.unsure[kindPerson] = !ok || !keyed
	if !keyed {
		return
	}
	for i, r := range s.rows {
		p := person{book: b, file: s.file, row: r, columns: columns, number: i + 1}
		p.read()
	}
}

// readHeader finds out what each column holds. keyed says that there are a key and,
// unless there are people already, a name, without which the rows cannot be read.
func (b *book) readHeader(s sheet) (all []column, keyed bool) {
	if len(s.header.cells) > maxColumns {
		b.fault(spot{file: s.file, line: s.header.line}, "file.fault.too_many", "count", len(s.header.cells), "limit", maxColumns)
		return nil, false
	}
	for i, cell := range s.header.cells {
		at := spot{s.file, s.header.lines[i], short(strings.TrimSpace(cell))}
		c := b.column(at, cell)
		if c.known() && slices.Contains(all, c) {
			b.fault(at, "file.fault.column_twice")
			c = column{name: unnamed}
		}
		all = append(all, c)
	}
	has := func(name string) bool {
		return slices.ContainsFunc(all, func(c column) bool { return c.name == name })
	}
	keyed = true
	for _, name := range []string{"key", "name"} {
		if !has(name) && (name == "key" || len(b.before.people) == 0) {
			b.fault(spot{file: s.file, line: s.header.line}, "file.fault.no_column", "value", name)
			keyed = false
		}
	}
	return all, keyed
}

// column reads one cell of the header.
func (b *book) column(at spot, cell string) column {
	if strings.TrimSpace(cell) == "" {
		return column{}
	}
	c, tag, ok := heading(cell)
	if !ok {
		b.fault(at, "file.fault.unknown_column", "near", near(fold(cell), append(columns(), keys(headings())...)))
		return column{name: unnamed}
	}
	if tag != "" {
		if c.language, ok = b.language(at, tag); !ok {
			return column{name: unnamed}
		}
	}
	if c.language == "" && textual(c.name) {
		c.language = b.languages[0]
	}
	return c
}

// person is a row of people.csv while it is being read.
type person struct {
	book    *book
	file    string
	row     row
	columns []column
	number  int // of the row, 1 is the first below the header
}

func (p *person) at(i int) spot {
	line := p.row.line
	if i < len(p.row.lines) {
		line = p.row.lines[i]
	}
	c := p.columns[i]
	if c.language != "" && c.language != p.book.languages[0] {
		return spot{p.file, line, c.name + ":" + c.language}
	}
	return spot{p.file, line, c.name}
}

// cell returns what a column says, cleaned; given is false when there is no such column.
func (p *person) cell(name string) (s string, at spot, given bool) {
	i := slices.IndexFunc(p.columns, func(c column) bool { return c.name == name })
	if i < 0 {
		return "", spot{p.file, p.row.line, name}, false
	}
	return p.value(i, title), p.at(i), true
}

func (p *person) value(i int, r rule) string {
	if i >= len(p.row.cells) {
		return ""
	}
	return p.book.clean(p.at(i), unguard(p.row.cells[i]), r)
}

// text returns what the columns of that name say, by language; a language without a
// column stays as it was.
func (p *person) text(column string, was seminar.Text) seminar.Text {
	out := seminar.Text{}
	maps.Copy(out, was)
	for i, c := range p.columns {
		if c.name != column {
			continue
		}
		delete(out, c.language)
		if s := p.value(i, name); s != "" {
			out[c.language] = s
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// read reads the row: over the person who has that key or, for a new one, over a
// delegate who ranks as the rows do.
func (p *person) read() {
	b := p.book
	p.surplus()
	key, at, _ := p.cell("key")
	k, ok := b.key(at, key)
	x, exists := b.before.people[k]
	if !exists {
		x = seminar.Person{Delegate: true, Order: p.number}
	}
	if ok {
		x.Key, x.ID = k, b.name(kindPerson, k, at)
	}
	x.Name, x.Post = p.text("name", x.Name), p.text("post", x.Post)
	if x.Name == nil && !p.faulty("name") {
		_, at, _ := p.cell("name")
		b.fault(at, "file.fault.required")
	}
	p.cells(&x)
	b.plan.People = append(b.plan.People, x)
	p.roles(x.ID)
}

// cells sets what the columns say; without its column a field stays as it is.
func (p *person) cells(x *seminar.Person) {
	for _, c := range []struct {
		column string
		read   func(at spot, s string)
	}{
		{"organisation", func(at spot, s string) { x.Organisation = p.refer(kindOrganisation, at, s) }},
		{"level", func(at spot, s string) { x.Level = p.book.level(at, s) }},
		{"place", func(at spot, s string) { x.Place = p.refer(kindPlace, at, s) }},
		{"delegate", func(at spot, s string) { x.Delegate = p.delegate(at, s) }},
		{"order", func(at spot, s string) { x.Order = p.order(at, s) }},
		{"language", func(at spot, s string) { x.Language = p.language(at, s) }},
		{"email", func(at spot, s string) { x.Email = p.email(at, s) }},
		{"status", func(at spot, s string) { x.Withdrawn = p.withdrawn(at, s) }},
	} {
		if s, at, given := p.cell(c.column); given {
			c.read(at, s)
		}
	}
}

// faulty reports whether a fault of that column was found in the row already.
func (p *person) faulty(column string) bool {
	for i := len(p.book.faults) - 1; i >= 0; i-- {
		f := p.book.faults[i]
		if f.File != p.file || f.Line < p.row.line {
			return false
		}
		if f.Level == LevelError && strings.HasPrefix(f.Field, column) {
			return true
		}
	}
	return false
}

// surplus reports cells that stand under no heading.
func (p *person) surplus() {
	for i, cell := range p.row.cells {
		if strings.TrimSpace(cell) != "" && (i >= len(p.columns) || p.columns[i].name == "") {
			p.book.fault(spot{file: p.file, line: p.row.lines[i]}, "file.fault.no_heading", "column", i+1, "value", short(cell))
			return
		}
	}
}

func (p *person) refer(kind string, at spot, s string) seminar.ID {
	if s == "" {
		return ""
	}
	id, _ := p.book.find(kind, s, at)
	return id
}

// order is the place in protocol order.
func (p *person) order(at spot, s string) int {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > maxNumber {
		p.book.fault(at, "file.fault.number", "value", short(s), "limit", maxNumber)
		return 0
	}
	return n
}

// delegate says whether the person stands on the roll.
func (p *person) delegate(at spot, s string) bool {
	switch fold(s) {
	case "yes", "y", "true", "1", "x", "是", "√":
		return true
	case "no", "n", "false", "0", "", "否":
		return false
	}
	p.book.fault(at, "file.fault.yes_no", "value", short(s))
	return false
}

func (p *person) withdrawn(at spot, s string) bool {
	switch fold(s) {
	case "", "active", "正常", "在册":
		return false
	case "withdrawn", "退出", "取消":
		return true
	}
	unknown(p.book, at, s, []string{"active", "withdrawn"})
	return false
}

func (p *person) language(at spot, s string) string {
	if s == "" {
		return ""
	}
	l := seminar.Language(s)
	if l == "" {
		p.book.fault(at, "file.fault.language", "value", short(s))
	}
	return l
}

func (p *person) email(at spot, s string) string {
	if s == "" {
		return ""
	}
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s || a.Name != "" {
		p.book.fault(at, "file.fault.email", "value", short(s))
		return ""
	}
	return s
}

// roles reads grants: "steward@east; chair". Without the column they stay.
func (p *person) roles(id seminar.ID) {
	cell, at, given := p.cell("roles")
	if !given {
		p.book.plan.Grants = append(p.book.plan.Grants, p.book.before.grants[id]...)
		return
	}
	var seen []seminar.Grant
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,；，、", r) }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		g, ok := p.grant(at, part)
		if !ok {
			continue
		}
		if slices.Contains(seen, g) {
			p.book.fault(at, "file.fault.named_twice", "value", strings.TrimSpace(part))
			continue
		}
		seen = append(seen, g)
		g.Person = id
		p.book.plan.Grants = append(p.book.plan.Grants, g)
	}
}

func (p *person) grant(at spot, s string) (g seminar.Grant, ok bool) {
	role, place, placed := strings.Cut(s, "@")
	g.Role = seminar.Role(fold(role))
	if !slices.Contains(seminar.Roles(), g.Role) {
		unknown(p.book, at, strings.TrimSpace(role), seminar.Roles())
		return g, false
	}
	if placed {
		g.Place, ok = p.book.find(kindPlace, place, at)
		return g, ok
	}
	return g, true
}

package roll

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"aula/internal/seminar"
)

// Fold makes the roll. It is pure: the same facts give the same roll, in whatever
// order and however often the evidence arrives.
//
// Each delegate has a row and each marked session a column. Presence comes first:
// scans, online intervals and stewards' words become stays (stays.go), stays that
// overlap are united. The policy then turns the time in the session into a mark
// (judge.go), and the last correction overrules it. Where hall and home overlap it
// is one attendance, in the hall.
//
// A session that has not begun has no mark; one that runs is judged by what has
// passed of it and is Pending. A session that is not held at the delegate's own place
// marks only those who came to it. A delegate who has withdrawn has a row only when
// there is evidence, and marks only where the evidence is.
func Fold(f Facts) Roll {
	p := newPlan(f)
	p.relieveBy(f.Evidence, f.People)
	byPerson := gather(f.Evidence)
	return p.fold(f, func(person *seminar.Person) *history { return p.history(person, byPerson.of(person.ID)) })
}

// fold makes the roll of what was read of each person.
func (p *plan) fold(f Facts, read func(*seminar.Person) *history) Roll {
	r := Roll{
		AsOf: f.AsOf, Policy: f.Policy, Sessions: p.sessions(), Halves: p.halves,
		BySession: make(map[seminar.ID]Tally, len(p.columns)), ByPlace: make(map[seminar.ID]Tally, len(p.places)),
	}
	r.Rows = p.rows(f.People, read)
	p.relieve(r.Rows)
	for i := range r.Rows {
		p.merit(&r.Rows[i])
		p.limit(&r.Rows[i])
	}
	slices.SortStableFunc(r.Rows, func(a, b Row) int { return protocol(&a.Person, &b.Person) })
	r.count()
	return r
}

// worthParting is how many people are folded in the time that it takes to begin on another core.
const worthParting = 256

// rows folds the evidence of each delegate. No row depends on another one, so that a large
// roll is folded on all cores.
func (p *plan) rows(people []seminar.Person, read func(*seminar.Person) *history) []Row {
	parts := slices.Collect(slices.Chunk(people, max(worthParting, (len(people)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))))
	folded := make([][]Row, len(parts))
	var group sync.WaitGroup
	for i, part := range parts {
		mine := p.clean()
		group.Go(func() {
			rows := make([]Row, 0, len(part))
			for j := range part {
				if !part[j].Delegate {
					continue
				}
				if h := read(&part[j]); !part[j].Withdrawn || h.seen {
					rows = append(rows, mine.row(h))
				}
			}
			folded[i] = rows
		})
	}
	group.Wait()
	return slices.Concat(folded...)
}

// protocol compares people by protocol order, those without one last, then by key.
func protocol(a, b *seminar.Person) int {
	return cmp.Or(
		cmp.Compare(uint(a.Order)-1, uint(b.Order)-1), // 0 wraps round to the last
		cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.ID, b.ID),
	)
}

// row folds one delegate's evidence.
func (p *plan) row(h *history) Row {
	row := Row{Person: *h.person, Cells: make([]Cell, len(p.columns))}
	for i := range p.columns {
		row.Cells[i] = p.cell(h, &p.columns[i])
		row.Present += row.Cells[i].Present
	}
	if p.parallel {
		row.Present = p.unite(row.Cells, 0)
	}
	return row
}

// unite returns the time in sessions, of which parallel ones overlap; their columns begin at the one of that number.
func (p *plan) unite(cells []Cell, column int) Span {
	var inside []stay
	columns := p.columns[column : column+len(cells)]
	for i, c := range cells {
		for _, s := range c.Stays {
			inside = append(inside, stay{from: max(at(s.From), columns[i].start), to: min(at(s.To), columns[i].until)})
		}
	}
	first, last := columns[0].start, columns[0].until
	for _, c := range columns {
		last = max(last, c.until)
	}
	return span(0, union(inside, first, last))
}

// count fills the totals of the rows and of the roll from the cells.
func (r *Roll) count() {
	r.Total = Tally{}
	clear(r.BySession)
	clear(r.ByPlace)
	sessions := make([]Tally, len(r.Sessions))
	for i := range r.Rows {
		row := &r.Rows[i]
		row.Total = Tally{}
		for j := range row.Cells {
			c := &row.Cells[j]
			row.Total.add(c)
			sessions[j].add(c)
			if c.Place != "" {
				t := r.ByPlace[c.Place]
				t.add(c)
				r.ByPlace[c.Place] = t
			}
		}
		r.Total = r.Total.Plus(row.Total)
	}
	for j, s := range r.Sessions {
		r.BySession[s.ID] = sessions[j]
	}
}

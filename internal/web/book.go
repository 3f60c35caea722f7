package web

import (
	"context"
	"errors"
	"time"

	"aula/internal/line"
	"aula/internal/seminar"
	"aula/internal/seminarfile"
	"aula/internal/store"
	"aula/internal/web/page"
)

// book is a seminar's plan with its indexes. It is never changed; a new plan makes a
// new book.
type book struct {
	*seminarfile.Plan
	page.Directory
	grants map[seminar.ID][]seminar.Grant
	accent string // the hash of the style of the seminar's pages
}

func newBook(p *seminarfile.Plan) *book {
	b := &book{Plan: p, grants: map[seminar.ID][]seminar.Grant{}}
	b.accent = page.Frame{Seminar: &b.Seminar}.AccentHash()
	b.Directory.People = make(map[seminar.ID]seminar.Person, len(p.People))
	b.Directory.Organisations = make(map[seminar.ID]seminar.Organisation, len(p.Organisations))
	for _, x := range p.People {
		b.Directory.People[x.ID] = x
	}
	for _, x := range p.Organisations {
		b.Directory.Organisations[x.ID] = x
	}
	for _, g := range p.Grants {
		b.grants[g.Person] = append(b.grants[g.Person], g)
	}
	return b
}

// books keeps the books that were asked for, as long as the plan's release is theirs.
// Whether it still is, is asked once for all who come while it is asked for others.
type books struct {
	store *store.DB
	line  *line.Line[*lookup]
	open  map[string]*book // of whoever has the turn in the line; by the seminar's key
}

// lookup is one caller's wish for a book.
type lookup struct {
	key  string
	book *book
	err  error
}

func newBooks(db *store.DB) *books {
	return &books{store: db, line: line.New(func([]*lookup) bool { return false }), open: map[string]*book{}}
}

// longestLookup is how long a database may take to say what is planned.
const longestLookup = 30 * time.Second

var errNoBook = errors.New("web: the book was given up")

// book returns the book of the seminar with that key; NotFound when there is none. It is
// as new as when it was asked for, or newer.
func (bs *books) book(ctx context.Context, key string) (*book, error) {
	mine := &lookup{key: key, err: errNoBook} // unless it comes to its end
	bs.line.Go(mine, func(group []*lookup) {
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), longestLookup) // for all of them, whoever goes away
		defer stop()
		asked := map[string]*lookup{}
		for _, x := range group {
			if first := asked[x.key]; first != nil {
				x.book, x.err = first.book, first.err
				continue
			}
			x.book, x.err = bs.current(ctx, x.key)
			asked[x.key] = x
		}
	})
	return mine.book, mine.err
}

// current returns the book by the release that the store has now: another process may have imported.
func (bs *books) current(ctx context.Context, key string) (*book, error) {
	release, err := bs.store.Release(ctx, key)
	if err != nil {
		return nil, err
	}
	if b := bs.open[key]; b != nil && b.Seminar.Release == release {
		return b, nil
	}
	plan, err := bs.store.Plan(ctx, key)
	if err != nil {
		return nil, err
	}
	bs.open[key] = newBook(plan)
	return bs.open[key], nil
}

// forget lets the book be read anew, also one that is being read.
func (bs *books) forget(key string) {
	bs.line.Alone(func() { delete(bs.open, key) })
}

// organisationOf returns a person's organisation; zero for somebody without one.
func (b *book) organisationOf(p seminar.Person) seminar.Organisation {
	return b.Directory.Organisations[p.Organisation]
}

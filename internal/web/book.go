package web

import (
	"context"
	"sync"

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
type books struct {
	store *store.DB
	mu    sync.Mutex
	open  map[string]*book // guarded by mu; by the seminar's key
}

// book returns the book of the seminar with that key; NotFound when there is none.
func (bs *books) book(ctx context.Context, key string) (*book, error) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	release, err := bs.store.Release(ctx, key) // another process may have imported
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
	if bs.open == nil {
		bs.open = map[string]*book{}
	}
	bs.open[key] = newBook(plan)
	return bs.open[key], nil
}

// forget lets the book be read anew.
func (bs *books) forget(key string) {
	bs.mu.Lock()
	defer bs.mu.Unlock()
	delete(bs.open, key)
}

// organisationOf returns a person's organisation; zero for somebody without one.
func (b *book) organisationOf(p seminar.Person) seminar.Organisation {
	return b.Directory.Organisations[p.Organisation]
}

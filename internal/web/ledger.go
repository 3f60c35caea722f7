package web

import (
	"context"
	"sync"

	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// ledgers keep the evidence of each seminar in memory, as it was read. Evidence is only
// ever added, so a reading needs no more than what was told since the last one.
type ledgers struct {
	store *store.DB
	mu    sync.Mutex
	of    map[seminar.ID]*ledger // guarded by mu
}

type ledger struct {
	roll.Ledger
	mu  sync.Mutex
	seq int64 // guarded by mu; the entry that told the last of it
}

// forget lets the evidence of a seminar be read anew: some of it has been deleted.
func (ls *ledgers) forget(of seminar.ID) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	delete(ls.of, of)
}

// read returns the ledger of a seminar as of now.
func (ls *ledgers) read(ctx context.Context, of seminar.ID) (*roll.Ledger, error) {
	ls.mu.Lock()
	if ls.of == nil {
		ls.of = map[seminar.ID]*ledger{}
	}
	l := ls.of[of]
	if l == nil {
		l = &ledger{}
		ls.of[of] = l
	}
	ls.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh, seq, err := ls.store.EvidenceAfter(ctx, of, l.seq)
	if err != nil {
		return nil, err
	}
	l.Add(fresh)
	l.seq = seq
	return &l.Ledger, nil
}

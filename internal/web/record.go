package web

import (
	"errors"
	"strconv"
	"sync"

	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/web/page"
)

// chains remembers how far each record has been walked, so that looking at it does
// not walk it from the beginning each time.
type chains struct {
	mu sync.Mutex
	of map[seminar.ID]page.Chain // guarded by mu
}

// showRecord shows the record entry by entry, and whether its chain holds.
func showRecord(c *call) error {
	of := c.book.Seminar.ID
	head, _, err := c.s.Store.Head(c.r.Context(), of)
	if err != nil {
		return err
	}
	v := page.Record{Frame: c.frame("page.record.title", "light", ""), Directory: c.book.Directory, Total: int(head)}
	number, _ := strconv.Atoi(c.r.FormValue("page"))
	v.Page = max(1, number)
	before := head + 1 - int64((v.Page-1)*page.RecordRows)
	if before > 0 {
		if v.Entries, err = c.s.Store.EntriesPage(c.r.Context(), of, before, page.RecordRows); err != nil {
			return err
		}
	}
	if v.Chain, err = c.chain(of, head); err != nil {
		return err
	}
	return c.page(v)
}

// chain walks the record when it has grown since the last walk.
func (c *call) chain(of seminar.ID, head int64) (page.Chain, error) {
	c.s.chains.mu.Lock()
	defer c.s.chains.mu.Unlock()
	if known, ok := c.s.chains.of[of]; ok && known.Count == head && c.r.FormValue("walk") == "" {
		return known, nil
	}
	count, hash, err := record.Verify(c.s.Store.Entries(c.r.Context(), of, 0))
	chain := page.Chain{At: c.s.Clock(), Count: count, Head: hash}
	if !errors.As(err, &chain.Broken) && err != nil {
		return chain, err
	}
	if c.s.chains.of == nil {
		c.s.chains.of = map[seminar.ID]page.Chain{}
	}
	c.s.chains.of[of] = chain
	return chain, nil
}

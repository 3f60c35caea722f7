package site

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
	"aula/internal/store"
)

// delivered are the kinds of entry that are delivered.
var delivered = []string{"roll.evidence", "gate.refused", "person.added"}

// forwards reports whether an entry of the site's record is to be delivered.
func forwards(e record.Entry) bool {
	return e.Body != nil && !strings.HasPrefix(e.Op, fromCentre) && slices.Contains(delivered, e.Kind)
}

// forward delivers what waits, in the order in which it was kept. A batch that was delivered and of which the answer was lost is
// delivered again: the centre passes it by.
func (s *Site) forward(ctx context.Context) error {
	for {
		b, err := s.batch(ctx)
		if err != nil || len(b.Items) == 0 {
			return err
		}
		b.Now = s.Clock() // the centre sets times right by it
		a, err := s.line.deliver(ctx, b)
		if err != nil {
			return err
		}
		body := forwarded{Through: a.Through, Count: len(b.Items) - len(a.Refused), Refused: a.Refused}
		if a.Through < b.Items[0].Sequence {
			return nil // the centre wants it later
		}
		err = s.Store.Write(ctx, func(tx *store.Tx) error { return s.tell(tx, forwardedEntry, body) })
		if err != nil {
			return err
		}
		s.note(body, s.Clock())
	}
}

// batch gathers what waits, as much as goes at once.
func (s *Site) batch(ctx context.Context) (b Batch, err error) {
	b = Batch{Device: s.Folder.Device}
	after, bytes := s.after(), 0
	for e, err := range s.Store.Entries(ctx, s.Seminar, after) {
		if err != nil {
			return b, err
		}
		if !forwards(e) {
			if len(b.Items) == 0 {
				after = e.Seq
			}
			continue
		}
		if bytes += 1000 + 3*len(e.Body); len(b.Items) == MostItems || bytes > MostBytes && len(b.Items) > 0 {
			b.Waiting, err = s.waiting(ctx, b.Items[len(b.Items)-1].Sequence)
			return b, err
		}
		x, err := s.item(ctx, e)
		if err != nil {
			return b, err
		}
		b.Items = append(b.Items, x)
	}
	s.mu.Lock()
	s.looked = max(s.looked, after)
	s.mu.Unlock()
	return b, nil
}

// after is the entry after which something may wait.
func (s *Site) after() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(s.sent.Through, s.looked)
}

// waiting counts what is to be delivered after an entry.
func (s *Site) waiting(ctx context.Context, after int64) (int, error) {
	n, err := s.Store.CountKept(ctx, s.Seminar, after, fromCentre, delivered...)
	return int(n), err
}

// item makes of an entry what is delivered of it.
func (s *Site) item(ctx context.Context, e record.Entry) (x Item, err error) {
	x.Sequence = e.Seq
	scan := func(device string, sequence int64) error {
		kept, err := s.Store.Scanned(ctx, s.Seminar, device, sequence)
		x.Scan = &kept
		return err
	}
	switch e.Kind {
	case "person.added":
		x.Person = &Newcomer{ID: e.Person, Actor: e.Actor}
		var b struct {
			Key          string       `json:"key"`
			Name         seminar.Text `json:"name"`
			Post         seminar.Text `json:"post"`
			Organisation seminar.ID   `json:"organisation"`
		}
		err = json.Unmarshal(e.Body, &b)
		x.Person.Key, x.Person.Name, x.Person.Post, x.Person.Organisation = b.Key, b.Name, b.Post, b.Organisation
		return x, err
	case "gate.refused":
		var b struct {
			Device   string `json:"device"`
			Sequence int64  `json:"sequence"`
		}
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return x, err
		}
		return x, scan(b.Device, b.Sequence)
	}
	x.Evidence = &roll.Evidence{}
	if err := json.Unmarshal(e.Body, x.Evidence); err != nil {
		return x, err
	}
	if x.Evidence.Device != "" {
		err = scan(x.Evidence.Device, x.Evidence.Sequence)
	}
	return x, err
}

package site

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"aula/internal/record"
	"aula/internal/roll/door"
	"aula/internal/roll/pass"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Options are the parts that a site is made of.
type Options struct {
	Store  *store.DB
	Clock  seminar.Clock
	Client *http.Client
	Log    *slog.Logger
	Each   time.Duration // how often the centre is asked; Each when 0
	Told   func(State)   // called when the line went down or came back; may be nil
}

// Each is how often the centre is asked for news, and longest how long the site waits at most before it tries again.
const (
	Each    = 2 * time.Second
	longest = 30 * time.Second
)

// Entries of the site's own record that tell what was exchanged with the centre.
const (
	takenEntry     = "site.taken"
	forwardedEntry = "site.forwarded"
)

// taken is what was taken over from the centre so far.
type taken struct {
	Digest  string     `json:"digest"`
	Through int64      `json:"through"`
	Keys    []door.Key `json:"keys"`
}

// forwarded is what has been delivered so far: everything up to an entry of the site's own record.
type forwarded struct {
	Through int64     `json:"through"`
	Count   int       `json:"count"`
	Refused []Refusal `json:"refused,omitempty"`
}

// Site is a branch hall's own machine. It is safe for concurrent use; Run is called once.
type Site struct {
	Options
	Folder  *Folder
	Seminar seminar.ID
	line    line
	turn    sync.Mutex // of an exchange

	mu     sync.Mutex
	taken  taken     // guarded by mu
	sent   forwarded // guarded by mu
	looked int64     // guarded by mu; up to where the record holds nothing to deliver
	state  State     // guarded by mu
}

// State is how the line does.
type State struct {
	Up        bool
	Since     time.Time // of that; zero before the first try
	Fault     error     // the last one while it is down
	Heard     time.Time // when the centre last answered
	Ahead     time.Duration
	Waiting   int       // kept here and not delivered
	Delivered int       // by this site so far
	Last      time.Time // when the last of it was delivered
	Refused   int       // that the centre has not taken over
	Reasons   map[string]int
}

// Open returns the site of a folder. One that has never reached its centre does so now, and fails when there is no line.
func Open(ctx context.Context, f *Folder, o Options) (*Site, error) {
	if o.Each == 0 {
		o.Each = Each
	}
	s := &Site{Options: o, Folder: f, line: line{f, o.Client}, state: State{Reasons: map[string]int{}}}
	all, err := o.Store.Seminars(ctx)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Key == f.SeminarKey() {
			s.Seminar = x.ID
		}
	}
	if s.Seminar == "" || f.Place == "" {
		f.Place = ""
		if err := s.fetch(ctx); err != nil {
			return nil, fmt.Errorf("the first start takes the plan over from the centre, and needs the line: %w", err)
		}
		return s, nil
	}
	if err := f.save(); err != nil {
		return nil, err
	}
	return s, s.recall(ctx)
}

// recall reads from the record how far the exchange has come.
func (s *Site) recall(ctx context.Context) error {
	e, there, err := s.Store.Last(ctx, s.Seminar, takenEntry)
	if there && err == nil {
		err = e.Decode(&s.taken)
	}
	if err != nil {
		return err
	}
	for e, err := range s.Store.EntriesOf(ctx, s.Seminar, forwardedEntry) {
		var b forwarded
		if err == nil {
			err = e.Decode(&b)
		}
		if err != nil {
			return err
		}
		s.note(b, e.At)
	}
	return nil
}

// note counts what was delivered.
func (s *Site) note(b forwarded, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = b
	s.state.Delivered, s.state.Last, s.state.Refused = s.state.Delivered+b.Count, at, s.state.Refused+len(b.Refused)
	for _, r := range b.Refused {
		s.state.Reasons[r.Reason]++
	}
}

// Run exchanges with the centre until ctx ends: at once when something was kept here, else now and then; when the line is down,
// ever less often.
func (s *Site) Run(ctx context.Context) {
	heard := s.Store.Feed.Listen(s.Seminar, record.Hears{All: true})
	defer heard.Close()
	wait := s.Each
	for ctx.Err() == nil {
		err := s.Exchange(ctx)
		if err == nil {
			wait = s.Each
		} else {
			wait = min(2*wait, longest)
		}
		timer := time.NewTimer(wait + time.Duration(rand.Int64N(int64(wait/4)+1)))
	waiting:
		for {
			select {
			case <-ctx.Done():
				break waiting
			case <-timer.C:
				break waiting
			case <-heard.Ready:
				news := heard.Take()
				if err == nil && (news.Lost || slices.ContainsFunc(news.Items, func(i *record.Item) bool { return forwards(i.Entry) })) {
					break waiting
				}
			}
		}
		timer.Stop()
	}
}

// Exchange delivers what waits and takes over what is new, once.
func (s *Site) Exchange(ctx context.Context) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	err := s.forward(ctx)
	if fetched := s.fetch(ctx); err == nil {
		err = fetched
	}
	if ctx.Err() == nil {
		s.learn(err)
	}
	return err
}

// learn keeps how the line does and tells when that has changed.
func (s *Site) learn(err error) {
	now := s.Clock()
	s.mu.Lock()
	news := s.state.Since.IsZero() || s.state.Up != (err == nil)
	if news {
		s.state.Up, s.state.Since = err == nil, now
	}
	s.state.Fault = err
	s.mu.Unlock()
	if err != nil {
		s.Log.Debug("the line to the centre", "err", err)
	}
	if news && s.Told != nil {
		s.Told(s.State(context.Background()))
	}
}

// State returns how the line does now.
func (s *Site) State(ctx context.Context) State {
	waiting, err := s.waiting(ctx, s.after())
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.state
	x.Waiting = waiting
	x.Reasons = make(map[string]int, len(s.state.Reasons))
	for reason, n := range s.state.Reasons {
		x.Reasons[reason] = n
	}
	if x.Fault == nil {
		x.Fault = err
	}
	return x
}

// Ring returns the public keys of the centre, by which passes are read.
func (s *Site) Ring() pass.Ring {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := door.List{Keys: s.taken.Keys}
	return list.Ring()
}

// tell appends an entry about the exchange.
func (s *Site) tell(tx *store.Tx, kind string, body any) error {
	e := record.New(kind, body)
	e.Seminar, e.Place = s.Seminar, s.Folder.Place
	_, err := tx.Tell(e)
	return err
}

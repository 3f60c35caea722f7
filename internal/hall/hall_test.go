package hall

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// memory is a Store in memory.
type memory struct {
	mu     sync.Mutex // guards everything below
	told   []record.Entry
	leases map[presenceKey]roll.Lease
	ended  []roll.Lease
	broken bool

	ballots map[string]int // of every poll
}

func (m *memory) Tell(_ context.Context, e record.Entry) (record.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.Seq, e.At = int64(len(m.told)+1), time.Now()
	m.told = append(m.told, e)
	return e, nil
}

func (m *memory) Told(_ context.Context, _ seminar.ID, op string) (record.Entry, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.told, func(e record.Entry) bool { return e.Op == op })
	if i < 0 {
		return record.Entry{}, false, nil
	}
	return m.told[i], true, nil
}

func (m *memory) EntriesOf(context.Context, seminar.ID, ...string) iter.Seq2[record.Entry, error] {
	return func(yield func(record.Entry, error) bool) {
		for _, e := range m.told {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (m *memory) Leases(context.Context, seminar.ID) ([]roll.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.leases)), nil
}

func (m *memory) RenewLeases(_ context.Context, _ seminar.ID, leases []roll.Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken {
		return seminar.Fail(seminar.CodeUnavailable, "error.unavailable")
	}
	for _, l := range leases {
		m.leases[presenceKey{l.Person, l.Place}] = l
	}
	return nil
}

func (m *memory) EndLeases(_ context.Context, _ seminar.ID, leases []roll.Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken {
		return seminar.Fail(seminar.CodeUnavailable, "error.unavailable")
	}
	for _, l := range leases {
		delete(m.leases, presenceKey{l.Person, l.Place})
		m.ended = append(m.ended, l)
	}
	return nil
}

func (m *memory) OpenBox(ctx context.Context, e record.Entry, _ floor.Box) (record.Entry, error) {
	return m.Tell(ctx, e)
}

func (m *memory) ClosePoll(ctx context.Context, e record.Entry, _ floor.Box, count func(map[string]int) record.Entry) (all []record.Entry, err error) {
	for _, x := range []record.Entry{e, count(m.ballots)} {
		x, _ = m.Tell(ctx, x)
		all = append(all, x)
	}
	return all, nil
}

func (m *memory) CloseIdeas(ctx context.Context, e record.Entry, box floor.Box, count func([]floor.Said) record.Entry) ([]record.Entry, error) {
	return m.ClosePoll(ctx, e, box, func(map[string]int) record.Entry { return count(nil) })
}

func (m *memory) breaks(broken bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = broken
}

// lasted returns how long the presences were that have ended.
func (m *memory) lasted() (all []time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.ended {
		all = append(all, l.Renewed.Sub(l.Opened))
	}
	return all
}

// plane notes what the hall asks of the media plane.
type plane struct{ asked []string }

func (p *plane) PutOnAir(_, slot, publisher string) error {
	p.asked = append(p.asked, "put "+slot+" "+publisher)
	return nil
}
func (p *plane) TakeOff(_, slot, publisher string) {
	p.asked = append(p.asked, "take "+slot+" "+publisher)
}
func (p *plane) Expel(_, owner string) { p.asked = append(p.asked, "expel "+owner) }
func (p *plane) Mute(_, slot string, muted bool) error {
	p.asked = append(p.asked, fmt.Sprintf("mute %s %v", slot, muted))
	return nil
}
func (p *plane) Shrink(_, slot string, small bool) error {
	p.asked = append(p.asked, fmt.Sprintf("shrink %s %v", slot, small))
	return nil
}
func (p *plane) Dismiss(_, publisher string) { p.asked = append(p.asked, "dismiss "+publisher) }

func start(t *testing.T, m *memory, p *plane) (*Hall, func()) {
	t.Helper()
	if m.leases == nil {
		m.leases = map[presenceKey]roll.Lease{}
	}
	ctx, stop := context.WithCancel(context.Background())
	hs := NewHalls(ctx, m, p, DefaultSettings(), slog.New(slog.DiscardHandler))
	h, err := hs.Hall("seminar")
	if err != nil {
		t.Fatal(err)
	}
	return h, func() { stop(); hs.Close() }
}

func TestPresenceIsFromTheFirstToTheLastBeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		h, stop := start(t, m, &plane{})
		for range 8 { // two devices of one person, beating in turn
			h.Presence().Beat("lin", "online", roll.WebRTC)
			time.Sleep(7 * time.Second)
			h.Presence().Beat("lin", "online", roll.WebRTC)
			time.Sleep(8 * time.Second)
		}
		time.Sleep(time.Minute) // gone: lapses after 45 s
		if got := m.lasted(); !slices.Equal(got, []time.Duration{112 * time.Second}) {
			t.Fatalf("ended %v, want one presence of 112 s", got)
		}
		if n := len(h.Presence().Open()); n != 0 {
			t.Fatalf("%d presences still open", n)
		}
		stop()
	})
}

func TestAShortGapContinuesAndALongOneBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		h, stop := start(t, m, &plane{})
		beat := func(after time.Duration) { time.Sleep(after); h.Presence().Beat("lin", "online", roll.WebRTC) }
		beat(0)
		beat(15 * time.Second)
		beat(40 * time.Second) // cut off for 40 s: the same presence
		beat(50 * time.Second) // for 50 s: another one
		beat(15 * time.Second)
		time.Sleep(time.Minute)
		if got := m.lasted(); !slices.Equal(got, []time.Duration{55 * time.Second, 15 * time.Second}) {
			t.Fatalf("ended %v", got)
		}
		stop()
	})
}

// Another path goes on where the last one was heard, without a gap; a second device on another path does not cut the presence into pieces.
func TestAPresenceKnowsItsPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		h, stop := start(t, m, &plane{})
		beat := func(path roll.Path) { h.Presence().Beat("lin", "online", path); time.Sleep(15 * time.Second) }
		began := time.Now()
		for _, path := range []roll.Path{"", roll.WebRTC, roll.WebRTC, roll.WebRTC, roll.HLS, roll.HLS, roll.HLS, roll.WebRTC, roll.HLS, roll.WebRTC, roll.HLS} {
			beat(path)
		}
		time.Sleep(time.Minute)
		type piece struct {
			path     roll.Path
			from, to time.Duration
		}
		var got []piece
		m.mu.Lock()
		for _, l := range m.ended {
			got = append(got, piece{l.Path, l.Opened.Sub(began), l.Renewed.Sub(began)})
		}
		m.mu.Unlock()
		if want := []piece{{roll.WebRTC, 0, 45 * time.Second}, {roll.HLS, 45 * time.Second, 150 * time.Second}}; !slices.Equal(got, want) {
			t.Fatalf("ended %v, want %v", got, want)
		}
		stop()
	})
}

func TestACrashLosesAtMostOneFlushAndTheNextRunContinues(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		h, end := start(t, m, &plane{})
		h.Presence().Beat("lin", "online", roll.WebRTC)
		h.Presence().Beat("anna", "online", roll.WebRTC)
		time.Sleep(15 * time.Second)
		h.Presence().Beat("lin", "online", roll.WebRTC)
		h.Presence().Beat("anna", "online", roll.WebRTC)
		time.Sleep(6 * time.Second)
		m.mu.Lock()
		kept := maps.Clone(m.leases)
		m.mu.Unlock()
		for _, l := range kept {
			if got := l.Renewed.Sub(l.Opened); got != 15*time.Second {
				t.Fatalf("%s kept %v, want 15s", l.Person, got)
			}
		}
		next := &memory{leases: kept}
		h2, stop := start(t, next, &plane{})
		h2.Presence().Beat("lin", "online", roll.WebRTC) // comes back, 21 s after the first beat
		time.Sleep(time.Minute)
		got := map[seminar.ID]time.Duration{}
		synctest.Wait()
		for _, l := range next.ended {
			got[l.Person] += l.Renewed.Sub(l.Opened)
		}
		if want := map[seminar.ID]time.Duration{"lin": 21 * time.Second, "anna": 15 * time.Second}; !maps.Equal(got, want) {
			t.Fatalf("ended %v, want %v", got, want)
		}
		stop()
		m.breaks(true) // the first run was killed: nothing it does at its end counts
		end()
	})
}

func TestADatabaseThatFailsLosesNoPresence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{broken: true}
		h, stop := start(t, m, &plane{})
		h.Presence().Beat("lin", "online", roll.WebRTC)
		time.Sleep(10 * time.Second)
		h.Presence().Beat("lin", "online", roll.WebRTC)
		time.Sleep(2 * time.Minute)
		if len(h.Presence().Open()) != 1 {
			t.Fatal("the presence was forgotten while it could not be written")
		}
		m.breaks(false)
		time.Sleep(10 * time.Second)
		if got := m.lasted(); !slices.Equal(got, []time.Duration{10 * time.Second}) {
			t.Fatalf("ended %v", got)
		}
		stop()
	})
}

var (
	chair = floor.By{Who: floor.Who{ID: "chair"}, Chair: true, Serve: func(seminar.ID) bool { return false }}
	lin   = floor.By{Who: floor.Who{ID: "lin"}, Place: "online", From: floor.FromHome, Serve: func(seminar.ID) bool { return false }}
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

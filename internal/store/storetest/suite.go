// Package storetest is the suite that every engine under the store passes.
package storetest

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/seminar"
	"aula/internal/store"
)

// Where is an empty place to keep a store in: what store.Open asks for.
type Where struct{ Dir, URL string }

// Run runs the suite. fresh returns an empty place each time.
func Run(t *testing.T, fresh func(testing.TB) Where) {
	for _, x := range []struct {
		name string
		test func(*house)
	}{
		{"open", (*house).open},
		{"open again", (*house).openAgain},
		{"plan", (*house).plan},
		{"plan changed", (*house).planChanged},
		{"plan of a taken key", (*house).planTakenKey},
		{"seminars in order", (*house).seminars},
		{"entries are numbered", (*house).numbering},
		{"an op happens once", (*house).opOnce},
		{"entries page by page", (*house).manyEntries},
		{"entries of some kinds", (*house).entriesOf},
		{"entry as told", (*house).entryRoundTrip},
		{"feed after the commit", (*house).feedAfterCommit},
		{"eight writers", (*house).eightWriters},
		{"a failed write leaves nothing", (*house).failedWrite},
		{"a failed statement cannot be overlooked", (*house).overlooked},
		{"a panic is its own caller's", (*house).panicking},
		{"a write that nobody waits for", (*house).cancelled},
		{"readers that stop half-way", (*house).slowReaders},
		{"evidence", (*house).evidence},
		{"evidence comes once", (*house).evidenceOnce},
		{"scans", (*house).scans},
		{"votes once", (*house).votesOnce},
		{"votes against the close", (*house).votesAgainstTheClose},
		{"votes in secret", (*house).votesInSecret},
		{"support of questions", (*house).support},
		{"opinions of ideas", (*house).opinions},
		{"opinions against the close", (*house).opinionsAgainstTheClose},
		{"captions", (*house).captions},
		{"gates", (*house).gates},
		{"sites", (*house).sites},
		{"gates of the past", (*house).gatesOfThePast},
		{"scans held back", (*house).heldBack},
		{"scans after an entry", (*house).scansAfter},
		{"numbers of a device", (*house).numbers},
		{"leases", (*house).leases},
		{"leases become evidence", (*house).leasesEnd},
		{"pass versions", (*house).passVersions},
		{"tokens", (*house).tokens},
		{"tokens revoked", (*house).tokensRevoked},
		{"accounts", (*house).accounts},
		{"logins", (*house).logins},
		{"logins ended", (*house).loginsEnded},
		{"report", (*house).report},
		{"published report", (*house).published},
		{"photos", (*house).photos},
		{"recordings", (*house).recordings},
		{"policies", (*house).policies},
		{"certificates", (*house).certificates},
		{"certificates of two servers", (*house).certificatesOfTwo},
		{"certificate rules", (*house).certificateRules},
		{"patience", (*house).patience},
		{"a person is added", (*house).personAdded},
		{"seals", (*house).seals},
		{"reasons go", (*house).reasonsGo},
		{"evidence goes", (*house).evidenceGoes},
	} {
		t.Run(x.name, func(t *testing.T) {
			h := &house{T: t, where: fresh(t), clock: newClock()}
			h.DB = h.reopen()
			x.test(h)
		})
	}
}

// house is one store under test.
type house struct {
	*testing.T
	*store.DB
	where Where
	clock *clock
}

var ctx = context.Background()

func (h *house) reopen() *store.DB {
	h.Helper()
	d, err := store.Open(ctx, h.where.Dir, h.where.URL, h.clock.Now)
	h.ok(err)
	h.Cleanup(func() { _ = d.Close() })
	return d
}

// write runs fn in a transaction that must succeed.
func (h *house) write(fn func(*store.Tx) error) {
	h.Helper()
	h.ok(h.DB.Write(ctx, fn))
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) equal(got, want any) {
	h.Helper()
	if !reflect.DeepEqual(got, want) {
		h.Fatalf("got\n%+v\nwant\n%+v", got, want)
	}
}

func (h *house) code(err error, want seminar.Code) {
	h.Helper()
	if err == nil || seminar.CodeOf(err) != want {
		h.Fatalf("got error %v, want %s", err, want)
	}
}

func (h *house) told(err error) {
	h.Helper()
	if !errors.Is(err, record.ErrTold) {
		h.Fatalf("got error %v, want %v", err, record.ErrTold)
	}
}

// verify checks the chain of a seminar's record and how many entries it has.
func (h *house) verify(of seminar.ID, want int64) {
	h.Helper()
	n, head, err := record.Verify(h.Entries(ctx, of, 0))
	h.ok(err)
	seq, hash, err := h.Head(ctx, of)
	h.ok(err)
	if n != want || seq != want || hash != head {
		h.Fatalf("%d entries to %s; the head is %d, %s; want %d", n, head, seq, hash, want)
	}
}

// clock stands still until it is moved.
type clock struct{ at atomic.Int64 } // milliseconds

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC).UnixMilli())
	return c
}

// Now has more digits and another zone than what is stored.
func (c *clock) Now() time.Time {
	return time.UnixMilli(c.at.Load()).Add(123 * time.Microsecond).In(time.FixedZone("UTC+8", 8*3600))
}

func (c *clock) pass(d time.Duration) { c.at.Add(d.Milliseconds()) }

// moment is the clock's time as it is stored.
func (h *house) moment() time.Time { return seminar.Millis(h.clock.Now()) }

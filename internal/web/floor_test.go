package web_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// A command is the same by socket and by POST: the same answer, the same entry.
func TestTheFloorBySocketAndByPost(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	ann, ben := h.With(seminar.Delegate, "online"), h.With(seminar.Delegate, "main")
	annHome, benHome, chairHome := h.Enter(ann), h.Enter(ben), h.Enter(h.With(seminar.Chair, ""))
	console := join(t, h, chairHome, "console", 0)
	page := join(t, h, annHome, "home", 0)
	console.next(t, kind("state"))

	type outcome struct {
		ok   bool
		code seminar.Code
	}
	bySocket := func(m map[string]any) outcome { r := page.ask(t, m); return outcome{r.OK, r.Error.Code} }
	byPost := func(m map[string]any) outcome {
		status, r := command(t, h, benHome, m)
		want := map[seminar.Code]int{"": 200, "conflict": 409, "forbidden": 403, "not_found": 404, "invalid": 400}[r.Error.Code]
		if status != want || r.Reply != m["op"] {
			t.Errorf("%v: status %d, want %d; %+v", m, status, want, r)
		}
		return outcome{r.OK, r.Error.Code}
	}
	for _, x := range []struct {
		what string
		m    map[string]any
		want outcome
	}{
		{"raise", map[string]any{"do": "hand.raise", "op": "1", "mode": "home"}, outcome{ok: true}},
		{"raise again by the same op", map[string]any{"do": "hand.raise", "op": "1", "mode": "home"}, outcome{ok: true}},
		{"raise twice", map[string]any{"do": "hand.raise", "op": "2", "mode": "home"}, outcome{code: "conflict"}},
		{"give the floor", map[string]any{"do": "turn.give", "op": "3", "hand": "anything"}, outcome{code: "forbidden"}},
		{"start", map[string]any{"do": "session.start", "op": "4", "session": "nothing"}, outcome{code: "not_found"}},
		{"raise for somebody", map[string]any{"do": "hand.raise", "op": "5", "person": h.Person("d003").ID, "place": "main"}, outcome{code: "forbidden"}},
		{"nothing there is", map[string]any{"do": "dance", "op": "6"}, outcome{code: "invalid"}},
		{"no op", map[string]any{"do": "hand.raise", "op": ""}, outcome{code: "invalid"}},
	} {
		if x.m["op"] != "" {
			if got := bySocket(x.m); got != x.want {
				t.Errorf("%s by socket: %+v, want %+v", x.what, got, x.want)
			}
		}
		if got := byPost(x.m); got != x.want {
			t.Errorf("%s by POST: %+v, want %+v", x.what, got, x.want)
		}
	}
	raised := func(by seminar.ID) func(message) bool {
		return func(m message) bool {
			var b floor.Hand
			return m.Kind == "hand.raised" && decodes(m, &b) && b.Person.ID == by
		}
	}
	console.next(t, raised(ann.ID))
	console.next(t, raised(ben.ID))
	f := floorOfDelegate(t, h, annHome)
	if len(f.Hands) != 2 || f.Hands[0].Person.ID != ann.ID || f.Hands[1].Person.ID != ben.ID || f.Hands[0].From != "home" || f.Hands[1].From != "home" {
		t.Fatalf("hands %+v", f.Hands)
	}

	// The chair gives the floor by socket, the speaker ends the turn by POST, and everybody hears both.
	if r := console.ask(t, map[string]any{"do": "turn.give", "op": op(), "hand": f.Hands[1].Hand}); r.OK || r.Error.Code != seminar.CodeConflict {
		t.Errorf("out of turn for no reason: %+v", r)
	}
	if _, r := command(t, h, annHome, map[string]any{"do": "queue.rule", "op": op(), "rule": "places"}); r.OK || r.Error.Code != seminar.CodeForbidden {
		t.Errorf("a delegate rules the queue: %+v", r)
	}
	if r := console.ask(t, map[string]any{"do": "turn.give", "op": op(), "hand": f.Hands[1].Hand, "why": "answers"}); !r.OK {
		t.Fatalf("giving: %+v", r)
	}
	page.next(t, kind("turn.given"))
	if _, r := command(t, h, annHome, map[string]any{"do": "turn.end", "op": op()}); r.Error.Code != "forbidden" {
		t.Errorf("ending the turn of another: %+v", r)
	}
	must(t, h, benHome, map[string]any{"do": "turn.end", "op": op()})
	page.next(t, kind("turn.ended"))
	console.next(t, kind("turn.ended"))
}

func decodes(m message, v any) bool { e := record.Entry{Body: m.Body}; return e.Decode(v) == nil }

// A steward raises a hand for somebody in the own hall, and in no other.
func TestAHandForSomebodyInABranchHall(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	p := h.With(seminar.Delegate, "east")
	for place, want := range map[string]int{"west": http.StatusForbidden, "east": http.StatusOK} {
		c := h.Enter(h.With(seminar.Steward, place))
		status, r := command(t, h, c, map[string]any{"do": "hand.raise", "op": op(), "person": p.ID, "place": "east", "mode": "branch"})
		if status != want {
			t.Errorf("the steward of %s: status %d, %+v", place, status, r)
		}
	}
	f := floorOfDelegate(t, h, h.Enter(p))
	east, _ := h.Plan.Seminar.Place("east")
	if len(f.Hands) != 1 || f.Hands[0].From != "branch" || f.Hands[0].Place != east.ID || f.Hands[0].Person.ID != p.ID {
		t.Errorf("hands %+v", f.Hands)
	}
}

// Whoever was away asks for what was missed by the last number seen.
func TestAListenerComesBackByNumber(t *testing.T) {
	t.Parallel()
	h := apptest.Start(t, apptest.Options{})
	running(t, h)
	p := h.With(seminar.Delegate, "online")
	c := h.Enter(p)
	first := join(t, h, c, "home", 0)
	since := first.next(t, kind("state")).Seq
	first.close()
	var hand seminar.ID
	for range 3 {
		must(t, h, c, map[string]any{"do": "hand.raise", "op": op(), "mode": "home"})
		hand = seminar.ID(floorOfDelegate(t, h, c).Hands[0].Hand)
		must(t, h, c, map[string]any{"do": "hand.lower", "op": op(), "hand": hand})
	}
	want := []string{"build", "hand.raised", "hand.lowered", "hand.raised", "hand.lowered", "hand.raised", "hand.lowered"}
	lowered := 0
	third := func(m message) bool {
		if m.Kind == "hand.lowered" {
			lowered++
		}
		return lowered == 3
	}
	missed := join(t, h, c, "home", since).until(t, third)
	if !slices.Equal(kinds(missed), want) {
		t.Errorf("by socket since %d: %v, want %v", since, kinds(missed), want)
	}
	for i := 2; i < len(missed); i++ {
		if missed[i].Seq <= missed[i-1].Seq {
			t.Errorf("number %d after %d", missed[i].Seq, missed[i-1].Seq)
		}
	}
	lowered = 0
	if got := kinds(listenFrom(t, h, c, missed[2].Seq).until(t, func(m message) bool { third(m); return lowered == 2 })); !slices.Equal(got, append([]string{"build"}, want[3:]...)) {
		t.Errorf("by events after %d: %v", missed[2].Seq, got)
	}
	// A number that the record has not reached is of another record: from the beginning.
	if got := join(t, h, c, "home", 1<<40).next(t, func(m message) bool { return m.Kind != "build" }); got.Kind != "state" {
		t.Errorf("from beyond the end: %s", got.Kind)
	}
}

// listenFrom opens the stream of events as a browser does that comes back.
func listenFrom(t *testing.T, h *apptest.House, c *apptest.Client, last int64) *listener {
	t.Helper()
	return listen(t, h, c, "", "Last-Event-ID", itoa(last))
}

// A page that does not read is let go, however much there is to say, and the others
// hear everything meanwhile. It comes back by the last number that it saw.
func TestASlowListenerIsLetGoAndComesBack(t *testing.T) {
	t.Parallel()
	log := &logbook{}
	h := apptest.Start(t, apptest.Options{Log: log})
	running(t, h)
	c := h.Enter(h.With(seminar.Delegate, "online"))
	quick := join(t, h, c, "home", 0)
	quick.next(t, kind("state"))
	conn, _, err := websocket.Dial(t.Context(), h.URL("/hall/socket?mode=screen"), &websocket.DialOptions{HTTPClient: &http.Client{Jar: c.Jar, Transport: narrow()}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	conn.SetReadLimit(8 << 20)

	const count = 320 // more than the house keeps for a listener, and more than fits the line
	told := record.New("session.closed", map[string]string{"note": string(bytes.Repeat([]byte("x"), 16<<10))})
	told.Seminar = h.Plan.Seminar.ID
	var last int64
	heard := 0
	for i := range count {
		e, err := h.App.Store.Tell(context.Background(), told)
		if err != nil {
			t.Fatal(err)
		}
		if last = e.Seq; i%40 == 39 { // no faster than somebody who reads can hear
			heard += noted(quick.until(t, func(m message) bool { return m.Seq == last }))
		}
	}
	if heard != count {
		t.Errorf("who reads has heard %d of %d", heard, count)
	}

	// Much later the slow page reads what was still on the line, and comes back.
	eventually(t, "the house to let go", func() bool { return strings.Contains(log.String(), `route="GET /s/{seminar}/hall/socket"`) })
	var seen []message
	for noted(seen) < 5 {
		_, data, err := conn.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, read(data, ""))
	}
	conn.CloseNow()
	back := join(t, h, c, "screen", seen[len(seen)-1].Seq)
	if n := noted(seen) + noted(back.until(t, func(m message) bool { return m.Seq == last })); n != count {
		t.Errorf("with what it got after it came back it has %d of %d", n, count)
	}
}

// narrow is a line that holds little that was not read.
func narrow() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		return conn, err
	}}
}

func noted(all []message) (n int) {
	for _, m := range all {
		if m.Kind == "session.closed" {
			n++
		}
	}
	return n
}

package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"aula/internal/apptest"
	"aula/internal/floor"
	"aula/internal/record"
	"aula/internal/seminar"
)

// guest is a page that loses its line again and again. It follows the hall by a socket or by server-sent events, asks for what it missed by
// number, and sends a command again under the same op until it is answered.
type guest struct {
	client *apptest.Client
	url    func(path string) string
	person seminar.ID
	mode   string
	socket bool
	chance *rand.Rand

	mu      sync.Mutex
	conn    *websocket.Conn       // guarded by mu; nil between two lines
	state   floor.State           // guarded by mu
	waiting map[string]chan reply // by op; guarded by mu
	cuts    atomic.Int64
	done    map[string]int // deeds that were answered with yes
}

// follow keeps the guest in the hall until ctx ends.
func (g *guest) follow(ctx context.Context, t *testing.T) {
	for ctx.Err() == nil {
		line, cut := context.WithTimeout(ctx, time.Duration(50+rand.IntN(350))*time.Millisecond)
		if g.socket {
			g.listen(line, t)
		} else {
			g.watch(line, t)
		}
		cut()
		g.cuts.Add(1)
	}
}

func (g *guest) since() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return itoa(g.state.Seq)
}

func (g *guest) listen(ctx context.Context, t *testing.T) {
	conn, _, err := websocket.Dial(ctx, g.url("/hall/socket?mode="+g.mode+"&since="+g.since()), &websocket.DialOptions{HTTPClient: &http.Client{Jar: g.client.Jar}})
	if err != nil {
		time.Sleep(10 * time.Millisecond)
		return
	}
	defer conn.CloseNow()
	conn.SetReadLimit(8 << 20)
	g.hold(conn)
	defer g.hold(nil)
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return
		}
		g.hear(t, data)
	}
}

func (g *guest) hold(conn *websocket.Conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conn = conn
}

func (g *guest) watch(ctx context.Context, t *testing.T) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url("/events?since="+g.since()), nil)
	if err != nil {
		t.Error(err)
		return
	}
	resp, err := (&http.Client{Jar: g.client.Jar}).Do(r)
	if err != nil {
		time.Sleep(10 * time.Millisecond)
		return
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			g.hear(t, []byte(data))
		}
	}
}

// hear folds what is told into the guest's own state, as a page does.
func (g *guest) hear(t *testing.T, data []byte) {
	var m struct {
		Seq     int64
		At      time.Time
		Kind    string
		Session seminar.ID
		Place   seminar.ID
		Body    json.RawMessage
		reply
	}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Errorf("%s: %v", data, err)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case m.Reply != "":
		if answer := g.waiting[m.Reply]; answer != nil {
			delete(g.waiting, m.Reply)
			answer <- m.reply
		}
	case m.Kind == "state":
		var s floor.State
		if err := json.Unmarshal(m.Body, &s); err != nil {
			t.Error(err)
		}
		s.Seq = m.Seq
		g.state = s
	case m.Seq > g.state.Seq:
		if err := g.state.Apply(record.Entry{Seq: m.Seq, At: m.At, Kind: m.Kind, Session: m.Session, Place: m.Place, Body: m.Body}); err != nil {
			t.Error(err)
		}
	}
}

// do has something done, however often the line breaks. Whether it was is what the server says in the end.
func (g *guest) do(t *testing.T, deed string, fields map[string]any) bool {
	m := map[string]any{"do": deed, "op": op(), "mode": g.mode}
	for k, v := range fields {
		m[k] = v
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Error(err)
		return false
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		r, answered := g.send(m["op"].(string), data)
		if !answered {
			continue
		}
		switch {
		case r.OK:
			g.done[deed]++
			return true
		case r.Error.Code == seminar.CodeUnavailable:
			time.Sleep(100 * time.Millisecond)
			continue
		case r.Error.Code == seminar.CodeInternal:
			t.Errorf("%s: %+v", deed, r.Error)
		}
		return false
	}
	t.Errorf("%s was never answered", deed)
	return false
}

func (g *guest) send(op string, data []byte) (r reply, answered bool) {
	if !g.socket {
		resp, err := g.client.Client.Post(g.url("/floor"), "application/json", bytes.NewReader(data))
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			return r, false
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return r, err == nil && json.Unmarshal(body, &r) == nil && r.Reply == op
	}
	answer := make(chan reply, 1)
	g.mu.Lock()
	conn := g.conn
	g.waiting[op] = answer
	g.mu.Unlock()
	if conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		_ = conn.Write(ctx, websocket.MessageText, data)
		cancel()
	}
	select {
	case r := <-answer:
		return r, true
	case <-time.After(200 * time.Millisecond):
		return r, false
	}
}

// sees returns the guest's state as it is now.
func (g *guest) sees() floor.State {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.state.Clone()
}

// act does something that a delegate may want to do just now.
func (g *guest) act(t *testing.T) {
	s := g.sees()
	switch g.chance.IntN(6) {
	case 0:
		g.do(t, "hand.raise", nil)
	case 1:
		if h, up := s.HandOf(g.person); up {
			g.do(t, "hand.lower", map[string]any{"hand": h.Hand})
		}
	case 2:
		if s.Board != nil {
			g.do(t, "question.ask", map[string]any{"text": "Why?", "names": s.Board.Names})
		}
	case 3:
		if n := len(s.Hands); n > 0 {
			g.do(t, "hand.join", map[string]any{"hand": s.Hands[g.chance.IntN(n)].Hand})
		}
	default:
		if n := len(s.Polls); n > 0 {
			g.do(t, "poll.vote", map[string]any{"poll": s.Polls[g.chance.IntN(n)].ID, "ballot": floor.Ballot{Options: []int{1 + g.chance.IntN(2)}}})
		}
	}
}

// preside does something that a chair may want to do just now.
func (g *guest) preside(t *testing.T) {
	s := g.sees()
	pick := func(deed string, stages ...floor.QuestionStage) {
		for _, q := range s.Questions {
			for _, stage := range stages {
				if q.Stage == stage {
					g.do(t, deed, map[string]any{"question": q.ID})
					return
				}
			}
		}
	}
	poll := func(deed string, stage floor.Stage) {
		for _, p := range s.Polls {
			if p.Stage == stage {
				g.do(t, deed, map[string]any{"poll": p.ID})
				return
			}
		}
	}
	switch g.chance.IntN(9) {
	case 0, 1:
		if len(s.Hands) > 0 {
			g.do(t, "turn.give", map[string]any{"hand": s.Hands[0].Hand, "why": "chaos"})
		}
	case 2:
		g.do(t, "turn.end", nil)
	case 3:
		pick("question.open", floor.Waiting)
	case 4:
		pick("question.take", floor.Open)
	case 5:
		pick("question.answer", floor.Taken, floor.Open)
	case 6:
		g.do(t, "poll.make", map[string]any{"draft": where()})
	case 7:
		poll("poll.open", floor.Draft)
	case 8:
		poll("poll.close", floor.Voting)
	}
}

// A quarter of an hour of everything at once: two chairs and eight delegates, half by sockets and half by events and posts, whose lines break all
// the time, and a server that is started again in the middle. In the end what the chairs saw, folded from what they were told, is what the
// record says; what was answered was done once, and what was not answered was not done twice.
func TestTheChaosQuarter(t *testing.T) {
	t.Parallel()
	var clock wound
	h := apptest.Start(t, apptest.Options{App: quick(&clock)})
	again := apptest.Options{Data: h.App.Config.Data, Port: h.Base[strings.LastIndex(h.Base, ":")+1:], App: quick(&clock)}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	var people []seminar.Person
	for _, p := range h.Plan.People {
		if p.Delegate && !p.Withdrawn && len(people) < 8 {
			people = append(people, p)
		}
	}
	chair := h.With(seminar.Chair, "")
	people = append(people, chair, chair)
	ctx, leave := context.WithCancel(t.Context())
	var guests []*guest
	var following sync.WaitGroup
	for i, p := range people {
		c := h.Enter(p)
		g := &guest{client: c, url: h.URL, person: p.ID, mode: "hall", socket: i%2 == 0, chance: rand.New(rand.NewPCG(seed, uint64(i))), waiting: map[string]chan reply{}, done: map[string]int{}}
		if p.ID == chair.ID {
			g.mode = "console"
		}
		guests = append(guests, g)
		following.Go(func() { g.follow(ctx, t) })
	}
	chairs, delegates := guests[8:], guests[:8]
	chairs[0].do(t, "questions.open", map[string]any{"names": "all", "approve": true})
	chairs[0].do(t, "session.start", map[string]any{"session": h.Plan.Seminar.Sessions[len(h.Plan.Seminar.Sessions)-1].Key})
	busy := func() {
		var group sync.WaitGroup
		for i, g := range guests {
			group.Go(func() {
				for range 12 {
					if i < len(delegates) {
						g.act(t)
					} else {
						g.preside(t)
						g.preside(t)
					}
				}
			})
		}
		group.Wait()
	}
	busy()
	h.Close()
	h = apptest.Start(t, again)
	busy()
	clock.forward(time.Minute) // every poll that was called closed is closed
	of := h.Plan.Seminar.ID
	replayed := func() (s floor.State, asked int) {
		for e, err := range h.App.Store.EntriesOf(t.Context(), of, floor.Kinds()...) {
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Apply(e); err != nil {
				t.Fatal(err)
			}
			if e.Kind == "question.asked" {
				asked++
			}
		}
		return s, asked
	}
	for i, g := range chairs {
		var want, got string
		var s floor.State
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			s, _ = replayed()
			if want, got = shape(t, s), shape(t, g.sees()); want == got && !closing(s) {
				break
			}
		}
		for _, p := range s.Polls {
			if p.Stage == floor.Closing {
				t.Errorf("a poll is closing until %s and it is %s", p.Until, clock.now())
			}
		}
		if want != got {
			t.Errorf("chair %d saw\n%s\nand the record says\n%s", i, got, want)
		}
	}
	leave()
	following.Wait()
	s, asked := replayed()
	if n := sum(delegates, "question.ask"); asked != n {
		t.Errorf("%d questions were asked and %d are told", n, asked)
	}
	up := map[seminar.ID]int{}
	for _, hand := range s.Hands {
		if up[hand.Person.ID]++; up[hand.Person.ID] > 1 {
			t.Errorf("%s has two hands up", hand.Person.ID)
		}
	}
	for _, p := range s.Polls {
		if p.Stage != floor.Closed || p.Result == nil {
			continue
		}
		turnout, err := h.App.Store.Turnout(t.Context(), of, p.Box())
		n := 0
		for _, of := range turnout {
			n += of
		}
		if err != nil || n != p.Result.Voters || n > len(delegates) {
			t.Errorf("poll %s: %d votes are kept, %d were counted, %v", p.ID, n, p.Result.Voters, err)
		}
	}
	cuts := int64(0)
	for _, g := range guests {
		cuts += g.cuts.Load()
	}
	t.Logf("%d lines broke, %d turns were given, %d questions asked, %d polls made", cuts, len(s.Had), asked, len(s.Polls))
	if cuts < int64(len(guests)) || len(s.Polls)+asked+len(s.Had) == 0 {
		t.Error("that was no chaos")
	}
}

func closing(s floor.State) bool {
	for _, p := range s.Polls {
		if p.Stage == floor.Closing {
			return true
		}
	}
	return false
}

func sum(all []*guest, deed string) (n int) {
	for _, g := range all {
		n += g.done[deed]
	}
	return n
}

// shape writes a state as it can be compared, whether it came as a whole or entry by entry.
func shape(t *testing.T, s floor.State) string {
	t.Helper()
	s.Air, s.Barred = nil, nil
	if len(s.Hands) == 0 {
		s.Hands = nil
	}
	for i := range s.Hands {
		if len(s.Hands[i].Same) == 0 {
			s.Hands[i].Same = nil
		}
	}
	form, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(form)
}

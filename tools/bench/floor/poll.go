package floor

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"aula/internal/media/rehearse"
	"aula/internal/seminar"
	"aula/tools/bench/house"
)

// rush is a poll in which everybody votes within a few seconds.
type rush struct {
	voters   int
	within   time.Duration
	behind   time.Duration // the longest that the chair's screen was behind the votes that were answered
	p99      time.Duration // from vote to answer
	micros   float64       // of the server's CPU for a vote
	refused  int           // second votes of the same people
	counted  int
	lasted   time.Duration
	listened int

	alone, beside rehearse.Report // what a crowd saw of the picture, without the poll and beside it
}

// poll lets voters vote, each twice, while listeners are in the hall.
func poll(program string, voters, listeners int, within time.Duration) (r rush, err error) {
	toml, csv := files(voters)
	h, err := house.Open(program, "", toml, csv)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	cookies, err := h.EnterAll("floor")
	if err != nil || len(cookies) < voters {
		return r, fmt.Errorf("%d of %d signed in: %w", len(cookies), voters, err)
	}
	chair := &speaker{address: h.Address, cookie: cookies["desk"]}
	defer chair.close()
	office, err := h.Enter("floor", "office")
	if err != nil {
		return r, err
	}
	quiet, err := watch(office)
	if err != nil {
		return r, err
	}
	alone, err := quiet.end()
	if err != nil {
		return r, err
	}
	crowd, err := watch(office)
	if err == nil {
		err = crowd.all()
	}
	if err != nil {
		return r, err
	}
	screen, err := sit(target{address: h.Address, cookie: cookies["desk"], socket: query("/s/floor/hall/socket", "mode", "console")})
	if err != nil {
		return r, err
	}
	defer screen.close()
	for range listeners {
		l, err := sit(target{address: h.Address, cookie: cookies["listener"], socket: query("/s/floor/hall/socket", "mode", "hall")})
		if err != nil {
			return r, err
		}
		defer l.close()
	}
	if err := chair.say(`"do":"poll.make","draft":{"kind":"single","title":{"en":"Where next?"},"options":[{"en":"Here"},{"en":"There"}],"secret":true}`); err != nil {
		return r, err
	}
	of, err := screen.poll()
	if err != nil {
		return r, err
	}
	if err := chair.say(`"do":"poll.open","poll":"` + of + `"`); err != nil {
		return r, err
	}
	before, began := house.UsageOf(h.PID()), time.Now()
	answered, took, err := everybodyVotes(h.Address, of, cookies, voters, within)
	if err != nil {
		return r, err
	}
	lasted := time.Since(began)
	if err := screen.reaches(voters, 10*time.Second); err != nil {
		return r, err
	}
	work, _ := house.UsageOf(h.PID()).Since(before)
	refused, err := againVotes(h.Address, of, cookies, voters)
	if err != nil {
		return r, err
	}
	if err := chair.say(`"do":"poll.close","poll":"` + of + `"`); err != nil {
		return r, err
	}
	counted, err := screen.counted(20 * time.Second)
	beside, wrong := crowd.end()
	slices.Sort(took)
	r = rush{voters, within, screen.behind(answered), took[len(took)*99/100], float64(work.Microseconds()) / float64(voters), refused, counted, lasted, listeners, alone, beside}
	return r, errors.Join(err, wrong)
}

// everybodyVotes lets each voter vote once, evenly over a time, on 64 connections. It returns when each vote was answered, in order, and how long that took.
func everybodyVotes(address, of string, cookies map[string]string, voters int, within time.Duration) (answered []time.Time, took []time.Duration, err error) {
	const doors = 64
	var mu sync.Mutex
	var wg sync.WaitGroup
	began := time.Now()
	for door := range doors {
		wg.Go(func() {
			s := &speaker{address: address}
			defer s.close()
			for i := door; i < voters; i += doors {
				due := began.Add(within * time.Duration(i) / time.Duration(voters))
				time.Sleep(time.Until(due))
				s.cookie = cookies[fmt.Sprintf("d%05d", i)]
				wrong := s.vote(of, 1+i%2)
				mu.Lock()
				answered, took, err = append(answered, time.Now()), append(took, time.Since(due)), errors.Join(err, wrong)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.SortFunc(answered, time.Time.Compare)
	return answered, took, err
}

// againVotes lets every tenth voter vote again, and returns how many were refused.
func againVotes(address, of string, cookies map[string]string, voters int) (refused int, err error) {
	s := &speaker{address: address}
	defer s.close()
	for i := 0; i < voters; i += 10 {
		s.cookie = cookies[fmt.Sprintf("d%05d", i)]
		switch err := s.vote(of, 2); {
		case errors.Is(err, errConflict):
			refused++
		case err != nil:
			return refused, err
		default:
			return refused, errors.New("a second vote was taken")
		}
	}
	return refused, nil
}

// speaker posts commands on one connection, by hand: server and voters share the cores.
type speaker struct {
	address, cookie string
	conn            net.Conn
	answers         *bufio.Reader
	request         bytes.Buffer
}

func (s *speaker) vote(of string, option int) error {
	return s.say(fmt.Sprintf(`"do":"poll.vote","mode":"hall","poll":%q,"ballot":{"options":[%d]}`, of, option))
}

func (s *speaker) say(fields string) (err error) {
	if s.conn == nil {
		if s.conn, err = net.Dial("tcp", s.address); err != nil {
			return err
		}
		s.answers = bufio.NewReader(s.conn)
	}
	body := fmt.Sprintf(`{"op":%q,%s}`, seminar.NewID(), fields)
	s.request.Reset()
	fmt.Fprintf(&s.request, "POST /s/floor/floor HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", s.address, s.cookie, len(body), body)
	if _, err := s.conn.Write(s.request.Bytes()); err != nil {
		return err
	}
	resp, err := http.ReadResponse(s.answers, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode == http.StatusConflict:
		return errConflict
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: status %d: %.200s", strings.SplitN(fields, ",", 2)[0], resp.StatusCode, answer)
	}
	return nil
}

func (s *speaker) close() {
	if s.conn != nil {
		_ = s.conn.Close()
	}
}

// seat is a socket in the hall that keeps what it hears of polls.
type seat struct {
	conn net.Conn
	mu   sync.Mutex
	made string
	seen []sight
	end  int // votes counted at the end; -1 before
}

// sight is how many votes the screen knew of from a moment on.
type sight struct {
	at    time.Time
	votes int
}

func sit(t target) (*seat, error) {
	conn, err := net.Dial("tcp", t.address)
	if err != nil {
		return nil, err
	}
	s := &seat{conn: conn, end: -1}
	ready := make(chan struct{})
	heard := sync.OnceFunc(func() { close(ready) })
	go func() {
		defer heard()
		_ = t.listenAll(conn, func(message []byte) { heard(); s.hear(message) })
	}()
	<-ready
	return s, nil
}

func (s *seat) hear(message []byte) {
	if !bytes.Contains(message, []byte(`"kind":"poll.`)) {
		return
	}
	var m struct {
		Kind string
		Body struct {
			Poll   string
			Voters int
			Result struct{ Voters int }
		}
	}
	if json.Unmarshal(message, &m) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch m.Kind {
	case "poll.made":
		s.made = m.Body.Poll
	case "poll.turnout":
		s.seen = append(s.seen, sight{time.Now(), m.Body.Voters})
	case "poll.counted":
		s.end = m.Body.Result.Voters
	}
}

func (s *seat) wait(within time.Duration, what string, so func() bool) error {
	for began := time.Now(); time.Since(began) < within; time.Sleep(5 * time.Millisecond) {
		s.mu.Lock()
		done := so()
		s.mu.Unlock()
		if done {
			return nil
		}
	}
	return errors.New("waited in vain: " + what)
}

func (s *seat) poll() (of string, err error) {
	err = s.wait(10*time.Second, "the poll", func() bool { of = s.made; return of != "" })
	return of, err
}

func (s *seat) reaches(votes int, within time.Duration) error {
	return s.wait(within, fmt.Sprint("the screen to know of ", votes, " votes"), func() bool { return len(s.seen) > 0 && s.seen[len(s.seen)-1].votes == votes })
}

func (s *seat) counted(within time.Duration) (votes int, err error) {
	err = s.wait(within, "the result", func() bool { votes = s.end; return votes >= 0 })
	return votes, err
}

// behind returns the longest time for which the screen did not know of a vote that had been answered.
func (s *seat) behind(answered []time.Time) (most time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := 0
	for _, x := range s.seen {
		if known < len(answered) && x.votes > known {
			most = max(most, x.at.Sub(answered[known]))
		}
		known = max(known, x.votes)
	}
	return most
}

func (s *seat) close() { _ = s.conn.Close() }

package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"aula/internal/config"
	"aula/internal/demo/visitor"
	"aula/internal/floor"
	"aula/internal/media/client"
	"aula/internal/roll"
	"aula/internal/seminar"
)

// brisk is a tempo for tests.
func brisk() tempo {
	ms := func(least, most int) between {
		return between{time.Duration(least) * time.Millisecond, time.Duration(most) * time.Millisecond}
	}
	return tempo{
		arrive: time.Second, hand: ms(60, 150), question: ms(100, 200), turn: ms(1500, 2000), pause: ms(100, 200), door: ms(100, 200), mark: ms(100, 200),
		stay: ms(1000, 2000), away: ms(300, 600), guest: 20 * time.Second, aside: 3 * time.Second,
	}
}

// printed is what a demonstration has printed so far.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer // guarded by mu
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// show runs a demonstration and returns what it has printed and how to end it.
func show(t *testing.T, o Options) (links *printed, end func()) {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	before := runtime.NumGoroutine()
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	links = &printed{}
	o.Out, o.Log, o.tempo = links, slog.New(slog.NewTextHandler(testLog{t}, &slog.HandlerOptions{Level: slog.LevelWarn})), brisk()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, cfg, o) }()
	t.Cleanup(cancel)
	until(t, "the links are printed", time.Minute, func() bool {
		select {
		case err := <-ended:
			t.Fatalf("it ended at once: %v", err)
		default:
		}
		return strings.Contains(links.String(), "Ctrl+C")
	})
	return links, func() {
		t.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("it ended with %v", err)
			}
		case <-time.After(3 * time.Second):
			t.Fatal("it does not end within 3 s")
		}
		if left, _ := os.ReadDir(temp); len(left) > 0 {
			t.Errorf("%s is left", left[0].Name())
		}
		until(t, "every goroutine has ended", 5*time.Second, func() bool { return runtime.NumGoroutine() <= before })
	}
}

// testLog fails the test for everything that is logged, but for what a browser leaves
// undone that is closed in the middle of it.
type testLog struct{ t *testing.T }

func (l testLog) Write(b []byte) (int, error) {
	if !bytes.Contains(b, []byte("context canceled")) {
		l.t.Errorf("logged: %s", b)
	}
	return len(b), nil
}

func until(t *testing.T, what string, within time.Duration, is func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("not within %v: %s\n%s", within, what, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// guest opens a printed link in a browser of its own.
func guest(t *testing.T, links *printed, label string) *visitor.Visitor {
	t.Helper()
	found := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(label) + ` +(http://localhost:\d+)/i/(\S+)$`).FindStringSubmatch(links.String())
	if found == nil {
		t.Fatalf("no link for %q in\n%s", label, links)
	}
	network := &http.Transport{}
	t.Cleanup(network.CloseIdleConnections)
	v := visitor.New(found[1], "demo", found[2], network)
	if err := v.Enter(t.Context()); err != nil {
		t.Fatalf("%s: %v", label, err)
	}
	return v
}

// page returns the status of a page for everybody.
func page(t *testing.T, links *printed) int {
	t.Helper()
	network := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: network}).Get(regexp.MustCompile(`http://localhost:\d+/s/demo`).FindString(links.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

func TestADemonstrationIsAlive(t *testing.T) {
	links, end := show(t, Options{})
	if status := page(t, links); status != http.StatusOK {
		t.Errorf("the programme answers %d", status)
	}
	for _, p := range parts() {
		if p.person != "" {
			guest(t, links, p.who.In(seminar.English))
		}
	}
	organiser := guest(t, links, "Organiser")
	yesterdayIsOnTheRoll(t, organiser)
	seat, err := organiser.Sit(t.Context(), "screen")
	if err != nil {
		t.Fatal(err)
	}
	picturesRun(t, organiser)
	handsComeAndGo(t, seat)
	until(t, "questions are written", time.Minute, func() bool { return len(seat.Floor().Questions) == len(asked()) })
	until(t, "ideas are written", time.Minute, func() bool {
		rounds := seat.Floor().IdeaRounds
		return len(rounds) == 2 && len(rounds[0].Seen()) == len(thoughts()) && len(rounds[1].Seen()) == len(ideasToday())
	})
	chairStepsBack(t, seat, guest(t, links, "Chair"))
	seat.Close()
	end()
}

func yesterdayIsOnTheRoll(t *testing.T, organiser *visitor.Visitor) {
	t.Helper()
	var file struct {
		Roll roll.Roll `json:"roll"`
	}
	if err := organiser.Get(t.Context(), "/roll.json", &file); err != nil {
		t.Fatal(err)
	}
	r := file.Roll
	if len(r.Rows) != 120 {
		t.Fatalf("%d delegates on the roll", len(r.Rows))
	}
	tally := map[roll.Mark]int{}
	moved, guests := 0, 0
	for _, row := range r.Rows {
		for i, cell := range row.Cells {
			if strings.HasPrefix(r.Sessions[i].Key, "living-river") {
				break // today
			}
			if cell.Mark != "" {
				tally[cell.Mark]++
			}
			for _, s := range cell.Stays {
				if s.End == roll.EndMoved {
					moved++
				}
			}
			if cell.Place != row.Person.Place && cell.Mark == roll.Present {
				guests++
			}
		}
	}
	for _, m := range []roll.Mark{roll.Present, roll.Late, roll.LeftEarly, roll.Absent, roll.Excused} {
		if tally[m] == 0 {
			t.Errorf("nobody was %s yesterday: %v", m, tally)
		}
	}
	if tally[roll.Present] < 400 || moved == 0 || guests == 0 {
		t.Errorf("%v, moved %d, guests %d", tally, moved, guests)
	}
}

func picturesRun(t *testing.T, organiser *visitor.Visitor) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	viewer, err := client.View(ctx, organiser.Media("/hall/watch"), client.ViewOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer viewer.Close()
	for line, what := range []string{"the hall's picture", "the slides", "a delegate at home", "the hall's sound", "the delegate's sound"} {
		until(t, what+" arrives", time.Minute, func() bool { return viewer.Counts()[line].Packets > 5 })
	}
}

func handsComeAndGo(t *testing.T, seat *visitor.Seat) {
	t.Helper()
	hands, turns, from := map[seminar.ID]bool{}, map[seminar.ID]bool{}, map[floor.From]bool{}
	until(t, "hands and turns change", time.Minute, func() bool {
		s := seat.Floor()
		for _, h := range s.Hands {
			hands[h.Hand], from[h.From] = true, true
		}
		if s.Turn != nil {
			turns[s.Turn.Hand] = true
		}
		return s.Session != nil && s.Item != nil && len(hands) >= 6 && len(turns) >= 2 && len(from) == 3
	})
}

// When the visitor gives the floor, the played chair does not take it away; but what
// the played chair was about to do at that moment, it still does.
func chairStepsBack(t *testing.T, seat *visitor.Seat, chair *visitor.Visitor) {
	t.Helper()
	until(t, "the visitor's turn lasts", time.Minute, func() bool {
		s := seat.Floor()
		if len(s.Hands) == 0 {
			return false
		}
		mine := s.Hands[len(s.Hands)-1].Hand
		if chair.Command(t.Context(), visitor.Command{Do: "turn.give", Hand: mine}) != nil {
			return false
		}
		has := func() bool { s := seat.Floor(); return s.Turn != nil && s.Turn.Hand == mine }
		until(t, "the floor is given", 10*time.Second, func() bool { _, up := handOf(seat, mine); return !up })
		for given := time.Now(); has(); time.Sleep(20 * time.Millisecond) {
			if time.Since(given) > brisk().turn.most+500*time.Millisecond {
				return true
			}
		}
		return false
	})
	turn := seat.Floor().Turn
	until(t, "the played chair takes over again", time.Minute, func() bool {
		s := seat.Floor()
		return s.Turn == nil || turn == nil || s.Turn.Hand != turn.Hand
	})
}

func handOf(seat *visitor.Seat, hand seminar.ID) (floor.Hand, bool) {
	for _, h := range seat.Floor().Hands {
		if h.Hand == hand {
			return h, true
		}
	}
	return floor.Hand{}, false
}

func TestQuietPeople(t *testing.T) {
	links, end := show(t, Options{QuietPeople: true, Language: seminar.Chinese})
	seat, err := guest(t, links, "主办方").Sit(t.Context(), "screen")
	if err != nil {
		t.Fatal(err)
	}
	until(t, "camera and slides are on air", time.Minute, func() bool { return len(seat.Floor().Air) == 2 })
	if s := seat.Floor(); s.Session == nil || len(s.Hands) > 0 || s.Turn != nil {
		t.Errorf("floor %+v", s)
	}
	seat.Close()
	end()
}

func TestEndsWhileItBegins(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out := &printed{}
	if err := Run(ctx, cfg, Options{Out: out, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 || out.String() != "" {
		t.Errorf("left %v, printed %q", left, out)
	}
}

func TestANamedFolderIsKept(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	cfg, err := config.Load(config.Source{Flags: map[string]string{"listen": "127.0.0.1:0", "data": data}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	links := &printed{}
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, cfg, Options{QuietPeople: true, Out: links, Log: slog.New(slog.DiscardHandler)})
	}()
	until(t, "the links are printed", time.Minute, func() bool { return strings.Contains(links.String(), data+" keeps") })
	if err := Run(ctx, cfg, Options{Out: io.Discard, Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "another demonstration runs") {
		t.Errorf("a second one in the same folder: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(data, marker)); err != nil {
		t.Error(err)
	}
}

// What a visitor reads fits a terminal of 80 columns, but for what cannot be broken.
func TestPrintedLinesAreShort(t *testing.T) {
	for _, p := range parts() {
		for _, lang := range seminar.Languages() {
			if n := width(p.who.In(lang)); n == 0 || n > 20 {
				t.Errorf("%q takes %d columns", p.who.In(lang), n)
			}
		}
	}
	if width("aé主（") != 6 {
		t.Errorf("width %d", width("aé主（"))
	}
	text, _ := json.Marshal(words().end)
	if !strings.Contains(string(text), "Ctrl+C") {
		t.Errorf("%s", text)
	}
}

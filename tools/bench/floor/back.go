package floor

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"time"

	"aula/tools/bench/house"
)

// comeback is what happened when the network of a hall failed for a while, and everybody came back in the same moment.
type comeback struct {
	people, missed int           // entries that each had missed
	p50, p99, last time.Duration // from the moment until somebody knew all that they had missed
	micros         float64       // of the server's CPU for one who comes back
	others         time.Duration // p99 from entry to listener for those whose network had not failed, meanwhile
}

// bystanders are listeners elsewhere, whose network holds.
const bystanders = 100

// back lets people be away for a time in which the hall goes on.
func back(program string, people int, away time.Duration, each time.Duration) (r comeback, err error) {
	a, err := openAula(program)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	missed, after := int(away/each), int(5*time.Second/each)
	elsewhere, err := gather(a.target(), false, bystanders, missed+after) // by events, which need no beats
	if err != nil {
		return r, err
	}
	defer elsewhere.close()
	here, err := gather(a.target(), true, people, 1)
	if err != nil {
		return r, err
	}
	seq, err := a.head()
	if err != nil {
		return r, err
	}
	here.close()
	told := 0
	tell := func(n int) error {
		tick := time.NewTicker(each)
		defer tick.Stop()
		for range n {
			<-tick.C
			elsewhere.sent[told].Store(int64(time.Since(elsewhere.start)))
			if err := a.tell(told); err != nil {
				return err
			}
			told++
		}
		return nil
	}
	if err := tell(missed); err != nil {
		return r, err
	}
	before := house.UsageOf(a.PID())
	t := a.target()
	t.socket += "&" + url.Values{"since": {fmt.Sprint(seq)}}.Encode()
	going := make(chan error, 1)
	go func() { going <- tell(after) }()
	took, err := t.catchUp(people, seq+int64(missed))
	if err := errors.Join(err, <-going); err != nil {
		return r, err
	}
	work, _ := house.UsageOf(a.PID()).Since(before)
	others, err := elsewhere.wait(10 * time.Second)
	if err != nil {
		return r, err
	}
	var beside []time.Duration
	for i := range elsewhere.took {
		beside = append(beside, elsewhere.took[i][missed:]...)
	}
	slices.Sort(beside)
	if len(others) != bystanders*(missed+after) {
		return r, fmt.Errorf("who stayed heard %d entries", len(others))
	}
	return comeback{people, missed, took[len(took)/2], took[len(took)*99/100], took[len(took)-1], float64(work.Microseconds()) / float64(people), beside[len(beside)*99/100]}, nil
}

// catchUp connects so many people at once and returns how long each needed to know of an entry, as a whole state or one by one.
func (t target) catchUp(people int, seq int64) ([]time.Duration, error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var took []time.Duration
	var wrong error
	start := time.Now()
	for range people {
		wg.Go(func() {
			err := t.until(seq)
			mu.Lock()
			defer mu.Unlock()
			took, wrong = append(took, time.Since(start)), errors.Join(wrong, err)
		})
	}
	wg.Wait()
	slices.Sort(took)
	return took, wrong
}

// until listens until an entry is known.
func (t target) until(seq int64) error {
	conn, err := net.Dial("tcp", t.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	known := errors.New("known")
	err = t.join(conn, true, func(in *bufio.Reader, _ io.Reader) error {
		return t.frames(conn, in, func(message []byte) error {
			var at int64
			if _, err := fmt.Sscanf(string(message[:min(len(message), 30)]), `{"seq":%d,`, &at); err == nil && at >= seq {
				return known
			}
			return nil
		})
	})
	if errors.Is(err, known) {
		return nil
	}
	return fmt.Errorf("never knew of %d: %w", seq, err)
}

// back measures a network of a hall that fails for half a minute.
func (o options) back() ([]Figure, error) {
	program, remove, err := house.Build()
	if err != nil {
		return nil, err
	}
	defer remove()
	var p50, p99, others []float64
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	for range o.rounds {
		r, err := back(program, 1000, 30*time.Second, o.each)
		if err != nil {
			return nil, fmt.Errorf("1000 come back: %w", err)
		}
		fmt.Printf("back: %d come back in one moment after 30 s, each has missed %d entries: half know all after %.0f ms, p99 %.0f ms, the last after %.0f ms; %.0f µs of the server for each; an entry meanwhile is with %d others after %.1f ms (p99)\n",
			r.people, r.missed, ms(r.p50), ms(r.p99), ms(r.last), r.micros, bystanders, ms(r.others))
		p50, p99, others = append(p50, ms(r.p50)), append(p99, ms(r.p99)), append(others, ms(r.others))
	}
	return []Figure{
		{"floor.back_1000.p50_ms", house.Median(p50), ""}, {"floor.back_1000.p99_ms", house.Median(p99), ""}, {"floor.back_1000.others_p99_ms", house.Median(others), "under 250"},
	}, nil
}

// head returns the number of the last entry that the floor is made of.
func (a *aula) head() (seq int64, err error) {
	t := a.target()
	conn, err := net.Dial("tcp", t.address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	err = t.join(conn, true, func(in *bufio.Reader, _ io.Reader) error {
		return t.frames(conn, in, func(message []byte) error {
			var m struct {
				Kind string
				Seq  int64
			}
			if err := json.Unmarshal(message, &m); err != nil {
				return err
			}
			if m.Kind == "state" {
				seq = m.Seq
				return io.EOF
			}
			return nil
		})
	})
	if errors.Is(err, io.EOF) && seq > 0 {
		return seq, nil
	}
	return 0, fmt.Errorf("the hall says nothing of itself: %w", err)
}

package rehearse

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"aula/internal/media/client"
)

// state is what the server tells of itself.
type state struct {
	Viewers    int       `json:"viewers"`
	Seats      int       `json:"seats"`
	Until      time.Time `json:"until"`
	Now        time.Time `json:"now"`
	CPUs       int       `json:"cpus"`
	CPUSeconds float64   `json:"cpu_seconds"`
}

func (r *rehearsal) state(ctx context.Context) (state, error) {
	var s state
	t := r.target("state")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.URL, nil)
	if err != nil {
		return s, err
	}
	req.Header.Set("Authorization", "Bearer "+t.Bearer)
	hc := t.HTTP
	if hc == nil {
		hc = http.DefaultClient
	}
	resp, err := hc.Do(req)
	if err != nil {
		return s, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return s, fmt.Errorf("%s: %w", t.URL, &client.StatusError{Status: resp.StatusCode})
	}
	if err := json.NewDecoder(resp.Body).Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", t.URL, err)
	}
	return s, nil
}

// load is what was seen in one span of time.
type load struct {
	viewers int
	cores   float64 // that the server used; 0 when it does not know
	cpus    int
	took    time.Duration
	totals  totals // of all viewers, in the span
}

// watch lets time pass and returns what happened in it.
func (r *rehearsal) watch(ctx context.Context, lasts time.Duration) (load, error) {
	before, err := r.state(ctx)
	if err != nil {
		return load{}, err
	}
	from := r.totals()
	pause(ctx, lasts)
	after, err := r.state(ctx)
	if err != nil {
		return load{}, err
	}
	took := after.Now.Sub(before.Now)
	l := load{viewers: len(r.viewers), cpus: after.CPUs, took: took, totals: r.totals().minus(from)}
	if took > 0 {
		l.cores = (after.CPUSeconds - before.CPUSeconds) / took.Seconds()
	}
	return l, ctx.Err()
}

// totals are the counts of all viewers together.
type totals struct {
	packets, bytes, expected, lost, late, freezes uint64
	frozen                                        time.Duration
}

func (r *rehearsal) totals() totals {
	var t totals
	for _, v := range r.viewers {
		for _, c := range v.Counts() {
			t.packets += c.Packets
			t.bytes += c.Bytes
			t.expected += c.Expected
			t.lost += c.Lost
			t.late += c.Late
			t.freezes += c.Freezes
			t.frozen += c.Frozen
		}
	}
	return t
}

func (t totals) minus(u totals) totals {
	less := func(a, b uint64) uint64 { return a - min(a, b) } // what was lost may still have come
	return totals{
		t.packets - u.packets, t.bytes - u.bytes, t.expected - u.expected, less(t.lost, u.lost), t.late - u.late,
		t.freezes - u.freezes, t.frozen - u.frozen,
	}
}

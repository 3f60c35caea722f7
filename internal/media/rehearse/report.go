package rehearse

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// busy is the share of its processors that a server may use and still have room for
// what a seminar brings beside: pages, votes, people who come all at once.
const busy = 0.7

// Report is what a rehearsal has shown.
type Report struct {
	Viewers  int // who got in
	Refused  int // who did not
	Why      error
	Waited   int // times that somebody was asked to come back
	Unseen   int // who saw no picture
	Lost     int // whose connection ended by itself
	JoinHalf time.Duration
	JoinMost time.Duration // of 95 of 100

	Loss    float64       // share of packets that never came
	Late    float64       // share that came late or again
	Freezes float64       // for each viewer and minute
	Frozen  float64       // share of the time
	Rate    float64       // bit/s to each viewer
	CPUs    int           // of the server
	Cores   float64       // that it used with everybody there; 0 when it does not know
	Each    float64       // that a further viewer takes
	Seats   int           // that the machine will carry; 0 when that cannot be said
	Hold    time.Duration // of the last span
}

func (r *rehearsal) report(empty load, loads []load) Report {
	last := loads[len(loads)-1]
	rep := Report{
		Viewers: len(r.viewers), Refused: len(r.refused), Waited: r.waited, CPUs: last.cpus, Cores: last.cores, Hold: last.took,
	}
	if len(r.refused) > 0 {
		rep.Why = r.refused[0]
	}
	r.joins(&rep)
	t := last.totals
	if t.expected > 0 {
		rep.Loss = float64(t.lost) / float64(t.expected)
		rep.Late = float64(t.late) / float64(t.expected)
	}
	if seconds := last.took.Seconds() * float64(last.viewers); seconds > 0 {
		rep.Freezes = float64(t.freezes) / seconds * 60
		rep.Frozen = t.frozen.Seconds() / seconds / float64(r.Publishers)
		rep.Rate = float64(t.bytes) * 8 / seconds
	}
	rep.Each, rep.Seats = seats(empty, loads)
	return rep
}

// joins fills in how long they took to the first picture.
func (r *rehearsal) joins(rep *Report) {
	var took []time.Duration
	for _, v := range r.viewers {
		first := time.Duration(0)
		for _, c := range v.Counts() {
			if c.FirstKey > 0 && (first == 0 || c.FirstKey < first) {
				first = c.FirstKey
			}
		}
		select {
		case <-v.Gone():
			rep.Lost++
		default:
		}
		if first == 0 {
			rep.Unseen++
		} else {
			took = append(took, first)
		}
	}
	if len(took) > 0 {
		slices.Sort(took)
		rep.JoinHalf, rep.JoinMost = took[len(took)/2], took[len(took)*95/100]
	}
}

// seats computes from what the second half cost beyond the first how many there may be
// until the processors are busy. It cannot say that when the server does not tell what it
// uses, or when the difference is within what an idle server varies by.
func seats(empty load, loads []load) (each float64, n int) {
	first, last := loads[0], loads[len(loads)-1]
	more := last.viewers - first.viewers
	if more <= 0 || last.cores-first.cores < 0.01 {
		return 0, 0
	}
	each = (last.cores - first.cores) / float64(more)
	room := busy*float64(last.cpus) - last.cores
	return each, max(0, last.viewers+int(room/each))
}

// Write tells the report to the person at the terminal.
func (rep Report) Write(w io.Writer) error {
	line := func(what, format string, args ...any) {
		fmt.Fprintf(w, "%-22s %s\n", what, fmt.Sprintf(format, args...))
	}
	line("watched", "%d", rep.Viewers)
	if rep.Refused > 0 {
		line("not let in", "%d (%v)", rep.Refused, rep.Why)
	}
	if rep.Waited > 0 {
		line("asked to come back", "%d times", rep.Waited)
	}
	if rep.Unseen > 0 {
		line("saw no picture", "%d", rep.Unseen)
	}
	if rep.Lost > 0 {
		line("lost the connection", "%d", rep.Lost)
	}
	line("to the first picture", "half within %v, 95 of 100 within %v", rep.JoinHalf.Round(time.Millisecond), rep.JoinMost.Round(time.Millisecond))
	line("packets lost", "%.3f %%; late or sent again %.3f %%", 100*rep.Loss, 100*rep.Late)
	line("picture stood still", "%.2f times a minute for each, %.2f %% of the time", rep.Freezes, 100*rep.Frozen)
	line("sent to each", "%.2f Mbit/s", rep.Rate/1e6)
	if rep.Cores > 0 {
		line("processors in use", "%.2f of %d", rep.Cores, rep.CPUs)
	}
	if rep.Seats == 0 {
		line("seats", "cannot be said: play more viewers, or longer")
		return nil
	}
	line("a further viewer", "%.3f %% of a processor", 100*rep.Each)
	line("seats", "about %d, until %.0f %% of the processors are in use; they need %.0f Mbit/s", rep.Seats, 100*busy, float64(rep.Seats)*rep.Rate/1e6)
	return nil
}

// Package floor measures how soon, and for how much work, an entry reaches everybody who
// is in the hall: on real sockets, beside centrifuge with its memory broker.
package floor

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"aula/tools/bench/house"
)

// Figure is one measured value.
type Figure struct {
	Name  string
	Value float64
	Bar   string
}

type options struct {
	listeners []int
	each      time.Duration // from entry to entry
	window    time.Duration
	rounds    int
	voters    int
	only      string
}

// Measure measures as its arguments say, prints every run and returns the figures.
func Measure(args []string, short bool) ([]Figure, error) {
	o := options{listeners: []int{1000, 5000}, each: 200 * time.Millisecond, window: 10 * time.Second, rounds: 3, voters: 5000}
	if short {
		o.listeners, o.window, o.rounds = []int{1000}, 4*time.Second, 1
	}
	flags := flag.NewFlagSet("floor", flag.ContinueOnError)
	flags.Func("n", "listeners, as 1000,5000", func(s string) (err error) {
		o.listeners = nil
		for word := range strings.SplitSeq(s, ",") {
			n, wrong := strconv.Atoi(word)
			o.listeners, err = append(o.listeners, n), errors.Join(err, wrong)
		}
		return err
	})
	flags.DurationVar(&o.window, "window", o.window, "how long a run lasts")
	flags.IntVar(&o.voters, "voters", o.voters, "who vote in the poll")
	flags.StringVar(&o.only, "only", "", "poll or back: that alone")
	flags.IntVar(&o.rounds, "rounds", o.rounds, "how often everything is measured")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	switch o.only {
	case "poll":
		return o.poll()
	case "back":
		return o.back()
	}
	runs, err := o.interleave()
	if err != nil {
		return nil, err
	}
	if err := print(runs); err != nil {
		return nil, err
	}
	figures := o.summarise(runs)
	for _, measure := range []func() ([]Figure, error){o.poll, o.back} {
		more, err := measure()
		if err != nil {
			return nil, err
		}
		figures = append(figures, more...)
	}
	return figures, nil
}

// poll measures a poll in which everybody votes at once.
func (o options) poll() ([]Figure, error) {
	program, remove, err := house.Build()
	if err != nil {
		return nil, err
	}
	defer remove()
	var behind, lost, stood, stoodAlone []float64
	for range o.rounds {
		r, err := poll(program, o.voters, 1000, 5*time.Second)
		if err != nil {
			return nil, fmt.Errorf("a poll of %d: %w", o.voters, err)
		}
		fmt.Printf("poll: %d voted in %.1f s with %d in the hall: %d counted, %d second votes refused; answered within %d ms (p99), %.0f µs of the server for a vote; the chair's screen at most %d ms behind\n",
			r.voters, r.lasted.Seconds(), r.listened, r.counted, r.refused, r.p99.Milliseconds(), r.micros, r.behind.Milliseconds())
		if r.counted != r.voters {
			return nil, fmt.Errorf("a poll of %d: %d were counted", r.voters, r.counted)
		}
		fmt.Printf("picture to %d meanwhile: %.3f %% of packets lost, %.2f %% of the time it stood still; without the poll %.3f %% and %.2f %%\n",
			watchers, 100*r.beside.Loss, 100*r.beside.Frozen, 100*r.alone.Loss, 100*r.alone.Frozen)
		behind, lost = append(behind, float64(r.behind.Milliseconds())), append(lost, 100*r.beside.Loss)
		stood, stoodAlone = append(stood, 100*r.beside.Frozen), append(stoodAlone, 100*r.alone.Frozen)
	}
	name := fmt.Sprintf("floor.poll_%d.", o.voters)
	return []Figure{
		{name + "behind_ms", house.Median(behind), "under 1000"},
		{name + "packets_lost_percent", house.Median(lost), "0"},
		{name + "picture_still_percent", house.Median(stood), "as without"},
		{name + "picture_still_percent_without", house.Median(stoodAlone), "beside it"},
	}, nil
}

// run is what was measured of one server with one crowd.
type run struct {
	server    string
	transport string
	listeners int
	p50, p99  float64 // ms from sending an entry until a listener has it
	micros    float64 // of the server's CPU for a delivery
	others    float64 // cores that other programs have used
}

// interleave lets the servers take turns, so that what else the machine does meets all.
func (o options) interleave() (runs []run, err error) {
	program, remove, err := house.Build()
	if err != nil {
		return nil, err
	}
	defer remove()
	own, err := openAula(program)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, own.close()) }()
	other, err := openPeer(filepath.Dir(program))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, other.close()) }()
	for range o.rounds {
		for _, n := range o.listeners {
			for _, transport := range []string{"ws", "sse"} {
				for _, s := range []server{own, other} {
					r, err := o.measure(s, transport, n)
					if err != nil {
						return nil, fmt.Errorf("%s, %s, %d listeners: %w", s.name(), transport, n, err)
					}
					runs = append(runs, r)
				}
			}
		}
	}
	return runs, nil
}

func (o options) measure(s server, transport string, n int) (run, error) {
	if err := s.clear(); err != nil {
		return run{}, err
	}
	entries := int(o.window / o.each)
	c, err := gather(s.target(), transport == "ws", n, entries)
	if err != nil {
		return run{}, err
	}
	defer c.close()
	time.Sleep(time.Second) // everybody has come
	before := house.UsageOf(s.pid())
	tick := time.NewTicker(o.each)
	defer tick.Stop()
	for i := range entries {
		<-tick.C
		c.sent[i].Store(int64(time.Since(c.start)))
		if err := s.tell(i); err != nil {
			return run{}, err
		}
	}
	all, err := c.wait(10 * time.Second)
	if err != nil {
		return run{}, err
	}
	work, others := house.UsageOf(s.pid()).Since(before)
	slices.Sort(all)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return run{s.name(), transport, n, ms(all[len(all)/2]), ms(all[len(all)*99/100]), float64(work.Microseconds()) / float64(len(all)), others}, nil
}

func print(runs []run) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "server\ttransport\tlisteners\tp50 ms\tp99 ms\tserver µs/delivery\tother programs, cores\t")
	for _, r := range runs {
		fmt.Fprintf(table, "%s\t%s\t%d\t%.1f\t%.1f\t%.2f\t%.1f\t\n", r.server, r.transport, r.listeners, r.p50, r.p99, r.micros, r.others)
	}
	return table.Flush()
}

// summarise returns the medians over the rounds. What a delivery costs is told of the largest crowd on sockets, and beside it of event streams.
func (o options) summarise(runs []run) (figures []Figure) {
	of := func(server, transport string, n int, value func(run) float64) float64 {
		var all []float64
		for _, r := range runs {
			if r.server == server && r.transport == transport && r.listeners == n {
				all = append(all, value(r))
			}
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	for _, transport := range []string{"sse", "ws"} {
		for _, n := range o.listeners {
			name := fmt.Sprintf("floor.fanout.%s.%d.", transport, n)
			figures = append(figures, Figure{name + "p50_ms", of("aula", transport, n, func(r run) float64 { return r.p50 }), ""},
				Figure{name + "p99_ms", of("aula", transport, n, func(r run) float64 { return r.p99 }), "under 250"})
		}
	}
	most := slices.Max(o.listeners)
	for _, server := range []string{"aula", "centrifuge"} {
		micros := func(r run) float64 { return r.micros }
		figures = append(figures, Figure{"floor.us_per_delivery." + server, of(server, "ws", most, micros), ""}, Figure{"floor.us_per_delivery.sse." + server, of(server, "sse", most, micros), ""})
	}
	return figures
}

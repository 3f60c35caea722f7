// Package door measures check-ins: how many scans a second the doors of one seminar take
// when each is on disk before its answer, through the route that a scanner uses, beside
// the bare flush of the disk. How it is measured stands in docs/performance.md.
package door

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"aula/internal/testpg"
	"aula/tools/bench/house"
)

// Figure is one measured value.
type Figure struct {
	Name  string
	Value float64
	Bar   string // what is to be reached, in words
}

// options are the arguments of the part.
type options struct {
	people   int
	scanners int
	batch    int
	window   time.Duration
	rounds   int
	engines  string
}

const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// Measure measures as its arguments say, prints every run and returns the figures.
func Measure(args []string, short bool) ([]Figure, error) {
	o := options{people: 10_000, scanners: 64, batch: 50, window: 10 * time.Second, rounds: 3}
	if short {
		o.people, o.window, o.rounds = 2_000, 3*time.Second, 1
	}
	flags := flag.NewFlagSet("roll", flag.ContinueOnError)
	flags.IntVar(&o.people, "people", o.people, "delegates of the seminar")
	flags.IntVar(&o.scanners, "scanners", o.scanners, "devices that scan at once")
	flags.IntVar(&o.batch, "batch", o.batch, "scans in an upload of a device that was offline")
	flags.DurationVar(&o.window, "window", o.window, "how long a run lasts")
	flags.IntVar(&o.rounds, "rounds", o.rounds, "how often everything is measured")
	flags.StringVar(&o.engines, "engine", "", "only this engine: sqlite or postgres")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	runs, err := o.interleave()
	if err != nil {
		return nil, err
	}
	if err := printRuns(runs); err != nil {
		return nil, err
	}
	return o.summarise(runs), nil
}

// form is one way in which scans come.
type form struct {
	name     string // of its figures
	scanners int
	batch    int    // scans in an upload
	slowest  string // what p99 is to be
}

// forms are the ways that are measured: one by one, a few at a time as from a scanner that
// waited for its last answer while people went by, and what was kept without a network,
// where each scan waits for all the others of its upload.
func (o options) forms() []form {
	return []form{{"", o.scanners, 1, "under 50"}, {"few.", max(1, 3*o.scanners/8), 4, "under 50"}, {"batch.", o.scanners, o.batch, ""}}
}

// run is what was measured of one engine in one round.
type run struct {
	engine        string
	form          form
	flushes       float64 // of the disk, a second
	result        result
	serverSeconds float64 // of CPU
	others        float64 // cores that other programs have used, PostgreSQL among them
}

// interleave lets the engines take turns, so that what else the machine does meets all.
func (o options) interleave() (runs []run, err error) {
	program, remove, err := house.Build()
	if err != nil {
		return nil, err
	}
	defer remove()
	for range o.rounds {
		for _, engine := range []string{sqlite, postgres} {
			if o.engines != "" && o.engines != engine {
				continue
			}
			more, err := o.measure(program, engine)
			if errors.Is(err, testpg.ErrMissing) && os.Getenv("CI") != "true" {
				fmt.Println("postgres: left out,", err)
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", engine, err)
			}
			runs = append(runs, more...)
		}
	}
	return runs, nil
}

// measure measures one engine in each form.
func (o options) measure(program, engine string) (runs []run, err error) {
	h, err := open(program, engine, o.people)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, h.close()) }()
	for _, form := range o.forms() {
		r := run{engine: engine, form: form}
		if r.flushes, err = flushes(h.Data); err != nil {
			return nil, err
		}
		before := house.UsageOf(h.PID())
		if r.result, err = h.rush(form.scanners, form.batch, o.window); err != nil {
			return nil, err
		}
		server, others := house.UsageOf(h.PID()).Since(before)
		r.serverSeconds, r.others = server.Seconds(), others
		runs = append(runs, r)
	}
	return runs, h.intact(runs)
}

func printRuns(runs []run) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "engine\tscanners\tscans an upload\tscans/s\tp50 ms\tp99 ms\tserver µs/scan\tother programs, cores\tflushes/s of the disk\t")
	for _, r := range runs {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.0f\t%.1f\t%.1f\t%.0f\t%.1f\t%.0f\t\n", r.engine, r.form.scanners, r.form.batch, r.result.perSecond, r.result.p50, r.result.p99,
			r.serverSeconds*1e6/float64(r.result.scans), r.others, r.flushes)
	}
	return table.Flush()
}

// summarise returns the medians over the rounds.
func (o options) summarise(runs []run) (figures []Figure) {
	var disk []float64
	for _, engine := range []string{sqlite, postgres} {
		for _, form := range o.forms() {
			var speed, p50, p99 []float64
			for _, r := range runs {
				if r.engine == engine && r.form == form {
					speed, p50, p99 = append(speed, r.result.perSecond), append(p50, r.result.p50), append(p99, r.result.p99)
					disk = append(disk, r.flushes)
				}
			}
			if len(speed) == 0 { // an engine or a form that was left out
				continue
			}
			name := "roll.checkin." + engine + "." + form.name
			figures = append(figures, Figure{name + "per_s", house.Median(speed), "at least 5000"}, Figure{name + "p50_ms", house.Median(p50), ""}, Figure{name + "p99_ms", house.Median(p99), form.slowest})
		}
	}
	return append(figures, Figure{"roll.checkin.disk_fsync_per_s", house.Median(disk), "beside it"})
}

// Package hall measures what a packet costs that the hall delivers: the topology of a
// lecture, one publisher to many viewers, beside other servers and beside what the
// machine could do at best. How it is measured stands in docs/performance.md.
package hall

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// Figure is one measured value.
type Figure struct {
	Name  string
	Value float64
	Bar   string // what is to be reached, in words
}

// options are the arguments of the part.
type options struct {
	sizes   []int
	rounds  int
	peers   []string
	window  time.Duration
	tries   int // at a cell, while the machine is not calm
	profile string
	joins   bool
	soak    time.Duration
}

// calm is the share of a core that anything else may use beside a cell; above, it is
// measured again.
const calm = 0.20

// Measure measures as its arguments say, prints the cells and returns the figures.
func Measure(args []string, short bool) ([]Figure, error) {
	o, err := read(args, short)
	if err != nil {
		return nil, err
	}
	if o.soak > 0 {
		return soak(o.soak)
	}
	cells, err := o.interleave()
	if err != nil {
		return nil, err
	}
	if err := printCells(os.Stdout, cells); err != nil {
		return nil, err
	}
	figures := summarise(cells)
	if !o.joins {
		return figures, nil
	}
	joins, err := measureJoins()
	return append(figures, joins...), err
}

func read(args []string, short bool) (options, error) {
	o := options{sizes: []int{50, 100, 200, 400}, rounds: 5, peers: peerNames, window: 10 * time.Second, tries: 3, joins: len(args) == 0 && !short}
	if short {
		o = options{sizes: []int{50}, rounds: 1, peers: []string{"aula", "plain", "limit"}, window: 5 * time.Second, tries: 1}
	}
	flags := flag.NewFlagSet("hall", flag.ContinueOnError)
	flags.Func("n", "numbers of viewers, with commas between", func(s string) (err error) {
		o.sizes, err = numbers(s)
		return err
	})
	flags.IntVar(&o.rounds, "rounds", o.rounds, "how often every cell is measured")
	flags.Func("peers", "of "+strings.Join(peerNames, ","), func(s string) error {
		o.peers = strings.Split(s, ",")
		for _, p := range o.peers {
			if !slices.Contains(peerNames, p) {
				return fmt.Errorf("there is no peer %q", p)
			}
		}
		return nil
	})
	flags.DurationVar(&o.window, "window", o.window, "how long each cell is watched")
	flags.IntVar(&o.tries, "tries", o.tries, "how often a cell is measured at most, while anything else uses the machine")
	flags.StringVar(&o.profile, "profile", "", "`file` for a CPU profile of Aula")
	flags.BoolVar(&o.joins, "joins", o.joins, "measure how viewers join")
	flags.DurationVar(&o.soak, "soak", 0, "instead: let viewers come and go for so long")
	return o, flags.Parse(args)
}

func numbers(s string) ([]int, error) {
	var all []int
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > 5000 {
			return nil, fmt.Errorf("%q is no number of viewers", part)
		}
		all = append(all, n)
	}
	return all, nil
}

// interleave measures round by round and peer by peer, so that all peers of a round
// have the same afternoon.
func (o options) interleave() ([]cell, error) {
	var cells []cell
	for round := range o.rounds {
		for _, n := range o.sizes {
			for _, name := range o.peers {
				c, err := o.calmly(name, n)
				if errors.Is(err, errNoJanus) {
					if round == 0 && n == o.sizes[0] {
						fmt.Println(err, "- it is left out")
					}
					continue
				}
				if err != nil && name != "aula" {
					fmt.Printf("%-6s n=%-4d has no place for so many: %v\n", name, n, err)
					continue
				}
				if err != nil {
					return nil, fmt.Errorf("%s with %d viewers: %w", name, n, err)
				}
				c.round = round
				cells = append(cells, c)
			}
		}
	}
	return cells, nil
}

// calmly measures a cell again while something else uses the machine, and returns the calmest.
func (o options) calmly(name string, n int) (cell, error) {
	p := plan{window: o.window}
	if name == "aula" {
		p.profile = o.profile
	}
	var best cell
	for try := range o.tries {
		c, err := p.measure(name, n)
		if err != nil {
			return c, err
		}
		fmt.Printf("%-6s n=%-4d %6.2f µs/packet (%.2f + %.2f), lost %.3f %%, server %.0f %%, crowd %.0f %%, foreign %.0f %%, speed %.0f MB/s\n",
			name, n, c.sum(), c.user, c.system, 100*c.loss, 100*c.core, 100*c.generator, 100*c.foreign, c.speed)
		if try == 0 || c.foreign < best.foreign {
			best = c
		}
		if best.foreign <= calm {
			break
		}
	}
	return best, nil
}

// column is one value of a cell, over all rounds.
func column(cells []cell, peer string, n int, value func(cell) float64) []float64 {
	var all []float64
	for _, c := range cells {
		if c.peer == peer && c.n == n {
			all = append(all, value(c))
		}
	}
	slices.Sort(all)
	return all
}

func median(sorted []float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}

// groups returns the peers and sizes of the cells, each in the order of their coming.
func groups(cells []cell) (names []string, sizes []int) {
	for _, c := range cells {
		if !slices.Contains(names, c.peer) {
			names = append(names, c.peer)
		}
		if !slices.Contains(sizes, c.n) {
			sizes = append(sizes, c.n)
		}
	}
	return names, sizes
}

func printCells(w io.Writer, cells []cell) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "viewers\tpeer\tµs/packet\trange\tuser\tsystem\tlost\tcore\tforeign\tMB/s\tkB/viewer\tno key\t")
	names, sizes := groups(cells)
	for _, n := range sizes {
		for _, name := range names {
			middle := func(value func(cell) float64) float64 { return median(column(cells, name, n, value)) }
			sums := column(cells, name, n, cell.sum)
			if len(sums) == 0 {
				continue
			}
			fmt.Fprintf(table, "%d\t%s\t%.2f\t%.2f-%.2f\t%.2f\t%.2f\t%.3f %%\t%.0f %%\t%.0f %%\t%.0f\t%.0f\t%.0f\t\n",
				n, name, median(sums), sums[0], sums[len(sums)-1],
				middle(func(c cell) float64 { return c.user }), middle(func(c cell) float64 { return c.system }),
				100*middle(func(c cell) float64 { return c.loss }), 100*middle(func(c cell) float64 { return c.core }),
				100*middle(func(c cell) float64 { return c.foreign }), middle(func(c cell) float64 { return c.speed }),
				middle(func(c cell) float64 { return c.memoryKB }), middle(func(c cell) float64 { return float64(c.withoutKey) }))
		}
		for _, against := range []string{"plain", "janus", "limit"} {
			if r := ratios(cells, n, against); len(r) > 0 {
				fmt.Fprintf(table, "%d\taula/%s\t%.2f\t%.2f-%.2f\t\t\t\t\t\t\t\t\t\n", n, against, median(r), r[0], r[len(r)-1])
			}
		}
	}
	return table.Flush()
}

// ratios compares the hall with a peer round by round.
func ratios(cells []cell, n int, against string) []float64 {
	var all []float64
	for _, hall := range cells {
		for _, other := range cells {
			if hall.peer == "aula" && other.peer == against && hall.n == n && other.n == n && hall.round == other.round {
				all = append(all, hall.sum()/other.sum())
			}
		}
	}
	slices.Sort(all)
	return all
}

// figureNames are the peers as figures call them.
var figureNames = map[string]string{"aula": "aula", "plain": "plain_pion", "limit": "limit", "janus": "janus"}

func summarise(cells []cell) []Figure {
	var figures []Figure
	names, sizes := groups(cells)
	for _, n := range sizes {
		for _, name := range names {
			sums := column(cells, name, n, cell.sum)
			if len(sums) == 0 {
				continue
			}
			users := column(cells, name, n, func(c cell) float64 { return c.user })
			figures = append(figures,
				Figure{fmt.Sprintf("hall.us_per_packet.%s.%d", figureNames[name], n), median(sums), ""},
				Figure{fmt.Sprintf("hall.user_us_per_packet.%s.%d", figureNames[name], n), median(users), ""})
		}
		for _, against := range []string{"plain", "janus", "limit"} {
			if r := ratios(cells, n, against); len(r) > 0 {
				figures = append(figures, Figure{fmt.Sprintf("hall.ratio.aula_to_%s.%d", figureNames[against], n), median(r), ""})
			}
		}
	}
	if memory := column(cells, "aula", slices.Max(append(sizes, 0)), func(c cell) float64 { return c.memoryKB }); len(memory) > 0 {
		figures = append(figures, Figure{"hall.memory_kb_per_viewer", median(memory), ""})
	}
	return figures
}

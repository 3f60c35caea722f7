package hall

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestArguments(t *testing.T) {
	o, err := read([]string{"-n", "50,200", "-rounds", "2", "-peers", "aula,limit", "-window", "3s"}, false)
	if err != nil || !slices.Equal(o.sizes, []int{50, 200}) || o.rounds != 2 || !slices.Equal(o.peers, []string{"aula", "limit"}) || o.window != 3*time.Second || o.joins {
		t.Errorf("%+v, %v", o, err)
	}
	short, err := read(nil, true)
	if err != nil || !slices.Equal(short.sizes, []int{50}) || slices.Contains(short.peers, "janus") || short.joins {
		t.Errorf("short: %+v, %v", short, err)
	}
	for _, wrong := range []string{"-n 0", "-n many", "-peers nobody"} {
		if _, err := read(strings.Fields(wrong), false); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}

// Ratios are made within a round, so that a slow machine slows both.
func TestFiguresOfARound(t *testing.T) {
	var cells []cell
	for _, slow := range []float64{1, 2, 10} {
		cells = append(cells, cell{peer: "aula", n: 50, user: 1 * slow, system: 4 * slow, memoryKB: 100 * slow}, cell{peer: "limit", n: 50, user: 1 * slow, system: 3 * slow})
	}
	want := []Figure{
		{"hall.us_per_packet.aula.50", 10, ""}, {"hall.user_us_per_packet.aula.50", 2, ""},
		{"hall.us_per_packet.limit.50", 8, ""}, {"hall.user_us_per_packet.limit.50", 2, ""},
		{"hall.ratio.aula_to_limit.50", 1.25, ""}, {"hall.memory_kb_per_viewer", 200, ""},
	}
	if got := summarise(cells); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestUsageOfAProcess(t *testing.T) {
	before, err := processUsage(os.Getpid())
	if err != nil {
		t.Skip("no /proc here: ", err)
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if _, err := speed(); err != nil {
			t.Fatal(err)
		}
		now, err := processUsage(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		if now.minus(before).sum() > 0 {
			return
		}
	}
	t.Error("work uses no CPU time")
}

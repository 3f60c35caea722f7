package house

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Usage is the CPU time that was used until a moment.
type Usage struct {
	at              time.Time
	server, clients time.Duration
	machine         time.Duration // everything, these included
}

// tick is the unit of /proc/PID/stat and /proc/stat: USER_HZ, 100 on every Linux.
const tick = time.Second / 100

// UsageOf returns what the server with that number, we as its clients, and all have used.
func UsageOf(pid int) Usage {
	return Usage{time.Now(), process(pid), process(os.Getpid()), machine()}
}

// Since returns the server's CPU time, and how many cores something else has used.
func (u Usage) Since(v Usage) (server time.Duration, others float64) {
	server = u.server - v.server
	rest := u.machine - v.machine - server - (u.clients - v.clients)
	return server, max(0, rest.Seconds()/u.at.Sub(v.at).Seconds())
}

// process reads utime and stime of /proc/PID/stat (proc(5)); 0 where there is none.
func process(pid int) time.Duration {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(raw), ") ") // the name before may hold anything
	return ticks(strings.Fields(rest), 11, 12)
}

// machine reads what all processes and the kernel have used, without idling.
func machine() time.Duration {
	raw, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(raw), "\n")
	return ticks(strings.Fields(line), 1, 2, 3, 6, 7, 8) // user, nice, system, irq, softirq, steal
}

func ticks(fields []string, which ...int) (sum time.Duration) {
	for _, i := range which {
		if i < len(fields) {
			n, _ := strconv.ParseInt(fields[i], 10, 64)
			sum += time.Duration(n) * tick
		}
	}
	return sum
}

// Median returns the middle of some values; 0 of none.
func Median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

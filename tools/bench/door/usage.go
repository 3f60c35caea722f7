package door

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// usage is the CPU time that was used until a moment.
type usage struct {
	at               time.Time
	server, scanners time.Duration
	machine          time.Duration // everything, these included
}

// tick is the unit of /proc/PID/stat and /proc/stat: USER_HZ, 100 on every Linux.
const tick = time.Second / 100

func (h *house) usage() usage {
	return usage{time.Now(), process(h.process.Process.Pid), process(os.Getpid()), machine()}
}

// since returns the server's CPU time, and how many cores something else has used.
func (u usage) since(v usage) (server time.Duration, others float64) {
	server = u.server - v.server
	rest := u.machine - v.machine - server - (u.scanners - v.scanners)
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

package hall

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// usage is the CPU time that a process has used.
type usage struct{ user, system time.Duration }

func (u usage) sum() time.Duration { return u.user + u.system }

func (u usage) minus(v usage) usage { return usage{u.user - v.user, u.system - v.system} }

// tick is the unit of /proc/PID/stat and /proc/stat: USER_HZ, 100 on every Linux.
const tick = time.Second / 100

// processUsage reads utime and stime of /proc/PID/stat (proc(5)).
func processUsage(pid int) (usage, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, err
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // the name before may hold anything
	f := strings.Fields(rest)
	if len(f) < 13 {
		return usage{}, errors.New("stat of the process is too short")
	}
	user, err := strconv.ParseInt(f[11], 10, 64)
	system, bad := strconv.ParseInt(f[12], 10, 64)
	return usage{time.Duration(user) * tick, time.Duration(system) * tick}, errors.Join(err, bad)
}

// machineUsage is the CPU time that all processes and the kernel have used, without idling.
func machineUsage() (time.Duration, error) {
	raw, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	f := strings.Fields(line)
	if len(f) < 9 || f[0] != "cpu" {
		return 0, errors.New("/proc/stat does not begin with cpu")
	}
	var busy time.Duration
	for _, i := range []int{1, 2, 3, 6, 7, 8} { // user, nice, system, irq, softirq, steal
		n, err := strconv.ParseInt(f[i], 10, 64)
		if err != nil {
			return 0, err
		}
		busy += time.Duration(n) * tick
	}
	return busy, nil
}

// resident returns the resident memory of a process in kB.
func resident(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.ParseFloat(strings.Fields(rest)[0], 64)
		}
	}
	return 0, errors.New("no VmRSS in the status of the process")
}

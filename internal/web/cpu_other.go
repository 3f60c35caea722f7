//go:build !unix

package web

import "time"

// cpuTime is known on Unix alone.
func cpuTime() time.Duration { return 0 }

//go:build unix

package demo

import (
	"os"
	"syscall"
)

// lock keeps a second demonstration out of a folder. The operating system frees the
// lock when the process ends, however it ends.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

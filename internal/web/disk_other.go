//go:build !linux

package web

// diskSpace is known on Linux alone.
func diskSpace(string) (free, total uint64, ok bool) { return 0, 0, false }

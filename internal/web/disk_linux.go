package web

import "syscall"

// diskSpace returns the bytes that are free and in all on the disk of a folder.
func diskSpace(folder string) (free, total uint64, ok bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return 0, 0, false
	}
	return s.Bavail * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), true
}

package recorder

import "syscall"

// Free returns the bytes that are free on the disk of a folder.
func Free(folder string) (uint64, bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(folder, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}

//go:build unix

package main

import "syscall"

// diskFree is the number of bytes that this user may still write under dir.
func diskFree(dir string) (uint64, bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true
}

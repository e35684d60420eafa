package engine

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// A holder names the process that has the lease: host, the machine's boot and
// process space, and the process. Where boot and space are the same as ours, a
// process that is gone needs no waiting for: its lease can be taken at once.

// runsHere numbers the runs of this process, so that two of them do not pass
// for one holder.
var runsHere atomic.Int64

// holder names this process, one run of it and the job.
func holder(job string) string {
	return fmt.Sprintf("%s/%d.%d#%s", space(), os.Getpid(), runsHere.Add(1), job)
}

// Holder names this process as the holder of a lease other than that of the loop.
func Holder(what string) string { return holder(what) }

// jobOf is the job that a holder works on.
func jobOf(name string) string {
	_, job, _ := strings.Cut(name, "#")
	return job
}

// space is where process numbers mean the same as here; without a boot id it
// is only the host's name and nobody is declared dead.
func space() string {
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	boot, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	ns, _ := os.Readlink("/proc/self/ns/pid")
	if len(boot) < 8 || ns == "" {
		return host
	}
	return fmt.Sprintf("%s/%s/%s", host, boot[:8], strings.Trim(strings.TrimPrefix(ns, "pid:"), "[]"))
}

// dead says whether the holder of a lease is certainly gone.
func dead(name string) bool {
	mine := space()
	name, _, _ = strings.Cut(name, "#")
	where, pid, ok := cutLast(name, "/")
	if !ok || where != mine || strings.Count(mine, "/") != 2 {
		return false
	}
	pid, _, _ = strings.Cut(pid, ".")
	n, err := strconv.Atoi(pid)
	if err != nil || n <= 0 || n == os.Getpid() {
		return false
	}
	p, err := os.FindProcess(n)
	if err != nil {
		return false
	}
	return errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

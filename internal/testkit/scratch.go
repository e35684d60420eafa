package testkit

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const scratchPrefix = "tierloop-test-"

// scratch makes a directory for one server, owned by its account. Its name carries
// our process id: leftovers of killed test processes are removed on the way.
func scratch(as *account, kind string) (string, error) {
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%s-%d-", scratchPrefix, kind, os.Getpid()))
	if err != nil {
		return "", fmt.Errorf("directory for %s: %w", kind, err)
	}
	if as != nil {
		if err := os.Chown(dir, int(as.uid), int(as.gid)); err != nil {
			return "", fmt.Errorf("hand directory to %s: %w", kind, err)
		}
	}
	return dir, nil
}

func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), scratchPrefix+"*")) // the pattern is well-formed
	for _, dir := range dirs {
		if pid, ok := scratchOwner(dir); ok && !alive(pid) {
			_ = os.RemoveAll(dir) // another user's, perhaps: then it stays
		}
	}
}

// scratchOwner reads the process id out of a name made by scratch.
func scratchOwner(dir string) (pid int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(filepath.Base(dir), scratchPrefix), "-")
	if len(parts) != 3 {
		return 0, false
	}
	pid, err := strconv.Atoi(parts[1])
	return pid, err == nil && pid > 0
}

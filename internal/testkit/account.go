package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
)

// account is the system user that a server runs as. Under root that is the user
// which the package of the server brought along: MariaDB and PostgreSQL refuse to
// run as root or lose rights when they do.
type account struct{ uid, gid uint32 }

// serverAccount returns nil when we are not root: then servers run as ourselves.
func serverAccount(name string) (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("system user of the server: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user id of %s: %w", name, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("group id of %s: %w", name, err)
	}
	return &account{uid: uint32(uid), gid: uint32(gid)}, nil
}

// run waits for a set-up command and returns its output as part of the error.
func (a *account) run(dir string, env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = attributes(a, 0)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}

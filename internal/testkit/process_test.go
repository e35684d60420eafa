package testkit

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAServerThatEndsEarlyIsReportedWithItsLog(t *testing.T) {
	p, err := spawn(nil, filepath.Join(t.TempDir(), "log"), syscall.SIGKILL, "sh", "-c", "echo port is taken; exit 3")
	if err != nil {
		t.Fatal(err)
	}
	err = p.await(func(context.Context) error { return errors.New("not yet") })
	if err == nil || !strings.Contains(err.Error(), "port is taken") {
		t.Errorf("error %v does not hold the log", err)
	}
	p.end() // must not hang on a process that is gone
}

func TestAMissingProgramIsAnErrorNotAHang(t *testing.T) {
	if _, err := spawn(nil, filepath.Join(t.TempDir(), "log"), syscall.SIGKILL, "/no/such/server"); err == nil {
		t.Error("starting a program that does not exist succeeded")
	}
}

// The test runs itself as a child that starts MariaDB and waits to be killed.
func TestMariaDBDiesWithItsTestProcess(t *testing.T) {
	if os.Getenv("TIERLOOP_TEST_CHILD") != "" {
		db := open(t, "mysql", MariaDB(t))
		os.Stdout.WriteString("pidfile " + text(t, db, "SELECT @@pid_file") + "\n")
		time.Sleep(time.Minute)
		return
	}
	if runtime.GOOS != "linux" || os.Getenv("TIERLOOP_TEST_MYSQL_DSN") != "" {
		t.Skip("only a private server on Linux is tied to the life of its test process")
	}
	MariaDB(t) // skips where it is not installed
	child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	child.Env = append(os.Environ(), "TIERLOOP_TEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Process.Kill()
	server := 0
	for lines := bufio.NewScanner(out); server == 0 && lines.Scan(); {
		if path, ok := strings.CutPrefix(lines.Text(), "pidfile "); ok {
			pid, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if server, err = strconv.Atoi(strings.TrimSpace(string(pid))); err != nil {
				t.Fatal(err)
			}
		}
	}
	if server == 0 {
		t.Fatal("the child started no server")
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // killed: an error by design
	for start := time.Now(); alive(server) && !zombie(server); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("server %d outlived its killed test process", server)
		}
	}
	sweep()
	left, err := filepath.Glob(filepath.Join(os.TempDir(), scratchPrefix+"*-"+strconv.Itoa(child.Process.Pid)+"-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the killed process left %v, %v", left, err)
	}
}

// zombie: a dead process whose new parent has not collected it yet.
func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}

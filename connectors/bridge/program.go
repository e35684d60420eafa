package bridge

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// Program is a program to run.
type Program struct {
	Args []string          // the program and its first arguments, no shell
	Env  map[string]string // beside the few variables that every program gets
	// Idle ends a program that wrote no line for so long, Total one that runs for
	// so long; 0 is no limit.
	Idle, Total time.Duration
	MaxLine     int // bytes; 0 is 64 MiB
	Log         *slog.Logger
	// Hide are secrets that no log may show.
	Hide []string
	// Grace is how long a program may take to end after SIGTERM; 0 is 30 s.
	Grace time.Duration
}

// Ended is how a program that was started came to its end.
type Ended struct {
	Code  int    // exit code, -1 when a signal ended it
	Last  string // the last line on standard error that tells of an error
	Cause error  // why we ended it, nil when it ended by itself
}

// Well says that it went through.
func (e Ended) Well() bool { return e.Code == 0 && e.Cause == nil }

// The causes for which a program is ended.
var (
	ErrIdle = errors.New("it wrote nothing for too long")
	ErrLong = errors.New("it ran for too long")
	ErrLine = errors.New("it wrote a line that is too long")
)

const (
	maxLine = 64 << 20
	grace   = 30 * time.Second
)

// Run starts the program with more arguments in dir and hands every line of
// standard output to line, in order and as fast as it takes them. A line is valid
// only during the call. After an error of line, or the end of ctx, the program is
// ended and what it still writes is read and thrown away. The error is that of
// line, of ctx, or one of starting; how the program ended is no error.
func (p *Program) Run(ctx context.Context, dir string, more []string, line func([]byte) error) (Ended, error) {
	if len(p.Args) == 0 {
		return Ended{}, errors.New("no program is named")
	}
	args := append(append([]string{}, p.Args[1:]...), more...)
	cmd := exec.Command(p.Args[0], args...)
	cmd.Dir, cmd.Env = dir, p.environment(dir)
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Ended{}, err
	}
	errOut, err := cmd.StderrPipe()
	if err != nil {
		return Ended{}, err
	}
	if err := cmd.Start(); err != nil {
		return Ended{}, fmt.Errorf("start %s: %w", p.Args[0], err)
	}
	w := &watch{Program: p, cmd: cmd, lines: make(chan struct{}, 1), over: make(chan struct{})}
	var last string
	var background sync.WaitGroup
	background.Go(func() { last = p.relay(errOut) })
	background.Go(func() { w.run(ctx) })
	readErr := p.read(out, w, line)
	if readErr != nil {
		w.end(readErr)
		_, _ = io.Copy(io.Discard, out)
	}
	close(w.over)
	background.Wait()
	_ = cmd.Wait() // its error is in the state
	endGroup(cmd, true)
	ended := Ended{Code: cmd.ProcessState.ExitCode(), Last: last, Cause: w.cause()}
	switch {
	case ctx.Err() != nil:
		return ended, ctx.Err()
	case readErr != nil && !errors.Is(readErr, ErrLine):
		return ended, readErr
	}
	return ended, nil
}

// environment is what a program gets of ours: where programs and its home are,
// the proxy, and nothing in which a secret of ours could stand.
func (p *Program) environment(dir string) []string {
	env := []string{"HOME=" + dir, "TMPDIR=" + dir, "LANG=C.UTF-8", "TZ=UTC", "PYTHONUNBUFFERED=1", "PYTHONIOENCODING=utf-8"}
	for _, name := range []string{"PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	for name, v := range p.Env {
		env = append(env, name+"="+v)
	}
	return env
}

// read hands out the lines until the end of the output.
func (p *Program) read(out io.Reader, w *watch, line func([]byte) error) error {
	most := p.MaxLine
	if most == 0 {
		most = maxLine
	}
	in := bufio.NewReaderSize(out, 256<<10)
	var long []byte
	for {
		part, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			if long = append(long, part...); len(long) > most {
				return ErrLine
			}
			continue
		}
		if long != nil {
			long = append(long, part...)
			part = long
		}
		if len(part) > most {
			return ErrLine
		}
		if text := trimmed(part); len(text) > 0 {
			w.heard()
			if err := line(text); err != nil {
				return err
			}
			w.heard() // the time that the receiver took is not the program's
		}
		long = nil
		if err != nil {
			return nil // a pipe ends when the program does
		}
	}
}

// trimmed takes a mark of the byte order, blanks and line ends off.
func trimmed(line []byte) []byte {
	return bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\ufeff"))
}

// Folder makes a private folder for one run of a program and sweeps up those that
// processes left behind that were killed.
func Folder(files map[string][]byte) (dir string, remove func(), err error) {
	root := filepath.Join(os.TempDir(), "tierloop-bridge")
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", nil, err
	}
	sweep(root)
	dir, err = os.MkdirTemp(root, fmt.Sprintf("%d-", os.Getpid()))
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			remove()
			return "", nil, err
		}
	}
	return dir, remove, nil
}

// sweep removes the folders of processes that are no more.
func sweep(root string) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return
	}
	for _, e := range entries {
		var pid int
		if _, err := fmt.Sscanf(e.Name(), "%d-", &pid); err == nil && pid != os.Getpid() && !alive(pid) {
			_ = os.RemoveAll(filepath.Join(root, e.Name()))
		}
	}
}

package testkit

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// process is one server under our care. Its output goes to a log file, whose tail
// is part of every error about it.
type process struct {
	cmd  *exec.Cmd
	log  string
	stop syscall.Signal
	done chan struct{} // closed when the process is gone
}

// spawn starts a server as the given account (nil: our own). stop is the signal
// that ends it at once and cleanly enough for data which nobody will read again.
func spawn(as *account, log string, stop syscall.Signal, name string, args ...string) (*process, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, fmt.Errorf("log of %s: %w", name, err)
	}
	p := &process{cmd: exec.Command(name, args...), log: log, stop: stop, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.SysProcAttr = attributes(as, stop)
	started := make(chan error, 1)
	go func() {
		// "Parent death" means the death of the starting thread, so that thread
		// is held until the server is gone.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.done)
		defer out.Close()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended is in the log
		}
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return p, nil
}

// await polls ready until it succeeds, the process is gone, or a minute has passed.
func (p *process) await(ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("%s ended before it was ready: %s", p.cmd.Path, p.tail())
		case <-ctx.Done():
			return fmt.Errorf("%s not ready after a minute: %w: %s", p.cmd.Path, err, p.tail())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// end stops the process and waits until it is gone.
func (p *process) end() {
	_ = p.cmd.Process.Signal(p.stop) // an error means that it is gone already
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

func (p *process) tail() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// freePort returns a port of 127.0.0.1 that was free a moment ago.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// retried starts a server up to three times, because somebody else may take the
// free port between finding and binding it.
func retried(start func() error) error {
	var err error
	for range 3 {
		if err = start(); err == nil {
			return nil
		}
	}
	return err
}

package bridge

import (
	"context"
	"os/exec"
	"sync"
	"time"
)

// watch ends a program that does not end by itself.
type watch struct {
	*Program
	cmd   *exec.Cmd
	lines chan struct{} // a line came
	over  chan struct{} // the output is at its end

	mu  sync.Mutex
	why error
}

// heard notes that a line came.
func (w *watch) heard() {
	select {
	case w.lines <- struct{}{}:
	default:
	}
}

func (w *watch) run(ctx context.Context) {
	idle, total := timer(w.Idle), timer(w.Total)
	defer idle.Stop()
	defer total.Stop()
	for {
		select {
		case <-w.over:
			return
		case <-ctx.Done():
			w.end(ctx.Err())
		case <-idle.C:
			w.end(ErrIdle)
		case <-total.C:
			w.end(ErrLong)
		case <-w.lines:
			if w.Idle > 0 {
				idle.Reset(w.Idle)
			}
			continue
		}
		return
	}
}

// end asks the whole group to end. Only the first cause counts.
func (w *watch) end(why error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.why != nil {
		return
	}
	w.why = why
	endGroup(w.cmd, false)
	// Who does not go is killed; until then its output is read.
	time.AfterFunc(w.patience(), func() {
		select {
		case <-w.over:
		default:
			endGroup(w.cmd, true)
		}
	})
}

func (w *watch) patience() time.Duration {
	if w.Grace > 0 {
		return w.Grace
	}
	return grace
}

func (w *watch) cause() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.why
}

// timer never fires for 0.
func timer(d time.Duration) *time.Timer {
	if d > 0 {
		return time.NewTimer(d)
	}
	t := time.NewTimer(time.Hour)
	t.Stop()
	return t
}

package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// progress shows on stderr what a run does: one line redrawn on a terminal, a
// plain line per stage and every 30 seconds elsewhere.
type progress struct {
	mu      sync.Mutex
	w       io.Writer
	zh, tty bool
	stage   string
	n       int64
	last    time.Time
	started time.Time
	drawn   bool
}

func newProgress(w io.Writer, lang string, tty bool) *progress {
	return &progress{w: w, zh: lang == "zh", tty: tty}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

var stageZH = map[string]string{"pull": "拉取", "map": "映射", "match": "匹配", "score": "评级", "plan": "计划", "apply": "写回", "verify": "核验"}

// Stage begins a stage.
func (p *progress) Stage(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
	if p.zh {
		name = stageZH[name]
	}
	p.stage, p.n, p.started, p.last = name, 0, time.Now(), time.Now()
}

// Count adds to the stage's counter.
func (p *progress) Count(_, _ string, n int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n += n
	every := 30 * time.Second
	if p.tty {
		every = 200 * time.Millisecond
	}
	if time.Since(p.last) < every {
		return
	}
	p.last = time.Now()
	if p.tty {
		fmt.Fprintf(p.w, "\r\033[K▸ %s %d", p.stage, p.n)
		p.drawn = true
		return
	}
	fmt.Fprintf(p.w, "%s %d …\n", p.stage, p.n)
}

// end finishes the last stage's line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finish()
	p.stage = ""
}

func (p *progress) finish() {
	if p.stage == "" {
		return
	}
	clear := ""
	if p.drawn {
		clear = "\r\033[K"
	}
	p.drawn = false
	fmt.Fprintf(p.w, "%s▸ %s %d  %v\n", clear, pad(p.stage, 8), p.n, time.Since(p.started).Round(time.Millisecond))
}

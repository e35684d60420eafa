package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/tierloop/tierloop/bench/evaluate"
)

type bench struct {
	options
	tierloop string // the program
	peerPy   string // Python with Splink
	versions string // of Splink and what it stands on
}

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	peak      int64 // bytes
}

// row is one line of the table.
type row struct {
	set, system string
	score       evaluate.Score
	cost        cost
	oracle      string
}

const splinkFolder = "bench/splink"

// install builds the program and, with a peer, makes Splink's environment once.
func (b *bench) install() error {
	b.tierloop = filepath.Join(b.work, "tierloop")
	build := exec.Command("go", "build", "-trimpath", "-o", b.tierloop, "./cmd/tierloop")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%s\n%s", err, out)
	}
	if !b.peer {
		return nil
	}
	env := filepath.Join(b.work, "splink")
	b.peerPy = filepath.Join(env, "bin", "python")
	if _, err := os.Stat(b.peerPy); err != nil {
		if err := quiet(exec.Command(b.python, "-m", "venv", env)); err != nil {
			return fmt.Errorf("environment of Splink: %w (-peer=false runs without)", err)
		}
	}
	if err := quiet(exec.Command(b.peerPy, "-m", "pip", "install", "-q", "-r", filepath.Join(splinkFolder, "requirements.txt"))); err != nil {
		return fmt.Errorf("installing Splink: %w (-peer=false runs without)", err)
	}
	raw, err := os.ReadFile(filepath.Join(splinkFolder, "requirements.txt"))
	b.versions = strings.Join(strings.Fields(string(raw)), ", ")
	return err
}

// quiet runs a command; what it said is told only when it fails.
func quiet(c *exec.Cmd) error {
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(c.Path), err, said.Bytes())
	}
	return nil
}

// metered runs a command and tells what it took.
func metered(c *exec.Cmd) (cost, error) {
	start := time.Now()
	err := quiet(c)
	k := cost{wall: time.Since(start)}
	if c.ProcessState != nil {
		k.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			k.peak = u.Maxrss
			if runtime.GOOS != "darwin" { // which counts bytes, the others kilobytes
				k.peak *= 1024
			}
		}
	}
	return k, err
}

// measure runs a set through both systems, one after the other.
func (b *bench) measure(s set) ([]row, error) {
	fmt.Fprintf(os.Stderr, "%s: tierloop …\n", s.name)
	out := filepath.Join(b.work, "answer.csv")
	k, err := metered(exec.Command(b.tierloop, append([]string{"match", "--out", out}, s.files...)...))
	if err != nil {
		return nil, err
	}
	mine, err := scored(s, out)
	if err != nil {
		return nil, err
	}
	rows := []row{{set: s.name, system: "TierLoop", score: mine, cost: k}}
	if !b.peer {
		return rows, nil
	}
	fmt.Fprintf(os.Stderr, "%s: splink …\n", s.name)
	if k, err = metered(b.splink(s, out)); err != nil {
		return nil, err
	}
	score, err := scored(s, out)
	if err != nil {
		return nil, err
	}
	theirs := row{set: s.name, system: "Splink", score: score, cost: k}
	if b.oracle && len(s.truth.IDs) <= 100_000 {
		if theirs.oracle, err = b.best(s, out); err != nil {
			return nil, err
		}
	}
	return append(rows, theirs), nil
}

func (b *bench) splink(s set, out string, more ...string) *exec.Cmd {
	args := append([]string{filepath.Join(splinkFolder, "run.py"), s.model, out}, s.files...)
	return exec.Command(b.peerPy, append(args, more...)...)
}

var thresholds = []string{"0.2", "0.5", "0.8", "0.9", "0.95", "0.99", "0.999", "0.9999"}

// best tells the threshold of which the labels say that it suits Splink best,
// in a run of its own that is not measured.
func (b *bench) best(s set, out string) (string, error) {
	if err := quiet(b.splink(s, out, "--also", strings.Join(thresholds, ","))); err != nil {
		return "", err
	}
	f1, at := 0.0, ""
	for _, t := range thresholds {
		score, err := scored(s, strings.TrimSuffix(out, ".csv")+"."+t+".csv")
		if err != nil {
			return "", err
		}
		if score.Pair.F1 > f1 {
			f1, at = score.Pair.F1, t
		}
	}
	return fmt.Sprintf("%.4f at %s", f1, at), nil
}

func scored(s set, path string) (evaluate.Score, error) {
	a, err := evaluate.ReadAnswer(path)
	if err != nil {
		return evaluate.Score{}, err
	}
	return evaluate.Compare(s.truth, a), nil
}

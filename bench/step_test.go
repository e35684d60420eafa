package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

const stepVariable = "TIERLOOP_BENCH_STEP"

var stepStages = map[string][]string{
	"first":  {"pull", "map", "match", "score"},
	"plan":   {"plan"},
	"apply":  {"apply", "verify"},
	"second": {"pull", "map", "match", "score", "plan", "apply", "verify"},
	"pack":   {"map"},
	"score":  {"score"},
	"again":  {"score"},
	"moved":  {"map", "score"},
	"later":  {"score"},
}

// child runs one step in a process of its own and reports what it cost.
func child(b *testing.B, step, dir string) {
	args := []string{"-profiles=" + *profiles, dir}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), stepVariable+"="+step)
	cmd.Stderr = os.Stderr
	began := time.Now()
	out, err := cmd.Output()
	took := time.Since(began)
	if err != nil {
		b.Fatalf("step %s: %v", step, err)
	}
	highest := 0.0
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		highest = float64(usage.Maxrss) / 1024 // kilobytes on Linux, since the last forgetPeak
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		var stage string
		var seconds, cpu, peak float64
		if n, _ := fmt.Sscanf(lines.Text(), "stage %s %f %f %f", &stage, &seconds, &cpu, &peak); n == 4 {
			b.ReportMetric(seconds, step+"/"+stage+"-s")
			b.ReportMetric(cpu, step+"/"+stage+"-CPU-s")
			b.ReportMetric(peak, step+"/"+stage+"-MB")
			highest = max(highest, peak)
		} else {
			b.Logf("%s: %s", step, lines.Text())
		}
	}
	b.ReportMetric(took.Seconds(), step+"-s")
	b.ReportMetric(highest, step+"-MB")
}

// runStep is the child: it prints a line per stage.
func runStep(step, dir string) error {
	ctx := context.Background()
	if *profiles != "" {
		f, err := os.Create(filepath.Join(*profiles, step+".cpu"))
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	e, err := open(ctx, dir, filepath.Join(dir, "tierloop.db"))
	if err != nil {
		return err
	}
	defer e.Store.Close()
	defer e.Close()
	e.Once = true
	began, spent := time.Now(), cpuSeconds()
	told := func(stage string) {
		fmt.Printf("stage %s %.2f %.2f %.0f\n", stage, time.Since(began).Seconds(), cpuSeconds()-spent, peakMB())
	}
	e.At = func(point string) {
		stage, what, _ := strings.Cut(point, ".")
		switch what {
		case "begin":
			began, spent = time.Now(), cpuSeconds()
			forgetPeak()
		case "end":
			told(stage)
		case "stored": // the scores; the months for the reports follow
			told("tiers")
		}
	}
	asOf := model.NewDate(2026, 10, 31)
	if step == "later" {
		asOf++
	}
	r, err := e.Run(ctx, engine.Request{Stages: stepStages[step], AsOf: asOf})
	if err != nil {
		return err
	}
	fmt.Println(r.Run.Counts)
	if r.Plan != nil {
		fmt.Printf("%+v\n", r.Plan.Counts)
	}
	return nil
}

// cpuSeconds is the CPU time of this process so far, 0 where nobody tells.
func cpuSeconds() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// forgetPeak starts the kernel's record of the highest resident memory anew;
// where that is not possible a stage shows the peak of those before it too.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMB is the highest resident memory since forgetPeak.
func peakMB() float64 { return statusMB("self", "VmHWM:") }

// statusMB reads one line of a process's status; 0 where there is no such file.
func statusMB(pid, line string) float64 {
	text, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), line)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.ParseFloat(fields[0], 64)
	return kb / 1024
}

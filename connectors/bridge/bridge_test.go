package bridge

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestMain makes the test binary the program that the tests run.
func TestMain(m *testing.M) {
	if act := os.Getenv("ACT"); act != "" {
		actors[act]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// actors are programs with one manner each.
var actors = map[string]func(){
	"says": func() {
		for _, l := range strings.Split(os.Getenv("LINES"), "|") {
			fmt.Println(l)
		}
		fmt.Fprintln(os.Stderr, "INFO token geheim9 in use")
		fmt.Fprintln(os.Stderr, "CRITICAL 401 for geheim9")
		fmt.Fprintln(os.Stderr, "bye")
		os.Exit(map[string]int{"": 0, "3": 3}[os.Getenv("CODE")])
	},
	"floods": func() {
		w := bufio.NewWriter(os.Stdout)
		for range 200_000 {
			fmt.Fprintln(w, strings.Repeat("x", 200))
			fmt.Fprintln(os.Stderr, strings.Repeat("y", 100)) // both at once
		}
		w.Flush()
	},
	"long":  func() { fmt.Println(strings.Repeat("z", 3<<20)) },
	"hangs": func() { fmt.Println("one"); time.Sleep(time.Hour) },
	"stubborn": func() {
		signal.Ignore(syscall.SIGTERM)
		child := exec.Command("sleep", "3600")
		_ = child.Start()
		fmt.Println(child.Process.Pid)
		time.Sleep(time.Hour)
	},
	"polite": func() {
		c := make(chan os.Signal, 1)
		signal.Notify(c, syscall.SIGTERM)
		fmt.Println("one")
		<-c
		fmt.Println("flushed")
	},
	"shows": func() { fmt.Println(strings.Join(os.Environ(), "|")); wd, _ := os.Getwd(); fmt.Println(wd) },
}

func play(act string, env map[string]string) *Program {
	all := map[string]string{"ACT": act}
	for k, v := range env {
		all[k] = v
	}
	return &Program{Args: []string{os.Args[0]}, Env: all, Log: slog.New(slog.DiscardHandler), Hide: []string{"geheim9"}, Grace: 200 * time.Millisecond}
}

func run(t *testing.T, ctx context.Context, p *Program, line func([]byte) error) (Ended, []string, error) {
	t.Helper()
	var got []string
	if line == nil {
		line = func(l []byte) error { got = append(got, string(l)); return nil }
	}
	e, err := p.Run(ctx, t.TempDir(), nil, line)
	return e, got, err
}

func TestLinesComeInOrderAndBlankOnesDoNot(t *testing.T) {
	e, got, err := run(t, t.Context(), play("says", map[string]string{"LINES": "\ufeffa||  b  |c"}), nil)
	if err != nil || !e.Well() || strings.Join(got, ",") != "a,b,c" {
		t.Errorf("%v, %+v, %q", err, e, got)
	}
}

func TestTheLastErrorIsToldWithoutSecrets(t *testing.T) {
	e, _, err := run(t, t.Context(), play("says", map[string]string{"CODE": "3"}), nil)
	if err != nil || e.Code != 3 || e.Last != "CRITICAL 401 for ***" {
		t.Errorf("%v, %+v", err, e)
	}
}

func TestBothOutputsAreDrained(t *testing.T) {
	n := 0
	e, _, err := run(t, t.Context(), play("floods", nil), func([]byte) error { n++; return nil })
	if err != nil || !e.Well() || n != 200_000 {
		t.Errorf("%v, %+v, %d lines", err, e, n)
	}
}

func TestLinesOfAnyLengthUpToALimit(t *testing.T) {
	n := 0
	if e, _, err := run(t, t.Context(), play("long", nil), func(l []byte) error { n = len(l); return nil }); err != nil || !e.Well() || n != 3<<20 {
		t.Errorf("%v, %+v, %d bytes", err, e, n)
	}
	p := play("long", nil)
	p.MaxLine = 1 << 20
	if e, _, err := run(t, t.Context(), p, func([]byte) error { return nil }); err != nil || !errors.Is(e.Cause, ErrLine) {
		t.Errorf("%v, %+v", err, e)
	}
}

func TestAProgramThatHangsIsEnded(t *testing.T) {
	idle := play("hangs", nil)
	idle.Idle = 150 * time.Millisecond
	if e, got, err := run(t, t.Context(), idle, nil); err != nil || !errors.Is(e.Cause, ErrIdle) || len(got) != 1 {
		t.Errorf("%v, %+v, %q", err, e, got)
	}
	total := play("hangs", nil)
	total.Total = 150 * time.Millisecond
	if e, _, err := run(t, t.Context(), total, nil); err != nil || !errors.Is(e.Cause, ErrLong) {
		t.Errorf("%v, %+v", err, e)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	if _, _, err := run(t, ctx, play("hangs", nil), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestWhatItWritesWhileEndingIsRead(t *testing.T) {
	p := play("polite", nil)
	p.Idle, p.Grace = 150*time.Millisecond, 10*time.Second
	if e, got, err := run(t, t.Context(), p, nil); err != nil || strings.Join(got, ",") != "one,flushed" || !errors.Is(e.Cause, ErrIdle) {
		t.Errorf("%v, %+v, %q", err, e, got)
	}
}

func TestTheWholeGroupGoes(t *testing.T) {
	p := play("stubborn", nil)
	p.Idle = 150 * time.Millisecond
	_, got, err := run(t, t.Context(), p, nil)
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %q", err, got)
	}
	var pid int
	if _, err := fmt.Sscan(got[0], &pid); err != nil {
		t.Fatal(err)
	}
	for range 100 { // until init has buried it
		if !running(pid) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("the child %d lives", pid)
}

// running tells a living process from a dead one that nobody has waited for.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestAReceiverThatFailsEndsTheProgram(t *testing.T) {
	full := errors.New("disk full")
	if _, _, err := run(t, t.Context(), play("hangs", nil), func([]byte) error { return full }); !errors.Is(err, full) {
		t.Error(err)
	}
}

func TestAProgramGetsNoVariableOfOurs(t *testing.T) {
	t.Setenv("CRM_SECRET", "geheim9")
	_, got, err := run(t, t.Context(), play("shows", nil), nil)
	if err != nil || strings.Contains(got[0], "geheim9") || !strings.Contains(got[0], "TZ=UTC") || !strings.Contains(got[0], "HOME="+got[1]) {
		t.Errorf("%v, %q", err, got)
	}
}

func TestFoldersArePrivateAndSweptUp(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir, remove, err := Folder(map[string][]byte{"config.json": []byte("{}")})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "config.json"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	left := filepath.Join(filepath.Dir(dir), "999999999-left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	_, again, err := Folder(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Error("the folder of a process that is no more stays")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error("a folder in use is gone")
	}
	remove()
	again()
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("the folder stays")
	}
}

func TestNaNIsNullOutsideOfTexts(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":NaN,"b":-Infinity,"c":[Infinity,1]}`: `{"a":null,"b":null,"c":[null,1]}`,
		`{"a":"NaN \"Infinity","b":NaN}`:           `{"a":"NaN \"Infinity","b":null}`,
		`{"a":1}`:                                  `{"a":1}`,
	} {
		if got := string(WithoutNaN([]byte(in))); got != want {
			t.Errorf("%s becomes %s", in, got)
		}
	}
}

func TestKeysOfSeveralPartsNeverCollide(t *testing.T) {
	k := Key{{"a"}, {"b", "c"}}
	part := rapid.StringMatching(`[a|\\]{1,4}`)
	rapid.Check(t, func(t *rapid.T) {
		row := func() (map[string]any, string) {
			x, y := part.Draw(t, "x"), part.Draw(t, "y")
			return map[string]any{"a": x, "b": map[string]any{"c": y}}, x + "\x00" + y
		}
		one, oneText := row()
		two, twoText := row()
		idOne, err1 := k.ID(one)
		idTwo, err2 := k.ID(two)
		if err1 != nil || err2 != nil || (idOne == idTwo) != (oneText == twoText) {
			t.Fatalf("%q and %q: %v %v", idOne, idTwo, err1, err2)
		}
	})
	if _, err := k.ID(map[string]any{"a": "1", "b": nil}); err == nil {
		t.Error("an empty part of a key is taken")
	}
}

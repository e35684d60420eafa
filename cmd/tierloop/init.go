package main

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// The files that init writes.
//
//go:embed start
var startFiles embed.FS

func (a *app) initCommand() *cobra.Command {
	var sample, noInput bool
	c := &cobra.Command{
		Use: "init [DIR]", GroupID: "start", Args: cobra.MaximumNArgs(1),
		Short: a.say("写出可直接运行的配置：tierloop.yaml、映射、策略", "Write a configuration that runs: tierloop.yaml, a mapping, a policy"),
		Long: a.say("写出 tierloop.yaml、mappings/、policy.yaml、identity.txt、.env.example、.gitignore 与 inbox/。已有的文件一律不动。",
			"Write tierloop.yaml, mappings/, policy.yaml, identity.txt, .env.example, .gitignore and inbox/. What exists is never touched."),
		Example: `  tierloop init
  tierloop init group --sample && cd group && tierloop sync`,
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			return a.initDir(dir, sample, noInput)
		},
	}
	c.Flags().BoolVar(&sample, "sample", false, a.say("在 inbox/ 中放入示例客户与订单", "put sample customers and orders into inbox/"))
	c.Flags().BoolVar(&noInput, "no-input", false, a.say("在终端上也不提问", "ask nothing, on a terminal too"))
	return c
}

func (a *app) initDir(dir string, sample, noInput bool) error {
	path, err := filepath.Abs(dir)
	if err != nil {
		return usage("%v", err)
	}
	group, unit := filepath.Base(path), a.say("第一事业部", "First unit")
	if !noInput && isTerminal(a.stderr) && a.stdinTerminal() {
		group = a.ask(a.say("集团名称", "Name of the group"), group)
		unit = a.ask(a.say("第一个业务单元的名称", "Name of the first business unit"), unit)
	}
	words := []string{"@GROUP@", quotable(group), "@UNIT@", quotable(unit), "@ZONE@", zone(), "@LANG@", a.language()}
	for _, days := range []int{30, 60, 90, 300, 1200, 1500} { // the sample orders are so many days old
		words = append(words, fmt.Sprintf("@D-%d@", days), a.clock.Now().AddDate(0, 0, -days).Format(time.DateOnly))
	}
	fill := strings.NewReplacer(words...)
	written := 0
	err = fs.WalkDir(startFiles, "start", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel := strings.TrimPrefix(name, "start/")
		if strings.HasPrefix(rel, "inbox/") && !sample {
			return nil
		}
		switch rel {
		case "env.example", "gitignore":
			rel = "." + rel
		}
		body, err := startFiles.ReadFile(name)
		if err != nil {
			return err
		}
		fresh, err := a.writeNew(filepath.Join(path, rel), fill.Replace(string(body)))
		if fresh {
			written++
			fmt.Fprintln(a.stdout, filepath.Join(dir, rel))
		}
		return err
	})
	if err == nil {
		err = os.MkdirAll(filepath.Join(path, "inbox"), 0o755)
	}
	if err == nil && written > 0 {
		if _, err = writeIdentity(filepath.Join(path, "identity.txt")); errors.Is(err, fs.ErrExist) {
			err = nil
		} else if err == nil {
			fmt.Fprintln(a.stdout, filepath.Join(dir, "identity.txt"))
		}
	}
	if err != nil {
		return usage("cannot write into %s: %v", dir, err)
	}
	if written == 0 {
		a.note("%s 中的文件都已存在，未改动", "everything is there already in %s, nothing was touched", dir)
		return nil
	}
	if sample {
		a.note("下一步：tierloop lint，然后 tierloop sync", "next: tierloop lint, then tierloop sync")
		return nil
	}
	a.note("下一步：把客户与订单文件放入 inbox/，然后运行 tierloop lint 与 tierloop sync；10 秒内变动过的文件视为仍在复制，留待下次",
		"next: drop files of customers and orders into inbox/, then run tierloop lint and tierloop sync; a file that changed within 10 seconds counts as still being copied and waits for the next sync")
	return nil
}

// writeNew writes a file that does not exist. Samples are dated back, because a
// file that changed just now counts as still being copied.
func (a *app) writeNew(path, text string) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	if strings.HasSuffix(path, ".csv") {
		old := a.clock.Now().Add(-time.Hour)
		err = os.Chtimes(path, old, old)
	}
	return true, err
}

// ask reads one answer; an empty line keeps the default.
func (a *app) ask(question, def string) string {
	fmt.Fprintf(a.stderr, "%s [%s]: ", question, def)
	line, _ := bufio.NewReader(a.stdin).ReadString('\n')
	if line = strings.TrimSpace(line); line != "" {
		return line
	}
	return def
}

func (a *app) stdinTerminal() bool {
	f, ok := a.stdin.(*os.File)
	return ok && isTerminal(f)
}

// quotable is text that may stand between double quotes of YAML.
func quotable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '"' || r == '\\' || r < ' ' {
			return -1
		}
		return r
	}, s)
}

// zone is the IANA zone of the machine, where it tells one.
func zone() string {
	if name := time.Local.String(); strings.Contains(name, "/") {
		return name
	}
	return "Asia/Shanghai"
}

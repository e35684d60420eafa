package main

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated pages anew")

func TestErrorsPageIsOfThisCatalogue(t *testing.T) {
	page(t, "errors.md", errorsPage())
}

// page compares a generated page of docs/reference with what it ought to be.
func page(t *testing.T, name, want string) {
	t.Helper()
	path := filepath.Join("../../docs/reference", name)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale: go test ./cmd/tierloop -run %s -update (%v)", path, t.Name(), err)
	}
}

func TestEveryCodeHasAFixInBothLanguagesAndStandsOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range catalogue() {
		if seen[e.Code] {
			t.Errorf("%s stands twice", e.Code)
		}
		seen[e.Code] = true
		if e.Meaning.EN == "…" || e.Meaning.EN == "" || e.Meaning.ZH == "" || e.Fix.EN == "" || e.Fix.ZH == "" {
			t.Errorf("%s lacks a text", e.Code)
		}
	}
}

// A code that the sources use and the catalogue lacks would be shown without a fix.
func TestEveryCodeInTheSourcesIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, e := range catalogue() {
		listed[e.Code] = true
	}
	code := regexp.MustCompile(`"E[1-9]\d{3}"`)
	for _, room := range []string{"cmd", "configs", "internal/fault", "mapping", "matching", "master", "scoring", "sync"} {
		err := filepath.WalkDir(filepath.Join("../..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			body, err := os.ReadFile(path)
			for _, c := range code.FindAllString(string(body), -1) {
				if !listed[strings.Trim(c, `"`)] {
					t.Errorf("%s uses %s, which the catalogue lacks", path, c)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// errorsPage is docs/reference/errors.md.
func errorsPage() string {
	var b strings.Builder
	b.WriteString("# Error codes · 错误代码\n\nGenerated from the catalogue; `go test ./cmd/tierloop -run TestErrorsPage -update` writes it anew.\n本页由代码目录生成。\n\n")
	b.WriteString("Exit · 退出码: `tierloop help exit-codes`. A code keeps its meaning for ever. 代码的含义永不改变。\n")
	family := ""
	title := map[string]string{"E1": "E1 Configuration · 配置", "E2": "E2 Data · 数据", "E3": "E3 Sources and targets · 来源与目标", "E4": "E4 Store · 存储",
		"E5": "E5 Credentials · 凭据", "E6": "E6 Gates and plans · 闸门与计划", "E7": "E7 Locks · 占用", "E8": "E8 Cases · 用例", "E9": "E9 Program · 程序"}
	for _, e := range catalogue() {
		if e.Code[:2] != family {
			family = e.Code[:2]
			fmt.Fprintf(&b, "\n## %s\n\n| Code | Exit | Meaning | 含义 | Fix | 处理 |\n| --- | --- | --- | --- | --- | --- |\n", title[family])
		}
		cell := strings.NewReplacer("|", `\|`, "\n", " ")
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", e.Code, e.Exit, cell.Replace(e.Meaning.EN), cell.Replace(e.Meaning.ZH), cell.Replace(e.Fix.EN), cell.Replace(e.Fix.ZH))
	}
	return b.String()
}

package phrase

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are the folders whose sentences people read, in whatever language.
var rooms = []string{"scoring", "mapping", "mapping/clean", "configs", "sync/writeback", "internal/formula"}

// speakers are the functions that make a sentence of their arguments.
var speakers = []string{"fail", "warn", "faultAt", "idle", "note", "fatal", "missing", "misplaced", "differs", "issue", "Errorf", "New"}

// fields are those of structures that hold a sentence; holders are structures that
// are nothing else.
var (
	fields  = []string{"Text", "Fix", "Reason", "Found", "Limit"}
	holders = []string{"fault", "functionError"}
)

// lists are the files in which sentences stand in tables and returns.
var lists = []string{"identifier.go", "identifier_cn.go", "identifier_vat.go", "text.go", "syntax.go", "keys.go", "told.go", "decode.go", "options.go", "jobs.go"}

// spoken are the sentences of a folder, by where they stand.
func spoken(t *testing.T, room string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob(filepath.Join("..", "..", room, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no code in %s: %v", room, err)
	}
	set := token.NewFileSet()
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		listed := slices.Contains(lists, filepath.Base(file))
		take := func(e ast.Expr) {
			if text, ok := sentence(e); ok {
				out[text] = set.Position(e.Pos()).String()
			}
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if slices.Contains(speakers, called(n)) {
					for _, arg := range n.Args {
						take(arg)
					}
				}
			case *ast.CompositeLit:
				name, _ := n.Type.(*ast.Ident)
				if name != nil && slices.Contains(holders, name.Name) || listed && n.Type == nil {
					for _, x := range n.Elts[min(len(n.Elts), quoted(file)):] {
						take(x)
					}
				} else if _, pair := n.Type.(*ast.ArrayType); listed && pair {
					for _, x := range n.Elts {
						take(x)
					}
				}
			case *ast.ReturnStmt:
				for _, x := range n.Results {
					if listed {
						take(x)
					}
				}
			case *ast.AssignStmt:
				for _, x := range n.Rhs {
					if listed || isFix(n.Lhs) {
						take(x)
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(fields, key.Name) {
					take(n.Value)
				}
			}
			return true
		})
	}
	return out
}

// quoted is how many texts stand first in a line of the tables of a file that are
// not ours: syntax.go begins with the words of the parser.
func quoted(file string) int {
	if filepath.Base(file) == "syntax.go" {
		return 1
	}
	return 0
}

// isFix says whether an assignment is to a variable of advice.
func isFix(to []ast.Expr) bool {
	name, ok := to[0].(*ast.Ident)
	return ok && name.Name == "fix"
}

func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// sentence is the text of an expression with %s for what it is put together with;
// what is no sentence of several words is none.
func sentence(e ast.Expr) (string, bool) {
	text := written(e)
	return text, strings.Contains(strings.Trim(verb.ReplaceAllString(text, ""), " "), " ")
}

func written(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value) // the parser took it
			return text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD && (written(e.X) != "%s" || written(e.Y) != "%s") {
			return written(e.X) + written(e.Y)
		}
	case *ast.CallExpr:
		if called(e) == "Sprintf" && len(e.Args) > 0 {
			return written(e.Args[0])
		}
	}
	return "%s"
}

func TestEverySentenceIsKnownInChinese(t *testing.T) {
	known := map[string]bool{}
	for line := range strings.Lines(chinese) {
		en, _, _ := strings.Cut(line, "\t")
		known[en] = true
	}
	for _, room := range rooms {
		for text, at := range spoken(t, room) {
			if !known[text] && !meant.MatchString(text) && !strings.HasSuffix(text, "did you mean %q?") {
				t.Errorf("%s: zh.txt has nothing for\n%s", at, text)
			}
		}
	}
}

// What a connector advises is shown as the way to mend a fault; what it quotes stays
// as the system said it.
func TestEveryAdviceOfAConnectorIsKnownInChinese(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "connectors", "*", "*.go"))
	more, err2 := filepath.Glob(filepath.Join("..", "..", "connectors", "*.go"))
	if files = append(files, more...); err != nil || err2 != nil || len(files) < 100 {
		t.Fatalf("%d files: %v, %v", len(files), err, err2)
	}
	set := token.NewFileSet()
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Fix" {
				blanks := strings.NewReplacer("%q", "x", "%d", "1", "%s", "x")
				if text, ok := sentence(pair.Value); ok && In("zh", blanks.Replace(text)) == blanks.Replace(text) {
					t.Errorf("%s: zh.txt has nothing for\n%s", set.Position(pair.Pos()), text)
				}
			}
			return true
		})
	}
}

func TestSentencesKeepTheirBlanks(t *testing.T) {
	for line := range strings.Lines(chinese) {
		en, zh, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		f := parse(en, zh)
		blanks := make([]string, f.english.NumSubexp())
		for i := range blanks {
			blanks[i] = "<" + strconv.Itoa(i+1) + ">"
		}
		filled := f.fill(blanks)
		for _, b := range blanks {
			if !strings.Contains(filled, b) {
				t.Errorf("%s loses blank %s: %s", en, b, filled)
			}
		}
		if filled != "" && verb.MatchString(strings.ReplaceAll(filled, "100%，", "")) {
			t.Errorf("%s leaves a blank open: %s", en, filled)
		}
	}
}

func TestSentencesAreSaidInTheLanguageOfTheReader(t *testing.T) {
	for text, want := range map[string]string{
		"the name is absent":                    "缺少名称",
		"12 of 98 (12.2%)":                      "98 个中的 12 个（12.2%）",
		`no unit "sout"; did you mean "south"?`: `没有单元 "sout"；是否想写 "south"？`,
		`an object cannot be mapped as "custommer" (did you mean "customer"?)`: `对象不能映射为 "custommer"；是否想写 "customer"？`,
		`did you mean "gold"?`:                          `是否想写 "gold"？`,
		"a list of 3 stands where one value belongs":    "应为单个值的位置是3 项的列表",
		`path "a..b": a step between two dots is empty`: `路径 "a..b"：两个点之间为空`,
		`limits[0].when wants a list, found one text`:   `limits[0].when 应为列表，现为一段文本`,
		`unknown key "nmae" under the top`:              `顶层没有键 "nmae"`,
		"one entity holds 40 records; check it":         "一个客户实体合并了 40 条记录，请核对",
		"Correct the mapping, or add it in Setup.":      "改正映射，或在 Setup 中新增。",
		"did you mean 客户编号?":                            "是否想写 客户编号？",
		"what another system said":                      "what another system said",
		"":                                              "",
	} {
		if got := In("zh", text); got != want {
			t.Errorf("%q is said %q, want %q", text, got, want)
		}
		if got := In("en", text); got != text {
			t.Errorf("in English %q becomes %q", text, got)
		}
	}
}

func TestLinesOfFaultsFitTheirFormats(t *testing.T) {
	const en, zh = "source %s: %s of the rows were rejected, more than max_rejects %s", "来源 %s：%s 的行被拒绝，超过 max_rejects %s"
	for line, want := range map[string]string{
		"source crm: 7% of the rows were rejected, more than max_rejects 5%":                                     "来源 crm：7% 的行被拒绝，超过 max_rejects 5%",
		"source crm: 7% of the rows were rejected, more than max_rejects 5% (crm · Account)":                     "来源 crm：7% 的行被拒绝，超过 max_rejects 5%（crm · Account）",
		"source crm: 7% of the rows were rejected, more than max_rejects 5% (crm · Account): the name is absent": "来源 crm：7% 的行被拒绝，超过 max_rejects 5%（crm · Account）：缺少名称",
		"something else": "",
	} {
		said, more, ok := Fit(en, zh, line)
		if said+more != want || ok != (want != "") {
			t.Errorf("%s is said %q, want %q", line, said+more, want)
		}
	}
}

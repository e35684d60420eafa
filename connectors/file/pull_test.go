package file

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestFilesInEveryUsualWriting(t *testing.T) {
	text := "编号,名称,电话\r\n007,中国移动,\"010-1,2\"\r\n8,\"a\"\"b\nc\",=1+1\r\n"
	want := map[string]map[string]any{
		"007": {"编号": "007", "名称": "中国移动", "电话": "010-1,2"},
		"8":   {"编号": "8", "名称": "a\"b\nc", "电话": "=1+1"},
	}
	for name, content := range map[string]string{
		"utf-8":              text,
		"with a mark":        "\ufeff" + text,
		"gbk":                gbk(t, text),
		"sep line":           "sep=;\n" + strings.NewReplacer("编号,名称,电话", "编号;名称;电话", "007,中国移动,", "007;中国移动;", "8,", "8;", ",=", ";=").Replace(text),
		"full-width spaces":  strings.Replace(text, "编号,名称", "　编号　, 名称", 1),
		"unix lines, no end": strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"),
		"blank lines":        strings.Replace(text, "\r\n8", "\r\n\r\n,,\r\n8", 1),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrop(t)
			d.put("customers-1.csv", content)
			p := d.pull(d.open(), 0, 0)
			if p.err != nil || len(p.bad) > 0 {
				t.Fatal(p.err, p.bad)
			}
			if diff := cmp.Diff(want, p.recs); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAFileMovesOnlyWhenItsRowsAreStored(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号,名称\n1,a\n2,b\n")
	d.put("customers-2.csv", "编号,名称\n2,c\n")
	d.put("other.csv", "x\n")
	c := d.open()
	if p := d.pull(c, 0, 0); !slices.Equal(p.ids, []string{"1", "2", "2"}) {
		t.Fatal(p.ids, p.err)
	}
	if got := d.ls(""); len(got) != 3 {
		t.Errorf("moved before the cursor came back: %v", got)
	}
	if p := d.pull(c, 0, 0); p.err != nil || len(p.ids) > 0 {
		t.Errorf("second pull: %v %v", p.ids, p.err)
	}
	if diff := cmp.Diff([]string{"customers-1.csv", "customers-2.csv"}, d.ls("done")); diff != "" {
		t.Error(diff)
	}
	d.put("customers-1.csv", "编号,名称\n9,z\n") // the same name, another file
	if p := d.pull(c, 0, 0); !slices.Equal(p.ids, []string{"9"}) {
		t.Error(p.ids, p.err)
	}
}

func TestPullGoesOnWhereItWasKilled(t *testing.T) {
	var text strings.Builder
	text.WriteString("编号,名称\n")
	for i := range 23 {
		fmt.Fprintf(&text, "%d,n\n", i)
		if i%7 == 3 {
			text.WriteString("only one cell\n")
		}
	}
	for kill := 1; kill < 7; kill++ {
		d := newDrop(t)
		d.put("customers-1.csv", text.String())
		first := d.pull(d.open(), 4, kill)
		if first.err != errKilled {
			t.Fatalf("killed after %d pages: %v", kill, first.err)
		}
		rest := d.pull(d.open(), 4, 0)
		if rest.err != nil || len(first.ids)+len(rest.ids) != 23 || len(first.bad)+len(rest.bad) != 3 {
			t.Errorf("killed after %d pages: %d + %d rows, %d + %d bad, %v", kill, len(first.ids), len(rest.ids), len(first.bad), len(rest.bad), rest.err)
		}
		copies := d.ls("failed")
		if len(copies) != 1 {
			t.Fatalf("copies of bad rows: %v", copies)
		}
		b, err := os.ReadFile(filepath.Join(d.dir, "failed", copies[0]))
		if err != nil || strings.Count(string(b), "only one cell") != 3 || !strings.Contains(string(b), "编号,名称,错误/error") {
			t.Errorf("%v\n%s", err, b)
		}
	}
}

func TestBadRowsAreRejectedAlone(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号,名称\n1,a\n,nobody\n1.23E+17,damaged\n4,b,c\n5\n6,\xff\xfe\n1,another\n1,a\n7,中国移动集团公司\n8,NUL\x00\n9,"+strings.Repeat("x", maxCell+1)+"\n编号,名称\n10,end\n")
	p := d.pull(d.open(), 0, 0)
	if p.err != nil || !slices.Equal(p.ids, []string{"1", "7", "10"}) {
		t.Error(p.ids, p.err)
	}
	want := []string{"customers-1.csv:3 has no value", "customers-1.csv:4 has an id that Excel has damaged", "customers-1.csv:5 has 3 cells, the header has 2",
		"customers-1.csv:6 has 1 cells", "customers-1.csv:7 cell 2 is no valid utf-8 text", "customers-1.csv:8 has the id of line 2 but other values",
		"customers-1.csv:11 cell 2 holds a NUL", "customers-1.csv:12 cell 2 or the row is longer than 1 MB",
		"customers-1.csv:13 is the header once more"}
	if len(p.bad) != len(want) {
		t.Fatalf("%q", p.bad)
	}
	for i := range want {
		if !strings.HasPrefix(p.bad[i], want[i]) {
			t.Errorf("%q, want %q", p.bad[i], want[i])
		}
	}
}

func TestAFileWithoutAUsableHeaderIsSetAside(t *testing.T) {
	for content, want := range map[string]string{
		"编码,名称\n1,a\n":           "customers-1.csv:1: no column 编号",
		"编号,名称,名称\n1,a,b\n":      "customers-1.csv:1: the same column twice: 名称 (columns 2 and 3)",
		"":                       "the file ends before its header",
		"\"编号,名称\n1,a\n" + "x\n": "opens a quote that is never closed",
	} {
		d := newDrop(t)
		d.put("customers-1.csv", content)
		d.put("customers-2.csv", "编号,名称\n2,b\n")
		c := d.open()
		p := d.pull(c, 0, 0)
		if connectors.KindOf(p.err) != connectors.KindInvalid || !strings.Contains(p.err.Error(), want) {
			t.Errorf("%q: %v", content, p.err)
		}
		if !slices.Equal(p.ids, []string{"2"}) {
			t.Errorf("the next file was not read: %v", p.ids)
		}
		if diff := cmp.Diff([]string{"customers-1.csv", "customers-1.csv.error.txt"}, d.ls("failed")); diff != "" {
			t.Error(diff)
		}
		if p := d.pull(c, 0, 0); p.err != nil {
			t.Errorf("the next pull: %v", p.err)
		}
	}
}

func TestAFileThatIsStillGrowingIsLeft(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号\n1\n")
	if err := os.Chtimes(filepath.Join(d.dir, "customers-1.csv"), now, now.Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if p := d.pull(d.open(), 0, 0); len(p.ids) > 0 || p.err != nil {
		t.Error(p.ids, p.err)
	}
}

func TestSnapshots(t *testing.T) {
	d := newDrop(t)
	d.put("customers-01.csv", "编号\nold\n")
	d.put("customers-02.csv", "编号\n1\n2\n3\n4\n")
	c := d.open("snapshot", true)
	if p := d.pull(c, 2, 1); p.err != errKilled {
		t.Fatal(p.err)
	}
	if p := d.pull(c, 2, 0); p.complete || !slices.Equal(p.ids, []string{"3", "4"}) {
		t.Errorf("a resumed snapshot: %v complete %v", p.ids, p.complete)
	}
	if p := d.pull(c, 2, 0); !p.complete || len(p.ids) != 4 {
		t.Errorf("a whole snapshot: %v complete %v", p.ids, p.complete)
	}
	var ids []string
	n, err := c.Enumerate(t.Context(), "customers", func(some []string) error { ids = append(ids, some...); return nil })
	if err != nil || n != 4 || len(ids) != 4 {
		t.Error(n, ids, err)
	}
	d.put("customers-03.csv", "编号\n1\nbad,row\n")
	if p := d.pull(c, 0, 0); p.complete || len(p.bad) != 1 {
		t.Errorf("a snapshot with a bad row called itself complete: %v", p.bad)
	}
	if diff := cmp.Diff([]string{"customers-01.csv", "customers-02.csv"}, d.ls("done")); diff != "" {
		t.Error(diff)
	}
}

func TestAHugeCellCostsLittleMemory(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号,名称\n1,\""+strings.Repeat("x", 50<<20)+"\"\n2,b\n")
	c := d.open()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := d.pull(c, 0, 0)
	runtime.ReadMemStats(&after)
	if p.err != nil || !slices.Equal(p.ids, []string{"2"}) || len(p.bad) != 1 {
		t.Error(p.ids, p.bad, p.err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 20<<20 {
		t.Errorf("%d MB allocated for a cell of which 1 MB may be kept", used>>20)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n\"1\"\"\n\",2\r\n", byte(','))
	f.Add("\"", byte(';'))
	f.Fuzz(func(t *testing.T, text string, comma byte) {
		c := newCSV(strings.NewReader(text), comma, "utf-8")
		lines := 0
		for {
			r, err := c.next()
			if err != nil {
				break
			}
			if lines++; lines > strings.Count(text, "\n")+1 || r.line < lines {
				t.Fatalf("row %d at line %d of %q", lines, r.line, text)
			}
		}
	})
}

func TestARelativeFolderStartsAtTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "inbox"), 0o700); err != nil {
		t.Fatal(err)
	}
	typ, _ := connectors.Lookup("file")
	cfg, errs := typ.Resolve(map[string]any{"folder": "inbox"}, map[string]map[string]any{"customers": {"key": []any{"id"}}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	c, err := typ.New(connectors.Env{Dir: dir, Log: slog.New(slog.DiscardHandler), Clock: clock.System()}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

package file

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

func TestAFileByItselfIsReadWhateverItsEncoding(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("编号;名称\n1;上海电气\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"plain.csv": "编号,名称\n1,上海电气\n",
		"bom.csv":   "\ufeff编号,名称\n\n1,上海电气",
		"gbk.csv":   gbk,
		"tab.tsv":   "编号\t名称\r\n1\t上海电气\r\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		tab, err := OpenTable(path)
		if err != nil {
			t.Fatal(name, err)
		}
		got := [][]string{tab.Header()}
		for {
			r, err := tab.Next()
			if err == io.EOF {
				break
			}
			if err != nil || r.Bad != "" {
				t.Fatal(name, err, r.Bad)
			}
			got = append(got, r.Cells)
		}
		tab.Close()
		if diff := cmp.Diff([][]string{{"编号", "名称"}, {"1", "上海电气"}}, got); diff != "" {
			t.Error(name, diff)
		}
	}
}

func TestACellBeyondTheLimitMakesItsRowBadAndNoOther(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("id,name\n1,"+strings.Repeat("x", maxCell+1)+"\n2,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tab, err := OpenTable(path)
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	first, _ := tab.Next()
	second, err := tab.Next()
	if err != nil || !strings.Contains(first.Bad, "longer than 1 MB") || second.Bad != "" || second.Line != 3 {
		t.Error(first.Bad, second, err)
	}
}

// A row that lies in the buffer as a whole is read in one go; it is the same row.
func TestRowsAreTheSameHoweverTheyLieInTheBuffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "公司", ",", ",", "\n", "\r\n", "\r", "\"", "\"\"", "\x00", "\xff", "\ufffd", " "})).Draw(t, "text"), "")
		encoding := rapid.SampledFrom([]string{"utf-8", "gb18030"}).Draw(t, "encoding")
		var rows [2][]row
		for i, size := range []int{16, 1 << 12} {
			c := newCSV(nil, ',', encoding)
			c.r = bufio.NewReaderSize(iotest.OneByteReader(strings.NewReader(text)), size)
			if i == 1 {
				c.r = bufio.NewReaderSize(strings.NewReader(text), size)
			}
			for {
				r, err := c.next()
				if err != nil {
					break
				}
				rows[i] = append(rows[i], r)
			}
		}
		if d := cmp.Diff(rows[0], rows[1], cmp.AllowUnexported(row{}), cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%q: %s", text, d)
		}
	})
}

func TestASecondLookLeavesOutWhatIsNotWanted(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("编号,名称\n1,上海电气\n2,\"上海,机床\"\n3,北方重工\n")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gbk.csv")
	if err := os.WriteFile(path, []byte(gbk), 0o600); err != nil {
		t.Fatal(err)
	}
	tab, err := OpenTable(path)
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	var seen []string
	again, err := tab.Again(func(text []byte) bool {
		seen = append(seen, string(text))
		return string(text) == "3北方重工"
	})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	lines := map[string]int{}
	for {
		r, err := again.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		lines[r.Cells[1]] = r.Line
	}
	if _, taken := lines["上海电气"]; taken || lines["北方重工"] != 4 {
		t.Errorf("rows by line: %v", lines)
	}
	if diff := cmp.Diff([]string{"1上海电气", "3北方重工"}, seen); diff != "" { // quoted rows are read as a whole
		t.Error(diff)
	}
	if first, err := tab.Next(); err != nil || first.Cells[1] != "上海电气" {
		t.Error("the first look goes on by itself:", first, err)
	}
}

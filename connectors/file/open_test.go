package file

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
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

package file

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// table is an open file behind its header.
type table struct {
	header []string // trimmed; "" for a column without a name
	raw    []string // the header as it stands, for the copy of bad rows
	keys   []int    // columns of the key
	next   func() (row, error)
	csv    *csvReader // nil for a workbook
	close  func()
	short  bool // rows may end early: Excel leaves out empty cells at the end
}

// headerError is why a header cannot be used.
type headerError struct {
	line      int
	said, fix string
}

func (e *headerError) Error() string { return fmt.Sprintf("line %d: %s; %s", e.line, e.said, e.fix) }

// openTable opens a file and reads its header.
func openTable(path string, id identity, o object) (*table, error) {
	t := &table{}
	if strings.EqualFold(filepath.Ext(path), ".xls") {
		return nil, errors.New("is a workbook of the old form; save it as .xlsx")
	}
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		x, err := openXLSX(path, o.sheet)
		if err != nil {
			return nil, err
		}
		t.next, t.close, t.short = x.next, x.close, true
	} else {
		encoding := o.encoding
		if encoding == "auto" || encoding == "" {
			encoding = id.encoding
		}
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		c, err := openCSV(f, encoding, o)
		if err != nil {
			f.Close()
			return nil, err
		}
		t.csv, t.next = c, c.next
		t.close = func() { f.Close() }
	}
	if err := t.readHeader(o); err != nil {
		t.close()
		return nil, err
	}
	return t, nil
}

// openCSV finds the delimiter and returns the reader behind "sep=" and the rows
// above the header.
func openCSV(f io.Reader, encoding string, o object) (*csvReader, error) {
	r := bufio.NewReaderSize(decoded(f, encoding), 64<<10)
	comma := byte(',')
	sep := 0
	if len(o.delimiter) == 1 {
		comma = o.delimiter[0]
	} else {
		head, err := r.Peek(32 << 10)
		if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
			return nil, err
		}
		lines := strings.SplitN(string(head), "\n", o.headerRow+2)
		var isSep bool
		if comma, isSep = delimiterOf(strings.TrimRight(lines[0], "\r")); isSep {
			sep = 1
		} else {
			comma, _ = delimiterOf(lines[min(o.headerRow, len(lines))-1])
		}
	}
	c := newCSV(r, comma, encoding)
	for range sep {
		if _, err := c.next(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (t *table) readHeader(o object) error {
	var r row
	for range o.headerRow {
		var err error
		if r, err = t.next(); err == io.EOF {
			return &headerError{o.headerRow, "the file ends before its header", "drop a file with a row of column names"}
		} else if err != nil {
			return err
		}
	}
	if r.bad != "" {
		return &headerError{r.line, "the header " + r.bad, "check the option encoding"}
	}
	t.raw = r.cells
	var twice []string
	for i, cell := range r.cells {
		name := trim(cell)
		if name != "" && slices.Contains(t.header, name) {
			twice = append(twice, fmt.Sprintf("%s (columns %d and %d)", name, slices.Index(t.header, name)+1, i+1))
		}
		t.header = append(t.header, name)
	}
	if len(twice) > 0 && !o.repeats {
		return &headerError{r.line, "the same column twice: " + strings.Join(twice, ", "), "rename or remove one of them"}
	}
	var known []string
	for _, h := range t.header {
		if h != "" {
			known = append(known, h)
		}
	}
	for _, k := range o.key {
		at := slices.Index(t.header, k)
		if at < 0 {
			return &headerError{r.line, "no column " + k + ", which is the key", connectors.DidYouMean(k, known)}
		}
		t.keys = append(t.keys, at)
	}
	return nil
}

// fits makes the cells as many as the header has names, or says why it cannot.
func (t *table) fits(r *row) {
	if r.bad != "" {
		return
	}
	for len(r.cells) > len(t.header) && r.cells[len(r.cells)-1] == "" {
		r.cells = r.cells[:len(r.cells)-1]
	}
	for t.short && len(r.cells) < len(t.header) {
		r.cells = append(r.cells, "")
	}
	if len(r.cells) != len(t.header) {
		r.bad = fmt.Sprintf("has %d cells, the header has %d", len(r.cells), len(t.header))
		return
	}
	if slices.Equal(r.cells, t.raw) { // files put together keep the header of each
		r.bad = "is the header once more"
	}
}

// blank says whether a row holds nothing at all.
func (r row) blank() bool {
	for _, c := range r.cells {
		if trim(c) != "" {
			return false
		}
	}
	return r.bad == ""
}

// trim takes white space off both ends: full-width and zero-width spaces and
// byte order marks are among it.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return r == '\ufeff' || r == '\u200b' || strings.ContainsRune(" \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2009", r)
	})
}

package file

import (
	"os"
	"strings"
)

// Table reads one CSV or Excel file row by row, for those who have a file and
// no folder: the encoding (UTF-8, GBK, UTF-16) and the delimiter are found out,
// as in a pull.
type Table struct {
	t    *table
	path string
	id   identity
}

// Row is one row under the header. Cells are as many as the header has names.
type Row struct {
	Cells []string
	Line  int // where it begins, from 1
	// Bad says why the row cannot be used, such as a cell that is too long; ""
	// when it can.
	Bad string
}

// OpenTable opens a file and reads its header, the first row, in which a name may
// occur twice. An error of the header names its line and what to do.
func OpenTable(path string) (*Table, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var id identity
	if !strings.HasSuffix(strings.ToLower(path), ".xlsx") && info.Mode().IsRegular() {
		if id, err = sniff(dropped{path: path}); err != nil {
			return nil, err
		}
	}
	return openAs(path, id)
}

func openAs(path string, id identity) (*Table, error) {
	t, err := openTable(path, id, object{headerRow: 1, repeats: true})
	if err != nil {
		return nil, err
	}
	return &Table{t, path, id}, nil
}

// Again opens the file a second time, for a look at some of its rows: those that
// wanted refuses by their text, cell behind cell, may be left out, which takes a
// fraction of the time.
func (t *Table) Again(wanted func(text []byte) bool) (*Table, error) {
	again, err := openAs(t.path, t.id)
	if err == nil && again.t.csv != nil {
		again.t.csv.wanted = wanted
	}
	return again, err
}

// Header is the names of the columns, trimmed; "" for one without a name.
func (t *Table) Header() []string { return t.t.header }

// Next reads a row that is not blank, io.EOF after the last.
func (t *Table) Next() (Row, error) {
	for {
		r, err := t.t.next()
		if err != nil {
			return Row{}, err
		}
		if r.blank() {
			continue
		}
		t.t.fits(&r)
		return Row{Cells: r.cells, Line: r.line, Bad: r.bad}, nil
	}
}

// Close closes the file.
func (t *Table) Close() { t.t.close() }

package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tierloop/tierloop/internal/formula"
	"github.com/tierloop/tierloop/model"
	excel "github.com/tierloop/tierloop/report/sheet"
)

// sheet is a table on its way into a file that people open. A row is as long as
// the head.
type sheet interface {
	head(columns []sheetColumn) error
	row(cells []string) error
	close() error
}

// sheetColumn is one column. All but numbers are written as text, so that long
// ids keep their digits in Excel.
type sheetColumn struct {
	name   string
	number bool
	kind   excel.Kind // how Excel shows a number
}

func texts(names ...string) []sheetColumn {
	var out []sheetColumn
	for _, n := range names {
		out = append(out, sheetColumn{name: n})
	}
	return out
}

// createSheet makes a .csv, .xlsx or .json file; "" writes CSV to stdout. The
// file takes its name only when finish has been called. Notes are what a workbook
// tells of itself, besides who took it out and when.
func (a *app) createSheet(path, name string, notes ...[2]string) (s sheet, finish, abandon func() error, err error) {
	return a.createBook(path, name, excel.About{Notes: notes})
}

// createBook is createSheet for a workbook with a title or charts.
func (a *app) createBook(path, name string, about excel.About, charts ...excel.Chart) (s sheet, finish, abandon func() error, err error) {
	nothing := func() error { return nil }
	if path == "" {
		return newCSVSheet(a.stdout), nothing, nothing, nil
	}
	ext := strings.ToLower(filepath.Ext(path))
	if ext != ".csv" && ext != ".xlsx" && ext != ".json" {
		return nil, nil, nil, usage("%s: the name must end in .csv, .xlsx or .json", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tierloop-*")
	if err != nil {
		return nil, nil, nil, notWritten(path, err)
	}
	switch ext {
	case ".xlsx":
		about.By, about.At, about.Chinese = a.who(), a.clock.Now(), a.language() == "zh"
		s, err = newXLSXSheet(f, name, about, charts)
	case ".json":
		s = &jsonSheet{w: bufio.NewWriter(f), name: name}
	default:
		_, err = f.WriteString("\ufeff") // Excel takes the file for GBK without it
		s = newCSVSheet(f)
	}
	done := false
	finish = func() error {
		if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
			return notWritten(path, err)
		}
		done = true
		return os.Rename(f.Name(), path)
	}
	abandon = func() error {
		if done {
			return nil
		}
		_ = f.Close()
		return os.Remove(f.Name())
	}
	return s, finish, abandon, err
}

type csvSheet struct {
	w       *csv.Writer
	columns []sheetColumn
}

func newCSVSheet(w io.Writer) *csvSheet { return &csvSheet{w: csv.NewWriter(w)} }

func (s *csvSheet) head(columns []sheetColumn) error {
	s.columns = columns
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = formula.Quote(c.name)
	}
	return s.w.Write(names)
}

func (s *csvSheet) row(cells []string) error {
	for i, c := range cells {
		if cells[i] = formula.Quote(c); s.columns[i].number {
			cells[i] = formula.QuoteText(c) // numbers of sources may be no numbers
		}
	}
	return s.w.Write(cells)
}

func (s *csvSheet) close() error {
	s.w.Flush()
	return s.w.Error()
}

type xlsxSheet struct {
	out     io.Writer
	book    *excel.Book
	chinese bool
}

func newXLSXSheet(out io.Writer, name string, about excel.About, charts []excel.Chart) (*xlsxSheet, error) {
	book, err := excel.New(name, about)
	if err != nil {
		return nil, err
	}
	for _, c := range charts {
		book.Chart(c)
	}
	return &xlsxSheet{out, book, about.Chinese}, nil
}

func (s *xlsxSheet) head(columns []sheetColumn) error {
	list := make([]excel.Column, len(columns))
	for i, c := range columns {
		if zh, ok := excelZH[c.name]; ok && s.chinese {
			c.name = zh
		}
		if list[i] = (excel.Column{Name: c.name, Kind: c.kind}); c.number && c.kind == excel.Text {
			list[i].Kind = excel.Number
		}
	}
	return s.book.Head(list)
}

func (s *xlsxSheet) row(cells []string) error {
	if err := s.book.Row(cells); errors.Is(err, excel.ErrRows) {
		return usage("%v; export as .csv", err)
	} else if err != nil {
		return err
	}
	return nil
}

func (s *xlsxSheet) close() error { return s.book.Write(s.out) }

// jsonSheet is {"schema":"tierloop.export-NAME/v1","rows":[{…},…]}, a row a line.
type jsonSheet struct {
	w       *bufio.Writer
	name    string
	columns []sheetColumn
	n       int
}

func (s *jsonSheet) head(columns []sheetColumn) error {
	s.columns = columns
	_, err := fmt.Fprintf(s.w, `{"schema":"tierloop.export-%s/v1","rows":[`, s.name)
	return err
}

func (s *jsonSheet) row(cells []string) error {
	if s.n++; s.n > 1 {
		_ = s.w.WriteByte(',')
	}
	_, _ = s.w.WriteString("\n{")
	first := true
	for i, c := range cells {
		if c == "" {
			continue // absent, as everywhere
		}
		if !first {
			_ = s.w.WriteByte(',')
		}
		first = false
		key, _ := json.Marshal(s.columns[i].name)
		value, err := json.Marshal(c)
		if _, amount := model.ParseAmount(c); s.columns[i].number && amount == nil && json.Valid([]byte(c)) { // 007 is a text
			value = []byte(c)
		}
		if err != nil {
			return err
		}
		_, _ = s.w.Write(append(append(key, ':'), value...))
	}
	return s.w.WriteByte('}')
}

func (s *jsonSheet) close() error {
	_, _ = s.w.WriteString("\n]}\n")
	return s.w.Flush()
}

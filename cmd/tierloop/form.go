package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// form is a file that people fill in and send back: a template of ours, or any
// table with its columns. What is wrong with it is told by row and column, and
// the same file is written again with a column of errors.
type form struct {
	head   []string
	cols   []string // the field of each column
	rows   [][]string
	lines  []int
	faults map[int]formFault // by index of rows
}

type formFault struct{ column, text string }

// readForm reads a file whose columns are recognised by known; needed are the
// fields without which it is no such file.
func (a *app) readForm(path string, known []header, needed ...string) (*form, error) {
	return a.readFormBy(path, known, nil, needed...)
}

// readFormBy is readForm with columns named by hand, FIELD=COLUMN.
func (a *app) readFormBy(path string, known []header, columns []string, needed ...string) (*form, error) {
	byHand, err := columnMap(columns, known)
	if err != nil {
		return nil, err
	}
	t, err := openTable(path)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	f := &form{head: t.Header(), faults: map[int]formFault{}}
	if f.cols, err = columnsOf(path, f.head, known, byHand); err != nil {
		return nil, err
	}
	for _, want := range needed {
		if !slices.Contains(f.cols, want) {
			return nil, noColumn(path, want, f.head)
		}
	}
	var unreadable []badRow
	err = eachCell(path, t, func(b badRow) { unreadable = append(unreadable, b) }, func(line int, cells []string) error {
		f.rows, f.lines = append(f.rows, slices.Clone(cells)), append(f.lines, line)
		return nil
	})
	if err == nil && len(unreadable) > 0 {
		err = a.refused(path, unreadable)
	}
	return f, err
}

// row is the cells of a row by field, with the names of their columns.
func (f *form) row(i int) (cell, named map[string]string) {
	cell, named = map[string]string{}, map[string]string{}
	for k, v := range f.rows[i] {
		if k < len(f.cols) && f.cols[k] != "" {
			cell[f.cols[k]], named[f.cols[k]] = strings.TrimSpace(strings.TrimPrefix(v, "'")), f.head[k]
		}
	}
	return cell, named
}

// fault notes what is wrong with a cell of a row.
func (f *form) fault(i int, column, text string, args ...any) {
	f.faults[i] = formFault{column, fmt.Sprintf(text, args...)}
}

// bad lists the faults with row and column.
func (f *form) bad(path string) (out []badRow) {
	for i := range f.rows {
		if x, ok := f.faults[i]; ok {
			out = append(out, badRow{Where: fmt.Sprintf("%s:%d %s", path, f.lines[i], x.column), Reason: x.text})
		}
	}
	return out
}

// sendBack writes the file again with its faults, and refuses it. "" for to is
// NAME.errors.EXT.
func (a *app) sendBack(f *form, path, to string, numbers ...string) error {
	if to == "" {
		ext := filepath.Ext(path)
		to = strings.TrimSuffix(path, ext) + ".errors" + ext
	}
	if err := a.writeBack(f, to, numbers); err != nil {
		return err
	}
	a.note("带错误原因的文件：%s", "the file with its faults: %s", to)
	return a.refused(path, f.bad(path))
}

// writeBack writes the file again, with the fault of each row in its last column.
func (a *app) writeBack(f *form, path string, numbers []string) error {
	s, finish, abandon, err := a.createSheet(path, "errors")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	at := slices.Index(f.cols, "error")
	if at < 0 {
		at = len(f.head)
		f.head = append(f.head, a.say("错误原因", "error"))
	}
	var columns []sheetColumn
	for i, name := range f.head {
		columns = append(columns, sheetColumn{name: name, number: i < len(f.cols) && slices.Contains(numbers, f.cols[i])})
	}
	if err := s.head(columns); err != nil {
		return err
	}
	for i, cells := range f.rows {
		row := make([]string, len(f.head))
		copy(row, cells)
		row[at] = ""
		if x, ok := f.faults[i]; ok {
			row[at] = fmt.Sprintf("%s: %s", x.column, x.text)
		}
		if err := s.row(row); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	return finish()
}

// formColumns are the columns of a template: of each header the first name in
// English, the last in Chinese.
func (a *app) formColumns(known []header, numbers ...string) []sheetColumn {
	var out []sheetColumn
	for _, h := range known {
		name := h.names[0]
		if a.language() == "zh" {
			name = h.names[len(h.names)-1]
		}
		out = append(out, sheetColumn{name: name, number: slices.Contains(numbers, h.field)})
	}
	return out
}

// emptyForm writes a form with its columns and no row.
func (a *app) emptyForm(path, name string, known []header, numbers []string, notes ...[2]string) error {
	s, finish, abandon, err := a.createSheet(path, name, notes...)
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	if err := errors.Join(s.head(a.formColumns(known, numbers...)), s.close()); err != nil {
		return err
	}
	return finish()
}

var roundedNumber = regexp.MustCompile(`^-?\d(\.\d+)?[eE]\+?\d{2,}$`)

// rounded says whether an id is a long number that Excel took for a quantity: it
// keeps 15 digits and shows the rest as 1.23457E+17.
func rounded(id string) bool { return roundedNumber.MatchString(id) }

// roundedText is what to tell of such an id.
func (a *app) roundedText(id string) string {
	return fmt.Sprintf(a.say("%q 是被 Excel 当作数字舍入的编号；请将该列设为文本后重新填写", "%q is an id that Excel has rounded as a number; format the column as text and enter it again"), id)
}

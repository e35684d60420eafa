package file

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/connectors"
)

// xlsxReader reads a worksheet row by row. Each cell is read twice, as stored
// and as shown: only together do they tell a date from a number, and a number
// from a text of digits.
type xlsxReader struct {
	f          *excelize.File
	raw, shown *excelize.Rows
	line       int
	from1904   bool
}

// unpacked is how much a workbook of so many bytes may hold. Tables pack to a tenth or
// a thirtieth; what unpacks to a thousand times its size is made to fill a disk.
func unpacked(size int64) int64 { return min(2<<30, max(64<<20, 100*size)) }

func openXLSX(path, sheet string) (x *xlsxReader, err error) {
	defer func() {
		if p := recover(); p != nil { // a file that the library does not survive
			x, err = nil, fmt.Errorf("is no readable workbook: %v", p)
		}
	}()
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: unpacked(info.Size()), UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, fmt.Errorf("is no readable workbook: %w", err)
	}
	list := f.GetSheetList()
	if sheet == "" && len(list) > 0 {
		sheet = list[0]
	}
	x = &xlsxReader{f: f}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		x.from1904 = *p.Date1904
	}
	if x.raw, err = f.Rows(sheet); err == nil {
		x.shown, err = f.Rows(sheet)
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("has no sheet %q, %s", sheet, connectors.DidYouMean(sheet, list))
	}
	return x, nil
}

func (x *xlsxReader) close() {
	x.raw.Close()
	x.shown.Close()
	x.f.Close()
}

// next reads a row, io.EOF after the last.
func (x *xlsxReader) next() (r row, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("row %d of the workbook is damaged: %v", x.line, p)
		}
	}()
	if !x.raw.Next() || !x.shown.Next() {
		if err := x.raw.Error(); err != nil {
			return row{}, err
		}
		return row{}, io.EOF
	}
	x.line++
	raw, err := x.raw.Columns(excelize.Options{RawCellValue: true})
	if err != nil {
		return row{}, err
	}
	shown, err := x.shown.Columns()
	if err != nil {
		return row{}, err
	}
	r = row{line: x.line}
	for i, v := range raw {
		s := v
		if i < len(shown) {
			s = shown[i]
		}
		if len(v) > maxCell {
			r.bad, v, s = fmt.Sprintf("cell %d is longer than %d MB", i+1, maxCell>>20), "", ""
		}
		r.cells = append(r.cells, x.text(v, s))
	}
	return r, nil
}

var plainNumber = regexp.MustCompile(`^-?\d+(\.\d+)?([eE][+-]?\d+)?$`)

// text is the value of a cell: a date in ISO form, a switch as true or false, a
// number without the noise of its last binary digits, all else as stored.
func (x *xlsxReader) text(raw, shown string) string {
	if raw == shown || !plainNumber.MatchString(raw) {
		return raw
	}
	if shown == "TRUE" || shown == "FALSE" {
		return strings.ToLower(shown)
	}
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return raw
	}
	if d, ok := x.date(v, shown); ok {
		return d
	}
	if digits := strings.Trim(raw, "-0.eE+"); strings.ContainsAny(raw, ".") && len(digits) > 15 && !strings.ContainsAny(raw, "eE") {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	if isWhole := !strings.ContainsAny(raw, ".eE"); isWhole && len(strings.TrimLeft(raw, "-")) > 15 {
		// A number of more than 15 digits has lost its last ones; written as one
		// it is recognised as damaged where it is an id.
		return strconv.FormatFloat(v, 'E', -1, 64)
	}
	return raw
}

var (
	digitGroups = regexp.MustCompile(`\d+`)
	// shownNumber is a number in any dress: 12.00, ¥45,292.00, 12.5%.
	shownNumber = regexp.MustCompile(`^\D*\d[\d,]*(\.\d+)?\D*$`)
)

// date recognises a date by what is shown: it must be no number, and each group
// of its digits must be a part of the date and time that the value stands for.
func (x *xlsxReader) date(v float64, shown string) (string, bool) {
	if v < 0 || v >= 2_958_466 || shownNumber.MatchString(shown) { // 9999-12-31
		return "", false
	}
	t, err := excelize.ExcelDateToTime(v, x.from1904)
	if err != nil {
		return "", false
	}
	t = t.Round(time.Second)
	parts := []int{t.Year(), t.Year() % 100, int(t.Month()), t.Day(), t.Hour(), (t.Hour()+11)%12 + 1, t.Minute(), t.Second()}
	used := make([]bool, len(parts))
	groups := digitGroups.FindAllString(shown, -1)
	for _, g := range groups {
		n, err := strconv.Atoi(g)
		at := -1
		for i, p := range parts {
			if err == nil && at < 0 && p == n && !used[i] {
				at = i
			}
		}
		if at < 0 {
			return "", false
		}
		used[at] = true
	}
	switch {
	case len(groups) < 2:
		return "", false
	case v < 1:
		return t.Format(time.TimeOnly), true
	case strings.Contains(shown, ":") || t.Hour()+t.Minute()+t.Second() > 0:
		return t.Format(time.DateTime), true
	}
	return t.Format(time.DateOnly), true
}

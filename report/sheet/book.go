package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
)

// Kind is how the cells of a column are meant.
type Kind int

// The kinds. Cells are given as text; those of all kinds but Text are plain
// decimals, a Share of 0.25 is a quarter.
const (
	Text Kind = iota
	Count
	Money
	Share
	Number
)

// Column is one column of the data.
type Column struct {
	Name string
	Kind Kind
}

// About is what the workbook says of itself.
type About struct {
	// Title and the lines of Above stand over the header. A file that is to be
	// read back has none: its header is the first row.
	Title string
	Above []string
	// Notes are names and values for the sheet of notes, in their order.
	Notes [][2]string
	// By and At are who took the figures out and when: the watermark, which stands
	// in the foot of every printed page.
	By string
	At time.Time
	// Chinese picks the names of the further sheets.
	Chinese bool
}

// Rows is the number of rows that Excel can hold.
const Rows = 1_048_576

// ErrRows says that the data do not fit into a sheet.
var ErrRows = fmt.Errorf("a sheet of Excel holds %d rows", Rows)

// Book is a workbook under construction: Head, then Row for each row, then Chart
// for each chart, then Write.
type Book struct {
	about   About
	name    string
	file    *excelize.File
	w       *excelize.StreamWriter
	styles  styles
	columns []Column
	held    [][]string // rows that wait until the widths are known
	row     int        // the last row written
	header  int        // its row
	charts  []Chart
}

// New begins a workbook whose data stand in a sheet of that name.
func New(name string, about About) (*Book, error) {
	b := &Book{about: about, name: name, file: excelize.NewFile()}
	err := b.file.SetSheetName("Sheet1", name)
	if err == nil {
		err = b.file.SetDocProps(&excelize.DocProperties{Title: about.Title, Creator: about.By, Created: about.At.UTC().Format(time.RFC3339), Modified: about.At.UTC().Format(time.RFC3339)})
	}
	if err == nil {
		err = b.styles.make(b.file)
	}
	return b, err
}

// Head gives the columns.
func (b *Book) Head(columns []Column) error {
	b.columns = slices.Clone(columns)
	return nil
}

// sample is how many rows decide the widths of the columns.
const sample = 200

// Row adds a row, as long as the head.
func (b *Book) Row(cells []string) error {
	if b.w != nil {
		return b.put(cells)
	}
	b.held = append(b.held, slices.Clone(cells))
	if len(b.held) < sample {
		return nil
	}
	return b.begin()
}

// begin writes what stands above the data, and the rows that waited.
func (b *Book) begin() (err error) {
	if b.w, err = b.file.NewStreamWriter(b.name); err != nil {
		return err
	}
	for i := range b.columns {
		if err := b.w.SetColWidth(i+1, i+1, b.width(i)); err != nil {
			return err
		}
		if b.columns[i].Kind == Text { // what people type below stays as they typed it
			if err := b.w.SetColStyle(i+1, i+1, b.styles.of[Text]); err != nil {
				return err
			}
		}
	}
	above := 0
	if b.about.Title != "" {
		above = 1 + len(b.about.Above)
	}
	b.header = above + 1
	top := "A" + strconv.Itoa(b.header+1)
	if err := b.w.SetPanes(&excelize.Panes{Freeze: true, YSplit: b.header, TopLeftCell: top, ActivePane: "bottomLeft", Selection: []excelize.Selection{{SQRef: top, ActiveCell: top, Pane: "bottomLeft"}}}); err != nil {
		return err
	}
	if above > 0 {
		if err := b.w.SetRow("A1", []any{excelize.Cell{StyleID: b.styles.title, Value: b.about.Title}}, excelize.RowOpts{Height: 24}); err != nil {
			return err
		}
		for i, line := range b.about.Above {
			if err := b.w.SetRow("A"+strconv.Itoa(i+2), []any{excelize.Cell{StyleID: b.styles.aside, Value: line}}); err != nil {
				return err
			}
		}
	}
	head := make([]any, len(b.columns))
	for i, c := range b.columns {
		head[i] = excelize.Cell{StyleID: b.styles.head, Value: c.Name}
	}
	if err := b.w.SetRow("A"+strconv.Itoa(b.header), head, excelize.RowOpts{Height: 20}); err != nil {
		return err
	}
	b.row = b.header
	for _, cells := range b.held {
		if err := b.put(cells); err != nil {
			return err
		}
	}
	b.held = nil
	return nil
}

func (b *Book) put(cells []string) error {
	if b.row++; b.row > Rows {
		return ErrRows
	}
	out := make([]any, len(cells))
	for i, c := range cells {
		kind := Text
		if i < len(b.columns) {
			kind = b.columns[i].Kind
		}
		out[i] = excelize.Cell{StyleID: b.styles.of[kind], Value: value(kind, c)}
	}
	return b.w.SetRow("A"+strconv.Itoa(b.row), out)
}

// value is a number where the kind has numbers and the text is one.
func value(kind Kind, text string) any {
	if kind == Text || text == "" {
		return text
	}
	if v, err := strconv.ParseFloat(text, 64); err == nil {
		return v
	}
	return text
}

// Write ends the workbook.
func (b *Book) Write(out io.Writer) error {
	if b.w == nil {
		if err := b.begin(); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(max(1, len(b.columns)), b.row)
	if err == nil && len(b.columns) > 0 {
		err = b.file.AutoFilter(b.name, fmt.Sprintf("A%d:%s", b.header, last), nil)
	}
	if err == nil {
		err = b.page()
	}
	if err == nil {
		err = b.w.Flush()
	}
	if err == nil {
		err = b.drawCharts()
	}
	if err == nil {
		err = b.writeNotes()
	}
	if err == nil {
		err = b.file.Write(out)
	}
	return errors.Join(err, b.file.Close())
}

// page sets how the data are printed: the width of one page, the header on each,
// the watermark at the foot.
func (b *Book) page() error {
	wide, landscape := 1, "landscape"
	tall := 0
	if err := b.file.SetPageLayout(b.name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &wide, FitToHeight: &tall}); err != nil {
		return err
	}
	fit := true
	if err := b.file.SetSheetProps(b.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: b.name, RefersTo: fmt.Sprintf("'%s'!$%d:$%d", b.name, b.header, b.header)}); err != nil {
		return err
	}
	if b.about.By == "" {
		return nil
	}
	return b.file.SetHeaderFooter(b.name, &excelize.HeaderFooterOptions{OddFooter: "&L" + escapeFooter(b.Watermark()) + "&R&P / &N"})
}

package sheet

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"
)

// styles are the ids of the cell styles of a workbook.
type styles struct {
	title, aside, head, name int
	of                       [Number + 1]int // by kind
}

var formats = [Number + 1]string{Text: "@", Count: "#,##0", Money: "#,##0.00", Share: "0.0%", Number: "#,##0.00##"}

func (s *styles) make(f *excelize.File) (err error) {
	style := func(x excelize.Style) (id int) {
		if err == nil {
			id, err = f.NewStyle(&x)
		}
		return id
	}
	line := []excelize.Border{{Type: "bottom", Color: "C9D1DB", Style: 1}}
	s.title = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 15, Color: "1F2D3D"}})
	s.aside = style(excelize.Style{Font: &excelize.Font{Size: 9, Color: "6B7785"}})
	s.head = style(excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"33506E"}},
		Alignment: &excelize.Alignment{Vertical: "center"}, Border: line})
	s.name = style(excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top"}})
	for kind, format := range formats {
		s.of[kind] = style(excelize.Style{CustomNumFmt: &format})
	}
	return err
}

// The widths of columns, in digits of the standard font.
const (
	narrowest = 9
	widest    = 48
)

// width of a column is that of its widest cell among those that wait.
func (b *Book) width(column int) float64 {
	w := columns(b.columns[column].Name) + 3 // the button of the filter
	for _, cells := range b.held {
		n := columns(cells[column])
		if k := b.columns[column].Kind; k == Money || k == Count {
			n += n / 3 // the commas
		}
		w = max(w, n+1)
	}
	return float64(min(max(w, narrowest), widest))
}

// columns is how wide a text is: a Chinese character is as wide as two digits.
func columns(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// Watermark is who took the figures out and when.
func (b *Book) Watermark() string {
	if b.about.By == "" {
		return ""
	}
	return b.about.By + " · " + b.about.At.Format("2006-01-02 15:04 MST")
}

// escapeFooter doubles the sign that begins a code in the foot of a page.
func escapeFooter(s string) string { return strings.ReplaceAll(s, "&", "&&") }

package file

import (
	"bufio"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/internal/formula"
)

// saveResult writes the rows of one push as a file of their own and returns its
// path. Excel shall show a value that looks like a formula and never run it: in
// CSV such a value gets an apostrophe, in XLSX every cell is a text.
func (c *Connector) saveResult(o object, s *state, ids []string, fields map[string]bool) (string, error) {
	names := slices.Sorted(maps.Keys(fields))
	stamp := c.env.Clock.Now().UTC().Format("20060102T150405.000Z")
	path, err := freeName(c.out, "", o.name+"-tiers-"+stamp+"."+o.result)
	if err != nil {
		return "", err
	}
	return path, writeFile(path, func(b *bufio.Writer) error {
		if o.result == "csv" {
			return s.write(b, ids, names, formula.QuoteText)
		}
		f := excelize.NewFile()
		defer f.Close()
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i := range len(ids) + 1 {
			row := []any{s.idName}
			if i > 0 {
				row[0] = ids[i-1]
			}
			for _, name := range names {
				if i == 0 {
					row = append(row, name)
				} else {
					row = append(row, s.rows[ids[i-1]][name])
				}
			}
			cell, err := excelize.CoordinatesToCellName(1, i+1)
			if err != nil {
				return err
			}
			if err := w.SetRow(cell, row); err != nil {
				return err
			}
		}
		if err := w.Flush(); err != nil {
			return err
		}
		return f.Write(b)
	})
}

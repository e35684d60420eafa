package sheet

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// writeNotes adds the sheet that tells what the figures are.
func (b *Book) writeNotes() error {
	notes := b.about.Notes
	if b.about.By != "" {
		notes = append([][2]string{{b.say("导出人与时间", "Taken out by"), b.Watermark()}}, notes...)
	}
	if b.about.Title != "" {
		notes = append([][2]string{{b.say("标题", "Title"), b.about.Title}}, notes...)
	}
	if len(notes) == 0 {
		return nil
	}
	sheet := b.say("说明", "Notes")
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	if err := b.file.SetColWidth(sheet, "A", "A", 24); err != nil {
		return err
	}
	if err := b.file.SetColWidth(sheet, "B", "B", 96); err != nil {
		return err
	}
	wrapped, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &formats[Text], Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	for i, n := range notes {
		for col, style := range map[string]int{"A": b.styles.name, "B": wrapped} {
			cell, text := col+strconv.Itoa(i+1), n[0]
			if col == "B" {
				text = n[1]
			}
			if err := b.file.SetCellStr(sheet, cell, text); err != nil {
				return err
			}
			if err := b.file.SetCellStyle(sheet, cell, cell, style); err != nil {
				return err
			}
		}
	}
	return nil
}

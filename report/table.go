package report

import (
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// Kind is how the cells of a column are meant.
type Kind string

// The kinds of column. Money, Count, Share and Number are plain decimals; a
// Share of 0.25 is a quarter. A cell without a value is "".
const (
	Text   Kind = "text"
	Tier   Kind = "tier" // a tier's id, or new, gone, merged, split
	Count  Kind = "count"
	Money  Kind = "money" // in the base currency
	Share  Kind = "share"
	Number Kind = "number"
)

// Column is one column of a Table. ID is stable.
type Column struct {
	ID    string
	Label model.Text
	Kind  Kind
}

// Table is the answer to a question. Total, when there is one, is the last row.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]string
}

func column(id, zh, en string, kind Kind) Column {
	return Column{id, model.Text{ZH: zh, EN: en}, kind}
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// share is a part of a whole with four decimals, "" of nothing.
func share(part, whole float64) string {
	if whole == 0 {
		return ""
	}
	return strconv.FormatFloat(part/whole, 'f', 4, 64)
}

func decimals(v float64, n int) string { return strconv.FormatFloat(v, 'f', n, 64) }

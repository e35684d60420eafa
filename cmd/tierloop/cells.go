package main

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/tierloop/tierloop/mapping/clean"
)

// nothing is what programs write for a value that is not there. As a rule it is
// exact: Null is somebody's surname, NA a country.
var nothing = setOf(`NULL null (null) [null] NaN nan NAN NaT None NONE N/A n/a #N/A #VALUE! #REF! #NAME? <NA> \N unknown Unknown UNKNOWN 无 未知 不详 暂无`)

// void says that the cell of a field holds no value.
func void(field, v string) bool {
	v = strings.TrimSpace(v)
	if v == "" {
		return true
	}
	switch field {
	case "record_id", "source", "kind":
		return false
	case "name", "full_name", "first_and_surname", "name_en", "short_name", "former_name":
		return nothing[v] || clean.Placeholder(v)
	}
	return nothing[v] || strings.IndexFunc(v, content) < 0
}

func content(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '*' }

// whole takes off the fraction that programs give to whole numbers in a column with
// gaps: 2119.0. Of a name it may be a part.
func whole(field, v string) string {
	digits, ok := strings.CutSuffix(v, ".0")
	if !ok || strings.Trim(digits, "0123456789") != "" {
		return v
	}
	switch field {
	case "record_id", "source", "name", "full_name", "short_name", "former_name", "name_en":
		return v
	}
	return digits
}

// bornOn is a date of birth out of the columns of its parts. A column that is called
// birthday may hold the day alone.
func bornOn(whole, year, month, day string) string {
	if len(whole) <= 2 && year != "" {
		whole, day = "", cmp.Or(day, whole)
	}
	switch {
	case whole != "" || year == "":
		return whole
	case month == "":
		return year
	case day == "":
		return year + "-" + month
	}
	return year + "-" + month + "-" + day
}

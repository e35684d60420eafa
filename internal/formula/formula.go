// Package formula keeps spreadsheets from running text that somebody else wrote: a
// customer may be called =HYPERLINK(…).
package formula

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// starts are what makes a cell of a CSV file a formula, or hides that it is one; the
// wide forms are taken for the narrow ones by some spreadsheets (OWASP).
const starts = "=+-@\t\r\n\x00＝＋－＠"

var number = regexp.MustCompile(`^[+-]\d+(\.\d+)?$`)

// Quote puts a quote before text that a spreadsheet would run.
func Quote(text string) string {
	if first, size := utf8.DecodeRuneInString(text); size > 0 && strings.ContainsRune(starts, first) {
		return "'" + text
	}
	return text
}

// QuoteText is Quote where a number with a sign is a number.
func QuoteText(text string) string {
	if number.MatchString(text) {
		return text
	}
	return Quote(text)
}

package phrase

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Counted is fmt.Sprintf for sentences that count in English: of {row|rows} the
// first stands after a 1 and the second after any other number. The number is the
// blank before it, or the first one where none stands before.
//
//	Counted("%d {row|rows}", 1)                       → 1 row
//	Counted("{Line|Lines} 1 to %s {is|are} gone", n)  → Lines 1 to 12 are gone
func Counted(format string, args ...any) string {
	if !strings.Contains(format, "|") {
		return fmt.Sprintf(format, args...)
	}
	at, next := 0, 0 // the number that counts, and the blank after the last
	format = blank.ReplaceAllStringFunc(format, func(m string) string {
		if m[0] == '{' {
			one, many, _ := strings.Cut(m[1:len(m)-1], "|")
			if at < len(args) && fmt.Sprint(args[at]) == "1" {
				return one
			}
			return many
		}
		if m[len(m)-1] != '%' {
			if place := verb.FindStringSubmatch(m)[2]; place != "" {
				next, _ = strconv.Atoi(place) // digits, by the pattern
				next--
			}
			at, next = next, next+1
		}
		return m
	})
	return fmt.Sprintf(format, args...)
}

// Many is a format as it reads of any number but 1, for lists of sentences.
func Many(format string) string {
	return choice.ReplaceAllStringFunc(format, func(m string) string {
		_, many, _ := strings.Cut(m[1:len(m)-1], "|")
		return many
	})
}

// choice is one of two words, by the number before it; blank is a verb or a choice.
var (
	choice = regexp.MustCompile(`\{[^{}|]*\|[^{}|]*\}`)
	blank  = regexp.MustCompile(verb.String() + `|` + choice.String())
)

// either is the pattern that fits both words of a choice.
func either(choice string) string {
	one, many, _ := strings.Cut(choice[1:len(choice)-1], "|")
	return "(?:" + regexp.QuoteMeta(one) + "|" + regexp.QuoteMeta(many) + ")"
}

package scoring

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of an expression. col is its 1-based column in characters.
type token struct {
	kind tokenKind
	text string
	col  int
}

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenNumber
	tokenSpan // a number with a unit, such as 12m
	tokenName // a name, dots included, such as orders.amount
	tokenSign // an operator, a bracket or a comma
)

// syntaxError is a fault in an expression and where it is.
type syntaxError struct {
	col  int
	text string
	fix  string
}

func faultAt(col int, fix, format string, args ...any) *syntaxError {
	return &syntaxError{col: col, text: fmt.Sprintf(format, args...), fix: fix}
}

// lex splits an expression; the last token is always tokenEnd.
func lex(text string) ([]token, *syntaxError) {
	if !utf8.ValidString(text) {
		return nil, faultAt(1, "", "the expression is not valid UTF-8")
	}
	src := []rune(text)
	var out []token
	for i := 0; i < len(src); {
		c, start := src[i], i
		take := func(ok func(rune) bool) {
			for i < len(src) && ok(src[i]) {
				i++
			}
		}
		kind := tokenSign
		switch {
		case unicode.IsSpace(c):
			i++
			continue
		case c >= '0' && c <= '9':
			kind = tokenNumber
			take(func(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == '_' })
			if i < len(src) && unicode.IsLetter(src[i]) {
				kind = tokenSpan
				take(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
			}
		case unicode.IsLetter(c) || c == '_':
			kind = tokenName
			take(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '.' })
		case strings.ContainsRune("<>=!", c):
			i++
			take(func(r rune) bool { return r == '=' })
		case strings.ContainsRune("+-*/(),", c):
			i++
		default:
			return nil, faultAt(i+1, "", "%q has no meaning here", c)
		}
		out = append(out, token{kind, string(src[start:i]), start + 1})
	}
	return append(out, token{tokenEnd, "", len(src) + 1}), nil
}

package privacy

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind is what a person is known by.
type Kind string

// The kinds.
const (
	Phone      Kind = "phone"
	Email      Kind = "email"
	Identifier Kind = "identifier"
	Name       Kind = "name"
)

// Mark stands in a longer text for what was taken out of it. A text that said
// nothing else becomes empty.
const Mark = "[erased]"

// scanner takes a person out of texts. Erasing and pulling use the same one: the
// first knows the person, the second only hashes.
type scanner struct {
	// known says whether something, in its plain writing, is of the person.
	known func(kind Kind, plain string) bool
	names bool // are looked for
	// literal are looked for everywhere in a text, also inside of words.
	literal []string
}

type span struct{ from, to int }

// text returns the text without the person.
func (s scanner) text(text string) (string, bool) {
	if strings.ContainsAny(text, wide) {
		text = norm.NFKC.String(text)
	}
	spans := s.phones(nil, text)
	spans = s.emails(spans, text)
	spans = s.codes(spans, text)
	if s.names {
		spans = s.named(spans, text)
	}
	for _, words := range s.literal {
		spans = inside(spans, text, words)
	}
	if len(spans) == 0 {
		return text, false
	}
	return without(text, spans), true
}

// wide are the digits and the at of Chinese keyboards.
const wide = "０１２３４５６７８９＠"

// without puts Mark in the place of the spans.
func without(text string, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	at, left := 0, false
	for _, s := range spans {
		if s.to <= at {
			continue
		}
		between := text[at:max(s.from, at)]
		left = left || strings.ContainsFunc(between, word)
		b.WriteString(between)
		b.WriteString(Mark)
		at = s.to
	}
	if rest := text[at:]; left || strings.ContainsFunc(rest, word) {
		return b.String() + rest
	}
	return ""
}

func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// value is text over the leaves of decoded JSON. A number becomes null.
func (s scanner) value(v any) (any, bool) {
	hit := false
	switch v := v.(type) {
	case string:
		return s.text(v)
	case json.Number:
		if _, hit := s.text(v.String()); hit {
			return nil, true
		}
	case []any:
		for i, x := range v {
			if got, h := s.value(x); h {
				v[i], hit = got, true
			}
		}
	case map[string]any:
		for k, x := range v {
			if got, h := s.value(x); h {
				v[k], hit = got, true
			}
		}
	}
	return v, hit
}

// The digits of a phone number, and the longest run of separators inside it.
const (
	fewestDigits = 6
	mostDigits   = 17
	mostGap      = 2
	mostParts    = 6
)

// phones finds digits that may be parted by a few separators: 138-1234 2046.
func (s scanner) phones(out []span, text string) []span {
	var parts []span
	try := func() {
		for i := 0; i < len(parts); i++ {
			for j := min(len(parts), i+mostParts); j > i; j-- {
				if found, ok := s.phone(text, parts[i:j]); ok {
					out = append(out, found)
					i = j - 1
					break
				}
			}
		}
		parts = parts[:0]
	}
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && digit(text[i]) {
			i++
		}
		if n := len(parts); n > 0 && !gap(text[parts[n-1].to:from]) {
			try()
		}
		parts = append(parts, span{from, i})
	}
	try()
	return out
}

func (s scanner) phone(text string, parts []span) (span, bool) {
	n := 0
	for _, p := range parts {
		n += p.to - p.from
	}
	if n < fewestDigits || n > mostDigits {
		return span{}, false
	}
	digits := make([]byte, 0, mostDigits)
	for _, p := range parts {
		digits = append(digits, text[p.from:p.to]...)
	}
	from := parts[0].from
	if from > 0 && text[from-1] == '+' {
		from--
	}
	return span{from, parts[len(parts)-1].to}, s.known(Phone, plainPhone(string(digits)))
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

func gap(s string) bool { return len(s) <= mostGap && strings.Trim(s, " -.()/") == "" }

// plainPhone leaves out what is dialled before a number: 00, 86 and 0.
func plainPhone(digits string) string {
	d := strings.TrimLeft(digits, "0")
	if len(d) >= 12 && strings.HasPrefix(d, "86") {
		d = strings.TrimLeft(d[2:], "0")
	}
	return d
}

// emails finds addresses around each @.
func (s scanner) emails(out []span, text string) []span {
	for at := 0; at < len(text); at++ {
		if text[at] != '@' {
			continue
		}
		from, to := at, at+1
		for from > 0 && mailByte(text[from-1]) {
			from--
		}
		for to < len(text) && mailByte(text[to]) {
			to++
		}
		for to > at && text[to-1] == '.' {
			to--
		}
		if from < at && to > at+1 && s.known(Email, plainEmail(text[from:to])) {
			out = append(out, span{from, to})
		}
	}
	return out
}

func mailByte(b byte) bool {
	return digit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte("._%+-'", b) >= 0
}

func plainEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// codes finds numbers of identity cards, passports and licences.
func (s scanner) codes(out []span, text string) []span {
	for i := 0; i < len(text); {
		if !codeByte(text[i]) {
			i++
			continue
		}
		from, digits := i, 0
		for i < len(text) && codeByte(text[i]) {
			if digit(text[i]) {
				digits++
			}
			i++
		}
		if n := i - from; digits >= fewestDigits && n <= 40 && s.known(Identifier, strings.ToUpper(text[from:i])) {
			out = append(out, span{from, i})
		}
	}
	return out
}

func codeByte(b byte) bool {
	return digit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func plainCode(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && codeByte(byte(r)) {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// named finds names that stand alone or between marks.
func (s scanner) named(out []span, text string) []span {
	from := 0
	part := func(to int) {
		piece := text[from:to]
		trimmed := strings.TrimLeftFunc(piece, unicode.IsSpace)
		start := to - len(trimmed)
		trimmed = strings.TrimRightFunc(trimmed, unicode.IsSpace)
		if trimmed != "" && len(trimmed) <= 200 && s.known(Name, plainName(trimmed)) {
			out = append(out, span{start, start + len(trimmed)})
		}
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsSpace(r) || r == '·' || r == '\'' || r == '.' || r == '-' {
			continue
		}
		part(i)
		from = i + len(string(r))
	}
	part(len(text))
	return out
}

// inside finds a name within a text; one of letters that words are made of must
// not be a part of a word.
func inside(out []span, text, name string) []span {
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return out
		}
		i += from
		from = i + len(name)
		if latin(name[0]) && (i > 0 && latin(text[i-1]) || from < len(text) && latin(text[from])) {
			continue
		}
		out = append(out, span{i, from})
	}
}

func latin(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func plainName(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), " ")
}

package configs

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"

	"github.com/tierloop/tierloop/model"
)

var (
	wideColon = regexp.MustCompile(`^(?:- +)*([A-Za-z_][\w.-]*)：`)
	wideComma = regexp.MustCompile(`，[ \x{3000}]*([A-Za-z_][\w.-]*)(?:: |：|$)`)
)

// wideBlanks look like blanks and are none to YAML.
const wideBlanks = "\u3000\u00a0"

// wideQuotes open and close; to YAML they are letters of the value.
var wideQuotes = map[rune]rune{'“': '”', '‘': '’', '＂': '＂', '【': '】', '［': '］', '｛': '｝'}

// fullWidth reports punctuation of Chinese keyboards where YAML wants its own: it
// reads as part of a key or a value and what it says then is about something else.
// Inside plain quotes and blocks of text everything may stand.
func (d *Document) fullWidth(text string, tokens token.Tokens) (found bool) {
	lines := strings.Split(text, "\n")
	var open []token.Type // brackets
	for i, t := range tokens {
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			open = append(open, t.Type)
		case token.MappingEndType, token.SequenceEndType:
			open = open[:max(len(open)-1, 0)]
		}
		if t.Type != token.StringType || i > 0 && (tokens[i-1].Type == token.LiteralType || tokens[i-1].Type == token.FoldedType) {
			continue
		}
		entry := "" // what stands where a key belongs
		if len(open) > 0 && open[len(open)-1] == token.MappingStartType && tokens[i-1].Type != token.MappingValueType {
			entry = t.Value
		} else if n := t.Position.Line; len(open) == 0 && n >= 1 && n <= len(lines) {
			entry = strings.TrimLeft(lines[n-1], " \t"+wideBlanks)
		}
		key := i+1 < len(tokens) && tokens[i+1].Type == token.MappingValueType
		if text, fix := wide(t.Value, entry, key); text != "" {
			d.fail(t, model.Issue{Code: "E1010", Text: text, Fix: fix})
			found = true
		}
	}
	return found
}

// wide says what is wrong with an unquoted text; "" when nothing is.
func wide(value, entry string, key bool) (text, fix string) {
	if m := wideColon.FindStringSubmatch(entry); m != nil && strings.Contains(value, "：") {
		return fmt.Sprintf("a full-width colon stands after %q", m[1]), "write a plain colon and a blank"
	}
	if m := wideComma.FindStringSubmatch(value); m != nil && (key || !strings.HasSuffix(value, m[0])) {
		return fmt.Sprintf("a full-width comma stands before %q", m[1]), "write a plain comma and a blank"
	}
	if strings.Trim(value, wideBlanks) != value {
		return "a full-width or no-break blank stands beside this text", "write plain blanks; they look alike"
	}
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	if end, ok := wideQuotes[first]; ok && last == end && utf8.RuneCountInString(value) > 1 {
		return fmt.Sprintf("%c and %c are part of this text", first, last), `write plain quotes "…" or brackets […]; to keep these signs, put plain quotes around all of it`
	}
	return "", ""
}

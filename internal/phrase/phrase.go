// Package phrase says in 中文 what the rooms say in English: findings about rule
// files, reasons why a row was refused, what a gate found. Such sentences are made
// where nobody knows the reader, and many are stored; each is turned into the
// reader's language when it is shown, whenever it was written.
//
// The sentences stand in zh.txt, a line each: the English format as it is written
// in the code, a tab, and the Chinese one with the same blanks. A test reads the
// code and names what is missing.
package phrase

import (
	"cmp"
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed zh.txt
var chinese string

// In is a sentence in the language of the reader; one that is not known, such as
// what another system said, stays as it is.
func In(lang, text string) string {
	if lang != "zh" || text == "" {
		return text
	}
	if m := meant.FindStringSubmatch(text); m != nil {
		if m[1] == "" {
			return "是否想写 " + m[2] + "？"
		}
		return In(lang, m[1]) + "；是否想写 " + m[2] + "？"
	}
	t := read()
	if zh, plain := t.plain[text]; plain {
		return zh
	}
	for _, f := range t.formats {
		if !strings.HasPrefix(text, f.begins) {
			continue
		}
		if blanks := f.english.FindStringSubmatch(text); blanks != nil {
			return f.fill(blanks[1:])
		}
	}
	return text
}

// meant is the guess that stands at the end of many sentences.
var meant = regexp.MustCompile(`(?s)^(.*?)(?:[;,] | \(|^)did you mean (".*?")\?\)?$`)

// table is zh.txt as it is searched.
type table struct {
	plain   map[string]string
	formats []format // those with more letters of their own first
}

// format is a sentence with blanks.
type format struct {
	begins  string
	english *regexp.Regexp
	chinese string
	letters int
}

var read = sync.OnceValue(func() table {
	t := table{plain: map[string]string{}}
	for line := range strings.Lines(chinese) {
		en, zh, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok {
			continue // an empty line or a heading
		}
		if !strings.ContainsAny(en, "%|") {
			t.plain[en] = zh
			continue
		}
		t.formats = append(t.formats, parse(en, zh))
	}
	slices.SortStableFunc(t.formats, func(a, b format) int { return cmp.Compare(b.letters, a.letters) })
	return t
})

// Fit says a line in 中文 whose formats are given, and what follows it in the line:
// the places in brackets and, after a colon, what the other side said. ok is false
// for a line that is another.
func Fit(english, chinese, line string) (said, more string, ok bool) {
	f := parse(english, chinese)
	open := regexp.MustCompile(strings.TrimSuffix(f.english.String(), "$") + `((?: \([^()]*\))?(?:: .*)?)$`)
	blanks := open.FindStringSubmatch(line)
	if blanks == nil {
		return "", "", false
	}
	last := len(blanks) - 1
	more = blanks[last]
	if place, rest, found := strings.Cut(strings.TrimPrefix(more, " ("), ")"); found && strings.HasPrefix(more, " (") {
		more = "（" + place + "）" + rest
	}
	if at := strings.Index(more, ": "); at >= 0 {
		more = more[:at] + "：" + In("zh", more[at+2:])
	}
	return f.fill(blanks[1:last]), more, true
}

// verb is a blank as package fmt writes it, or the sign itself.
var verb = regexp.MustCompile(`%(\[(\d+)\])?[-+.0-9]*[a-zA-Z%]`)

func parse(en, zh string) format {
	f := format{chinese: zh}
	var pattern strings.Builder
	pattern.WriteString(`(?s)^`)
	at := 0
	own := func(text string) {
		if at == 0 {
			f.begins = text
		}
		f.letters += len(text)
		pattern.WriteString(regexp.QuoteMeta(text))
	}
	for _, m := range blank.FindAllStringIndex(en, -1) {
		own(en[at:m[0]])
		switch en[m[1]-1] {
		case '%':
			pattern.WriteString("%")
		case '}':
			pattern.WriteString(either(en[m[0]:m[1]]))
		case 'd':
			pattern.WriteString(`(-?\d+)`)
		default:
			pattern.WriteString(`(.*?)`)
		}
		at = m[1]
	}
	own(en[at:])
	f.english = regexp.MustCompile(pattern.String() + "$")
	return f
}

// fill puts the blanks into the Chinese sentence. What fills them may be a sentence
// as well, such as the error inside another.
func (f format) fill(blanks []string) string {
	next := 0
	return verb.ReplaceAllStringFunc(f.chinese, func(v string) string {
		if v == "%%" {
			return "%"
		}
		at := next
		if m := verb.FindStringSubmatch(v); m[2] != "" {
			n, _ := strconv.Atoi(m[2]) // digits, by the pattern
			at = n - 1
		}
		next = at + 1
		if at >= len(blanks) {
			return v
		}
		return In("zh", blanks[at])
	})
}

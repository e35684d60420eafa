package configs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/tierloop/tierloop/connectors"
)

// excerptWidth is how many characters of a line are shown on each side of the column.
const excerptWidth = 80

// excerpt shows the line and the one before it, with a caret under the column.
func (d *Document) excerpt(line, column int) string {
	if line < 1 || line > len(d.lines) {
		return ""
	}
	from := 0
	if column > excerptWidth {
		from = column - excerptWidth
	}
	var b strings.Builder
	for l := max(1, line-1); l <= line; l++ {
		text := []rune(d.lines[l-1])
		shown, _ := display(window(text, from, from+2*excerptWidth))
		fmt.Fprintf(&b, "  %4d │ %s\n", l, shown)
	}
	_, before := display(window([]rune(d.lines[line-1]), from, column-1))
	fmt.Fprintf(&b, "       │ %s^\n", strings.Repeat(" ", before))
	return b.String()
}

// window is the text between two columns, with a sign where it was cut.
func window(text []rune, from, to int) []rune {
	out := slices.Clone(text[min(from, len(text)):min(to, len(text))])
	if from > 0 && len(out) > 0 {
		out[0] = '…'
	}
	if to < len(text) && to-from == 2*excerptWidth {
		out = append(out, '…')
	}
	return out
}

// display renders text for a terminal and counts the cells that it takes: a
// tab four, a wide character two. Control and direction characters are shown
// as one replacement character.
func display(text []rune) (string, int) {
	var b strings.Builder
	cells := 0
	for _, r := range text {
		switch {
		case r == '\t':
			b.WriteString("    ")
			cells += 4
			continue
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == utf8.RuneError:
			r = '�'
			cells++
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case isWide(r):
			cells += 2
		default:
			cells++
		}
		b.WriteRune(r)
	}
	return b.String(), cells
}

func isWide(r rune) bool {
	k := width.LookupRune(r).Kind()
	return k == width.EastAsianWide || k == width.EastAsianFullwidth
}

// passwordInURL finds the password, or the reference to it, of a DSN or URL.
var passwordInURL = regexp.MustCompile(`(?:^|//|[\s"'])[^\s:/@"']*:([^\s"'/][^\s"']*)@`)

// secretKey is a key whose value is a secret by its name.
var secretKey = regexp.MustCompile(`(?i)(?:^|_)(?:` + secretWords + `)$`)

const secretWords = `password|passwd|secret|token|api_?key|access_?key|private_?key|secret_?key|credentials_json`

// pathInURL finds what stands behind the host of a hook, which is its secret.
var pathInURL = regexp.MustCompile(`(?:^|[\s{,"'])url["']?\s*:\s*["']?https?://[^/\s"']+/([^\s"']+)`)

// masked splits text into lines in which no secret written in clear is legible.
// It looks at names, not at the structure, because excerpts are shown of files
// that are no valid YAML too. Columns stay as they are.
func masked(text string) []string {
	lines := strings.Split(text, "\n")
	secret := secretOption()
	for i, l := range lines {
		lines[i] = hide(hide(hide(l, secret), passwordInURL), pathInURL)
	}
	return lines
}

// secretOption finds the values of the options that hold secrets of any system.
func secretOption() *regexp.Regexp {
	names := []string{`\w*(?:` + secretWords + `)`, "identity", "sign"}
	for _, t := range connectors.Types() {
		for _, o := range slices.Concat(t.Options, t.ObjectOptions) {
			if o.Secret && o.Name != "dsn" { // its password is found by its form
				names = append(names, regexp.QuoteMeta(o.Name))
			}
		}
	}
	return regexp.MustCompile(`(?:^|[\s{,"'])(?:` + strings.Join(names, "|") + `)["']?\s*:\s+["']?([^\s"'$][^,}]*)`)
}

// hide replaces the first group of every match, an asterisk for a character.
func hide(line string, find *regexp.Regexp) string {
	var b strings.Builder
	end := 0
	for _, m := range find.FindAllStringSubmatchIndex(line, -1) {
		if strings.HasPrefix(line[m[2]:], "${") {
			continue
		}
		b.WriteString(line[end:m[2]] + strings.Repeat("*", utf8.RuneCountInString(line[m[2]:m[3]])))
		end = m[3]
	}
	return b.String() + line[end:]
}

package bridge

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	shownMost = 2_000 // bytes of a line of a log
	tellMost  = 500   // bytes of the line that tells of an error
)

// relay writes standard error to our log, without secrets, and returns the last
// line that tells of an error, else the last line.
func (p *Program) relay(in io.Reader) string {
	r := bufio.NewReaderSize(in, 64<<10)
	var last, bad string
	for {
		text, err := r.ReadString('\n')
		if text = strings.TrimSpace(text); text != "" {
			text = p.Masked(short(text, shownMost))
			last = text
			if tells(text) {
				bad = text
			}
			p.Log.Debug("program", "says", text)
		}
		if err != nil {
			break
		}
	}
	if bad == "" {
		bad = last
	}
	return short(bad, tellMost)
}

// tells says whether a line of a log, or the last of a traceback, is an error.
func tells(line string) bool {
	head, _, _ := strings.Cut(line, " ")
	word := strings.ToUpper(strings.Trim(head, "[]:"))
	return word == "CRITICAL" || word == "FATAL" || word == "ERROR" || strings.HasSuffix(strings.TrimSuffix(head, ":"), "Error") || strings.HasSuffix(strings.TrimSuffix(head, ":"), "Exception")
}

// Masked takes the secrets out of a text.
func (p *Program) Masked(text string) string {
	for _, s := range p.Hide {
		if len(s) > 3 {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return text
}

func short(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}

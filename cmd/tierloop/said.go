package main

import (
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
)

// said is what a room said in English, in the language of the reader: a sentence, or
// the line of a fault, which begins with its code.
func said(lang, text string) string {
	code, rest, _ := strings.Cut(text, " ")
	e := fault.Lookup(code)
	if lang != "zh" || e.Exit == fault.ExitBug && e.EN == fault.Lookup("").EN {
		return phrase.In(lang, text)
	}
	if zh, more, ok := phrase.Fit(e.EN, e.ZH, rest); ok {
		return code + " " + zh + more
	}
	return text
}

// said is the same in the language of the terminal.
func (a *app) said(text string) string { return said(a.language(), text) }

// faultText is a fault over several lines; what a connector advises is in the language
// of the reader too.
func faultText(f *fault.Fault, lang string) string {
	shown := *f
	shown.Fix = said(lang, f.Fix)
	return shown.Text(lang)
}

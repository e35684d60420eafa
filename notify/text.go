package notify

import (
	"fmt"
	"strings"
)

// words of a message, by language.
var words = map[string]map[string]string{
	"zh": {"more": "另有 %d 个问题", "fix": "处理", "run": "运行", "info": "正常", "warning": "警告", "critical": "严重"},
	"en": {"more": "%d more", "fix": "fix", "run": "run", "info": "ok", "warning": "warning", "critical": "critical"},
}

func word(lang, name string) string {
	w, ok := words[lang]
	if !ok {
		w = words["en"]
	}
	return w[name]
}

// marks are how a platform writes what stands out.
type marks struct {
	title, bold, quote func(string) string
	level              func(Level, string) string
	escape             *strings.Replacer
	line               string // what ends a line
}

// written is the message in marks, title first.
func written(m Message, lang string, k marks) string {
	var b strings.Builder
	put := func(s string) { b.WriteString(s + k.line) }
	text := func(s string) string { return k.escape.Replace(s) }
	put(k.title(k.level(m.Level, text(m.Title.In(lang)))))
	shown, left := m.spelled()
	for _, p := range shown {
		where := p.Code
		if p.Where != "" {
			where += " " + p.Where
		}
		put(k.quote(k.level(p.Level, text(where)) + " " + text(p.Text.In(lang))))
		if fix := p.Fix.In(lang); fix != "" {
			put(k.quote(text(word(lang, "fix") + ": " + fix)))
		}
	}
	if left > 0 {
		put(k.quote(fmt.Sprintf(word(lang, "more"), left)))
	}
	for _, f := range m.Facts {
		put(k.bold(text(f.Name.In(lang))) + " " + text(f.Value.In(lang)))
	}
	if m.Run != "" {
		put(text(word(lang, "run") + " " + m.Run))
	}
	return strings.TrimRight(b.String(), "\n")
}

func plain(s string) string { return s }

// plainMarks write no marks at all.
var plainMarks = marks{title: plain, bold: plain, quote: func(s string) string { return "- " + s }, level: func(_ Level, s string) string { return s },
	escape: strings.NewReplacer("\n", " ", "\r", " "), line: "\n"}

package clean

import (
	"regexp"
	"slices"
	"strings"
)

// alsoKnown stands between the names of one company in Latin letters.
var alsoKnown = regexp.MustCompile(`(?i)[\s,(\[]+(?:d/b/a|dba|d\.b\.a\.|t/a|a/k/a|aka|f/k/a|fka|n/k/a|formerly known as|formerly|now known as|also known as|doing business as|trading as|operating as)[\s:]+`)

// knownHints are quick to look for: a name without any has no second one.
var knownHints = [...]string{"/a", "/A", "ka ", "KA ", "dba ", "DBA ", "d.b.a", "D.B.A", "nown ", "NOWN ", "ormerly", "ORMERLY", "ing as ", "ING AS "}

// latinAlias keeps a second name that is written behind the first (Acme Inc. dba Foo,
// Bar Ltd (formerly Baz Ltd)) and returns the first.
func (n *Name) latinAlias(s string) string {
	if len(s) > 4 && strings.EqualFold(s[:3], "m/s") && strings.IndexByte(" .", s[3]) >= 0 {
		s = s[4:] // Messrs
	}
	if !slices.ContainsFunc(knownHints[:], func(h string) bool { return strings.Contains(s, h) }) {
		return s
	}
	at := alsoKnown.FindStringIndex(s)
	if at == nil {
		return s
	}
	first, second := strings.TrimSpace(s[:at[0]]), latinWords(s[at[1]:])
	if latinWords(first) == "" || second == "" {
		return s
	}
	if strings.Count(first, "(") > strings.Count(first, ")") {
		first = strings.Replace(first, "(", " ", 1)
	}
	n.Alias = second
	return first
}

// eastern are forms in brackets, as they are written for short.
var eastern = [...][2]string{{"(株)", "株式会社"}, {"(有)", "有限会社"}, {"(주)", "주식회사"}, {"(유)", "유한회사"}}

// easternForm writes such a form at an end of a name in full behind it.
func easternForm(s string) string {
	for _, f := range eastern {
		if t, ok := strings.CutPrefix(s, f[0]); ok && t != "" {
			return t + f[1]
		}
		if t, ok := strings.CutSuffix(s, f[0]); ok && t != "" {
			return t + f[1]
		}
	}
	return s
}

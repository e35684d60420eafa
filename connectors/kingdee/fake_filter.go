package kingdee

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeCondition says whether a row fits; cell reads a field of it.
type fakeCondition func(cell func(key string) any) bool

var fakeToken = regexp.MustCompile(`\s*(?:([A-Za-z_][A-Za-z0-9_.]*)|('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|(>=|<=|<>|!=|[=<>(),]))`)

// fakeFilter reads a FilterString, which is like SQL [M]: comparisons, in, like,
// is null, and, or, brackets.
type fakeFilter struct {
	tokens []string
	fields []string // every field named
	above  int64    // a lower bound on the key that all rows have to keep, for speed alone
	form   *fakeForm
}

// condition parses the whole text; a nil condition fits every row.
func (p *fakeFilter) condition(text string) (fakeCondition, *fakeError) {
	bad := &fakeError{code: 4, text: "当前查询串无法解析--" + text, plain: true}
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		m := fakeToken.FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 {
			return nil, bad
		}
		p.tokens = append(p.tokens, strings.TrimSpace(rest[:m[1]]))
		rest = rest[m[1]:]
	}
	if len(p.tokens) == 0 {
		return nil, nil
	}
	c, failed := p.or(true)
	if failed != nil {
		return nil, failed
	}
	if c == nil || len(p.tokens) > 0 {
		return nil, bad
	}
	return c, nil
}

func (p *fakeFilter) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *fakeFilter) take() string {
	t := p.peek()
	if t != "" {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *fakeFilter) or(top bool) (fakeCondition, *fakeError) {
	left, bad := p.and(top)
	for bad == nil && left != nil && strings.EqualFold(p.peek(), "or") {
		p.take()
		p.above = 0
		var right fakeCondition
		if right, bad = p.and(false); right == nil {
			return nil, bad
		}
		l := left
		left = func(cell func(string) any) bool { return l(cell) || right(cell) }
	}
	return left, bad
}

func (p *fakeFilter) and(top bool) (fakeCondition, *fakeError) {
	left, bad := p.one(top)
	for bad == nil && left != nil && strings.EqualFold(p.peek(), "and") {
		p.take()
		var right fakeCondition
		if right, bad = p.one(top); right == nil {
			return nil, bad
		}
		l := left
		left = func(cell func(string) any) bool { return l(cell) && right(cell) }
	}
	return left, bad
}

// one is a bracket or a comparison; nil without an error is a text that cannot
// be parsed.
func (p *fakeFilter) one(top bool) (fakeCondition, *fakeError) {
	if p.peek() == "(" {
		p.take()
		c, bad := p.or(false)
		if p.take() != ")" {
			return nil, bad
		}
		return c, bad
	}
	key := p.take()
	if key == "" || !(key[0] == '_' || key[0] >= 'A') {
		return nil, nil
	}
	p.fields = append(p.fields, key)
	op := strings.ToLower(p.take())
	switch op {
	case "is":
		not := strings.EqualFold(p.peek(), "not")
		if not {
			p.take()
		}
		if !strings.EqualFold(p.take(), "null") {
			return nil, nil
		}
		return func(cell func(string) any) bool { return (cell(key) == nil) != not }, nil
	case "in":
		var values []string
		if p.take() != "(" {
			return nil, nil
		}
		for {
			v, bad := p.literal(key)
			if bad != nil || v == nil {
				return nil, bad
			}
			values = append(values, *v)
			switch p.take() {
			case ")":
				set := map[string]bool{}
				for _, v := range values {
					set[v] = true
				}
				return func(cell func(string) any) bool { v := cell(key); return v != nil && set[sandbox.Text(v)] }, nil
			case ",":
			default:
				return nil, nil
			}
		}
	}
	v, bad := p.literal(key)
	if bad != nil || v == nil || !strings.Contains(" = <> != > >= < <= like ", " "+op+" ") {
		return nil, bad
	}
	if top && op == ">" && key == p.form.pk {
		p.above, _ = strconv.ParseInt(*v, 10, 64)
	}
	return func(cell func(string) any) bool { return fits(cell(key), op, *v) }, nil
}

// literal is a text in quotes, doubled inside, or a number. A number field
// against a quoted text makes an SQL that is none (public notes on a live one).
func (p *fakeFilter) literal(key string) (*string, *fakeError) {
	t := p.take()
	if t == "" {
		return nil, nil
	}
	quoted := t[0] == '\''
	if quoted {
		t = strings.ReplaceAll(t[1:len(t)-1], "''", "'")
	} else if t[0] != '-' && (t[0] < '0' || t[0] > '9') {
		return nil, nil
	}
	if quoted && p.form.isNumber(key) {
		return nil, &fakeError{code: 6, text: "在将 varchar 转换为数据类型 int 时失败", plain: true}
	}
	return &t, nil
}

// fits compares by time, by number or as text; null fits nothing.
func fits(v any, op, want string) bool {
	if v == nil {
		return false
	}
	have := sandbox.Text(v)
	if op == "like" {
		re := "(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(want), "%", ".*") + "$"
		ok, err := regexp.MatchString(re, have)
		return err == nil && ok
	}
	c := strings.Compare(have, want)
	if a, err := strconv.ParseFloat(have, 64); err == nil {
		if b, err := strconv.ParseFloat(want, 64); err == nil {
			c = int(min(1, max(-1, (a-b)*1e9)))
		}
	}
	if a, ok := fakeInstant(have); ok {
		if b, ok := fakeInstant(want); ok {
			c = a.Compare(b)
		}
	}
	switch op {
	case "=":
		return c == 0
	case "<>", "!=":
		return c != 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	}
	return c <= 0
}

func fakeInstant(s string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

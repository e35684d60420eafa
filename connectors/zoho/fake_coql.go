package zoho

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// fakeQuery is a parsed COQL query: the part of the language that this fake
// speaks is select … from … where … order by … limit, with the comparators
// = != > >= < <= in, not in, is null and is not null.
type fakeQuery struct {
	columns       []string
	module        string
	where         *fakeTerm
	orders        []fakeOrder
	offset, limit int
	criteria      int
}

type fakeOrder struct {
	column string
	desc   bool
}

// fakeTerm is a criterion, or two terms joined by and/or.
type fakeTerm struct {
	join        string
	left, right *fakeTerm

	column, op string
	values     []fakeWord
}

// fakeWord is one token: of kind word, number, text, sign or end.
type fakeWord struct{ kind, text string }

// coqlParser reads words; the first error stays.
type coqlParser struct {
	words []fakeWord
	at    int
	bad   *fakeRefusal
}

func parseCOQL(text string) (*fakeQuery, *fakeRefusal) {
	p := &coqlParser{words: words(text)}
	q := &fakeQuery{limit: 200} // the default [help]
	p.keyword("select")
	q.columns = p.list()
	p.keyword("from")
	q.module = p.name()
	p.keyword("where") // required [spec]
	q.where = p.term(q)
	if p.accept("order") {
		p.keyword("by")
		for {
			o := fakeOrder{column: p.name()}
			o.desc = p.accept("desc")
			if !o.desc {
				p.accept("asc")
			}
			q.orders = append(q.orders, o)
			if !p.sign(",") {
				break
			}
		}
	}
	if p.accept("limit") {
		q.limit = p.number()
		if p.sign(",") {
			q.offset, q.limit = q.limit, p.number()
		} else if p.accept("offset") {
			q.offset = p.number()
		}
	}
	if p.peek().kind != "end" {
		p.fail("the query goes on")
	}
	return q, p.bad
}

// term reads one criterion or a pair; more than two have to be bracketed in
// pairs [help].
func (p *coqlParser) term(q *fakeQuery) *fakeTerm {
	left := p.single(q)
	for _, join := range []string{"and", "or"} {
		if p.accept(join) {
			t := &fakeTerm{join: join, left: left, right: p.single(q)}
			if w := strings.ToLower(p.peek().text); p.peek().kind == "word" && (w == "and" || w == "or") {
				p.fail("criteria must be bracketed in pairs")
			}
			return t
		}
	}
	return left
}

func (p *coqlParser) single(q *fakeQuery) *fakeTerm {
	if p.bad != nil {
		return &fakeTerm{}
	}
	if p.sign("(") {
		t := p.term(q)
		if !p.sign(")") {
			p.fail("a bracket is missing")
		}
		return t
	}
	q.criteria++
	t := &fakeTerm{column: p.name()}
	switch {
	case p.accept("is"):
		t.op = "null"
		if p.accept("not") {
			t.op = "not null"
		}
		p.keyword("null")
	case p.accept("not"):
		p.keyword("in")
		t.op, t.values = "not in", p.values()
	case p.accept("in"):
		t.op, t.values = "in", p.values()
	default:
		t.op = p.next().text
		if !slices.Contains([]string{"=", "!=", ">", ">=", "<", "<="}, t.op) {
			p.fail("unknown comparator")
		}
		t.values = []fakeWord{p.value()}
	}
	return t
}

func (p *coqlParser) values() []fakeWord {
	if !p.sign("(") {
		p.fail("a bracket is missing")
	}
	out := []fakeWord{p.value()}
	for p.sign(",") {
		out = append(out, p.value())
	}
	if !p.sign(")") {
		p.fail("a bracket is missing")
	}
	return out
}

func (p *coqlParser) value() fakeWord {
	w := p.next()
	if w.kind != "number" && w.kind != "text" {
		p.fail("a value is missing")
	}
	return w
}

func (p *coqlParser) list() []string {
	out := []string{p.name()}
	for p.sign(",") {
		out = append(out, p.name())
	}
	return out
}

func (p *coqlParser) name() string {
	w := p.next()
	// Reserved words are names only in quotes, which this fake does not read [help].
	if w.kind != "word" || slices.Contains([]string{"external", "group", "order", "limit", "select", "from", "where", "and", "or", "in", "is", "not", "null"}, strings.ToLower(w.text)) {
		p.fail("a name is missing")
	}
	return w.text
}

func (p *coqlParser) number() int {
	n, err := strconv.Atoi(p.next().text)
	if err != nil {
		p.fail("a number is missing")
	}
	return n
}

func (p *coqlParser) peek() fakeWord { return p.words[min(p.at, len(p.words)-1)] }
func (p *coqlParser) next() fakeWord { w := p.peek(); p.at++; return w }

// accept takes a keyword; their case does not matter [help].
func (p *coqlParser) accept(word string) bool {
	if w := p.peek(); w.kind != "word" || !strings.EqualFold(w.text, word) {
		return false
	}
	p.at++
	return true
}

func (p *coqlParser) keyword(word string) {
	if !p.accept(word) {
		p.fail(word + " is missing")
	}
}

func (p *coqlParser) sign(s string) bool {
	if w := p.peek(); w.kind != "sign" || w.text != s {
		return false
	}
	p.at++
	return true
}

func (p *coqlParser) fail(why string) {
	if p.bad == nil {
		p.bad = refuse(400, "SYNTAX_ERROR", "error occurred while parsing the query: "+why,
			map[string]any{"line": 1, "column": p.at, "near": p.peek().text}) // [spec]
	}
}

func words(text string) []fakeWord {
	var out []fakeWord
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case c == '\'':
			j := i + 1
			for j < len(text) && (text[j] != '\'' || j+1 < len(text) && text[j+1] == '\'') { // doubled inside [help]
				if text[j] == '\'' {
					j++
				}
				j++
			}
			out = append(out, fakeWord{"text", strings.ReplaceAll(text[i+1:min(j, len(text))], "''", "'")})
			i = j + 1
		case strings.IndexByte("(),", c) >= 0:
			out = append(out, fakeWord{"sign", string(c)})
			i++
		case strings.IndexByte("<>=!", c) >= 0:
			n := 1
			if i+1 < len(text) && text[i+1] == '=' {
				n = 2
			}
			out = append(out, fakeWord{"sign", text[i : i+n]})
			i += n
		default:
			j := i
			for j < len(text) && strings.IndexByte(" \t\n'(),<>=!", text[j]) < 0 {
				j++
			}
			kind := "word"
			if c >= '0' && c <= '9' || c == '-' {
				kind = "number"
			}
			out = append(out, fakeWord{kind, text[i:j]})
			i = j
		}
	}
	return append(out, fakeWord{"end", ""})
}

// check holds the documented limits and the names against the module [help].
func (q *fakeQuery) check(m *fakeModule) *fakeRefusal {
	over := func(clause string, most int) *fakeRefusal {
		return refuse(400, "LIMIT_EXCEEDED", fmt.Sprintf("%s takes at most %d", clause, most), map[string]any{"clause": clause, "limit": most})
	}
	seen := map[string]bool{}
	switch {
	case len(q.columns) > 50:
		return over("select", 50)
	case q.criteria > 25:
		return over("where", 25)
	case len(q.orders) > 10:
		return over("order by", 10)
	case q.limit > 2000 || q.limit < 1:
		return over("limit", 2000)
	case q.offset+q.limit > 100_000:
		return over("offset", 100_000)
	}
	for _, o := range q.orders {
		if seen[o.column] {
			return refuse(400, "DUPLICATE_DATA", "a column occurs twice", map[string]any{"clause": "order by", "column_name": o.column})
		}
		seen[o.column] = true
		if m.selectable(o.column) == "" {
			return noColumn(o.column)
		}
	}
	for _, c := range q.columns {
		if m.selectable(c) == "" {
			return noColumn(c)
		}
	}
	return q.where.check(m)
}

func noColumn(name string) *fakeRefusal {
	return refuse(400, "INVALID_QUERY", "the column given seems to be invalid", map[string]any{"column_name": name})
}

func (t *fakeTerm) check(m *fakeModule) *fakeRefusal {
	if t.join != "" {
		if bad := t.left.check(m); bad != nil {
			return bad
		}
		return t.right.check(m)
	}
	kind := m.selectable(t.column)
	switch {
	case kind == "" || kind == "textarea": // multi-line fields are no criteria [help]
		return noColumn(t.column)
	case len(t.values) > 50:
		return refuse(400, "LIMIT_EXCEEDED", "in takes at most 50 values", map[string]any{"clause": "in", "limit": 50})
	}
	for _, v := range t.values {
		if _, ok := keyOf(kind, v.text); !ok || kind == "datetime" && v.kind != "text" {
			return refuse(400, "INVALID_QUERY", "the value given seems to be invalid", map[string]any{"column_name": t.column})
		}
	}
	return nil
}

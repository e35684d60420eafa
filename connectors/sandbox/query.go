package sandbox

import (
	"slices"
	"strconv"
	"strings"
)

// Query is a query of the SQL-like language that a vendor's API takes: select …
// from … where … order by … limit. What names and values mean, and the limits,
// are the fake's own matter.
type Query struct {
	Columns       []string
	From          string
	Where         *Term // nil without conditions
	Orders        []Order
	Offset, Limit int
}

// Order is one column of the order.
type Order struct {
	Column string
	Desc   bool
}

// Term is a criterion, or two terms joined by and/or.
type Term struct {
	Join        string // "and", "or"; "" for a criterion
	Left, Right *Term

	Column string
	Op     string // = != > >= < <= in, not in, null, not null
	Values []Word
}

// Word is one token: of kind word, number, text, sign or end.
type Word struct{ Kind, Text string }

// Dialect is how vendors' languages differ.
type Dialect struct {
	Limit    int      // of a query that says none
	Where    bool     // conditions are required
	Pairs    bool     // more than two criteria have to be bracketed in pairs
	Escape   byte     // before a quote inside a text: a quote or a backslash
	Reserved []string // words that are no names
	Bare     []string // words that are values
}

// QueryError is where a query breaks the language.
type QueryError struct {
	Word int // its number
	Near string
	Why  string
}

var keywords = []string{"select", "from", "where", "and", "or", "in", "is", "not", "null", "order", "by", "limit"}

// parser reads words; the first error stays.
type parser struct {
	Dialect
	words []Word
	at    int
	bad   *QueryError
}

// ParseQuery reads a query, or says where it breaks the language.
func ParseQuery(text string, d Dialect) (*Query, *QueryError) {
	p := &parser{Dialect: d, words: d.split(text)}
	q := &Query{Limit: d.Limit}
	p.keyword("select")
	q.Columns = p.list()
	p.keyword("from")
	q.From = p.name()
	if p.accept("where") {
		q.Where = p.term()
	} else if d.Where {
		p.fail("where is missing")
	}
	if p.accept("order") {
		p.keyword("by")
		q.Orders = p.orders()
	}
	if p.accept("limit") {
		q.Limit = p.number()
		if p.sign(",") {
			q.Offset, q.Limit = q.Limit, p.number()
		} else if p.accept("offset") {
			q.Offset = p.number()
		}
	}
	if p.peek().Kind != "end" {
		p.fail("the query goes on")
	}
	return q, p.bad
}

func (p *parser) orders() (out []Order) {
	for {
		o := Order{Column: p.name()}
		if o.Desc = p.accept("desc"); !o.Desc {
			p.accept("asc")
		}
		out = append(out, o)
		if !p.sign(",") {
			return out
		}
	}
}

// term reads criteria joined by the same word: to mix and with or takes brackets.
func (p *parser) term() *Term {
	t, first := p.single(), ""
	for n := 0; p.bad == nil; n++ {
		join := strings.ToLower(p.peek().Text)
		if p.peek().Kind != "word" || join != "and" && join != "or" {
			break
		}
		if first != "" && (join != first || p.Pairs) {
			p.fail("a bracket is missing")
			break
		}
		first = join
		p.at++
		t = &Term{Join: join, Left: t, Right: p.single()}
	}
	return t
}

func (p *parser) single() *Term {
	if p.bad != nil {
		return &Term{}
	}
	if p.sign("(") {
		t := p.term()
		if !p.sign(")") {
			p.fail("a bracket is missing")
		}
		return t
	}
	t := &Term{Column: p.name()}
	switch {
	case p.accept("is"):
		t.Op = "null"
		if p.accept("not") {
			t.Op = "not null"
		}
		p.keyword("null")
	case p.accept("not"):
		p.keyword("in")
		t.Op, t.Values = "not in", p.values()
	case p.accept("in"):
		t.Op, t.Values = "in", p.values()
	default:
		t.Op = p.next().Text
		if !slices.Contains([]string{"=", "!=", ">", ">=", "<", "<="}, t.Op) {
			p.fail("unknown comparator")
		}
		t.Values = []Word{p.value()}
	}
	return t
}

func (p *parser) values() []Word {
	if !p.sign("(") {
		p.fail("a bracket is missing")
	}
	out := []Word{p.value()}
	for p.sign(",") {
		out = append(out, p.value())
	}
	if !p.sign(")") {
		p.fail("a bracket is missing")
	}
	return out
}

func (p *parser) value() Word {
	w := p.next()
	bare := w.Kind == "word" && slices.Contains(p.Bare, strings.ToLower(w.Text))
	if w.Kind != "number" && w.Kind != "text" && !bare {
		p.fail("a value is missing")
	}
	return w
}

func (p *parser) list() []string {
	out := []string{p.name()}
	for p.sign(",") {
		out = append(out, p.name())
	}
	return out
}

// name may be a call without arguments, such as COUNT().
func (p *parser) name() string {
	w := p.next()
	low := strings.ToLower(w.Text)
	if w.Kind != "word" || slices.Contains(keywords, low) || slices.Contains(p.Reserved, low) {
		p.fail("a name is missing")
	}
	if p.at+1 < len(p.words) && p.words[p.at].Text == "(" && p.words[p.at+1].Text == ")" {
		p.at += 2
		return w.Text + "()"
	}
	return w.Text
}

func (p *parser) number() int {
	n, err := strconv.Atoi(p.next().Text)
	if err != nil {
		p.fail("a number is missing")
	}
	return n
}

func (p *parser) peek() Word { return p.words[min(p.at, len(p.words)-1)] }
func (p *parser) next() Word { w := p.peek(); p.at++; return w }

// accept takes a keyword, in any case.
func (p *parser) accept(word string) bool {
	if w := p.peek(); w.Kind != "word" || !strings.EqualFold(w.Text, word) {
		return false
	}
	p.at++
	return true
}

func (p *parser) keyword(word string) {
	if !p.accept(word) {
		p.fail(word + " is missing")
	}
}

func (p *parser) sign(s string) bool {
	if w := p.peek(); w.Kind != "sign" || w.Text != s {
		return false
	}
	p.at++
	return true
}

func (p *parser) fail(why string) {
	if p.bad == nil {
		p.bad = &QueryError{Word: p.at, Near: p.peek().Text, Why: why}
	}
}

// split cuts a text into words.
func (d Dialect) split(text string) []Word {
	var out []Word
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n':
			i++
		case c == '\'':
			var s string
			s, i = d.quoted(text, i+1)
			out = append(out, Word{"text", s})
		case strings.IndexByte("(),", c) >= 0:
			out = append(out, Word{"sign", string(c)})
			i++
		case strings.IndexByte("<>=!", c) >= 0:
			n := 1
			if i+1 < len(text) && text[i+1] == '=' {
				n = 2
			}
			out = append(out, Word{"sign", text[i : i+n]})
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
			out = append(out, Word{kind, text[i:j]})
			i = j
		}
	}
	return append(out, Word{"end", ""})
}

// quoted reads a text from behind its first quote to behind its last one.
func (d Dialect) quoted(text string, i int) (string, int) {
	var b strings.Builder
	for ; i < len(text); i++ {
		switch {
		case text[i] == d.Escape && i+1 < len(text) && (d.Escape != '\'' || text[i+1] == '\''):
			i++
		case text[i] == '\'':
			return b.String(), i + 1
		}
		b.WriteByte(text[i])
	}
	return b.String(), i
}

// Criteria lists the criteria of a term in order.
func (t *Term) Criteria() []*Term {
	if t == nil {
		return nil
	}
	if t.Join == "" {
		return []*Term{t}
	}
	return append(t.Left.Criteria(), t.Right.Criteria()...)
}

// Compile makes a test of rows out of the tests that one makes of its criteria.
func (t *Term) Compile(one func(*Term) func(row map[string]any) bool) func(row map[string]any) bool {
	if t == nil {
		return func(map[string]any) bool { return true }
	}
	if t.Join == "" {
		return one(t)
	}
	left, right := t.Left.Compile(one), t.Right.Compile(one)
	if t.Join == "and" {
		return func(r map[string]any) bool { return left(r) && right(r) }
	}
	return func(r map[string]any) bool { return left(r) || right(r) }
}

// Holds says whether a comparison holds, given how the row's value compares to
// the literal: below, at or above 0.
func (t *Term) Holds(c int) bool {
	switch t.Op {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	}
	return false
}

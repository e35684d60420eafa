package scoring

import (
	"strings"

	"github.com/govalues/decimal"
)

// node is one part of a parsed expression.
type node struct {
	op   string // "number", "span", "name", "call", "neg", or the operator
	text string // of a number, span, name, or the name of the called function
	num  decimal.Decimal
	col  int
	args []*node
}

// The bounds of an expression: longer or deeper ones are refused, so that a
// policy file cannot exhaust the stack.
const (
	maxTokens = 400
	maxDepth  = 40
)

// binding is how strongly an operator ties its operands.
var binding = map[string]int{
	"or": 1, "and": 2,
	"<": 3, "<=": 3, ">": 3, ">=": 3, "=": 3, "==": 3, "!=": 3,
	"+": 4, "-": 4, "*": 5, "/": 5,
}

type parser struct {
	tokens []token
	at     int
	depth  int
}

// parse reads a whole expression.
func parse(text string) (*node, *syntaxError) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	if len(tokens) > maxTokens {
		return nil, faultAt(tokens[maxTokens].col, "split it into several indicators", "the expression has more than %d words", maxTokens)
	}
	p := &parser{tokens: tokens}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if rest := p.tokens[p.at]; rest.kind != tokenEnd {
		return nil, faultAt(rest.col, "", "%q was not expected here", rest.text)
	}
	return n, nil
}

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

func (p *parser) sign(text string) bool {
	t := p.tokens[p.at]
	if t.kind == tokenSign && t.text == text {
		p.at++
		return true
	}
	return false
}

// expression reads operators that bind stronger than above; those of one
// strength group to the left.
func (p *parser) expression(above int) (*node, *syntaxError) {
	if p.depth++; p.depth > maxDepth {
		return nil, faultAt(p.tokens[p.at].col, "", "the expression is nested deeper than %d", maxDepth)
	}
	defer func() { p.depth-- }()
	left, err := p.operand()
	for err == nil {
		t := p.tokens[p.at]
		strength := binding[t.text]
		if (t.kind != tokenSign && t.kind != tokenName) || strength == 0 || strength <= above {
			return left, nil
		}
		p.at++
		var right *node
		if right, err = p.expression(strength); err == nil {
			left = &node{op: t.text, col: t.col, args: []*node{left, right}}
		}
	}
	return nil, err
}

func (p *parser) operand() (*node, *syntaxError) {
	t := p.next()
	switch t.kind {
	case tokenNumber:
		d, err := decimal.Parse(strings.ReplaceAll(t.text, "_", ""))
		if err != nil {
			return nil, faultAt(t.col, "", "%q is not a decimal number", t.text)
		}
		return &node{op: "number", text: t.text, num: d, col: t.col}, nil
	case tokenSpan:
		return &node{op: "span", text: t.text, col: t.col}, nil
	case tokenName:
		if binding[t.text] > 0 {
			return nil, faultAt(t.col, "", "%q needs a value before it", t.text)
		}
		if p.sign("(") {
			return p.call(t)
		}
		return &node{op: "name", text: t.text, col: t.col}, nil
	case tokenSign:
		if t.text == "(" {
			n, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			return n, p.closing(t)
		}
		if t.text == "-" {
			n, err := p.expression(binding["*"])
			return &node{op: "neg", col: t.col, args: []*node{n}}, err
		}
		return nil, faultAt(t.col, "", "%q needs a value before it", t.text)
	}
	return nil, faultAt(t.col, "", "the expression ends where a value should follow")
}

func (p *parser) call(name token) (*node, *syntaxError) {
	n := &node{op: "call", text: name.text, col: name.col}
	if p.sign(")") {
		return n, nil
	}
	for {
		arg, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, arg)
		if !p.sign(",") {
			return n, p.closing(name)
		}
	}
}

func (p *parser) closing(opened token) *syntaxError {
	if p.sign(")") {
		return nil
	}
	t := p.tokens[p.at]
	return faultAt(t.col, "", "the bracket of %q at column %d is not closed", opened.text, opened.col)
}

package scoring

import "github.com/govalues/decimal"

// arithmetic resolves a sign or an operator over numbers; leaf resolves its
// operands.
func arithmetic(n *node, leaf func(*node) (term, *syntaxError)) (term, *syntaxError) {
	args := make([]term, len(n.args))
	for i, a := range n.args {
		t, err := leaf(a)
		if err != nil {
			return t, err
		}
		if t.typ > typeMoney {
			return t, faultAt(a.col, "", "a number is needed here, not a date")
		}
		args[i] = t
	}
	if n.op == "neg" {
		return term{args[0].typ, func(f *frame) value { return whole(0).sub(args[0].eval(f)) }}, nil
	}
	a, b := args[0], args[1]
	switch n.op {
	case "+":
		return term{min(a.typ, b.typ), func(f *frame) value { return a.eval(f).add(b.eval(f)) }}, nil
	case "-":
		return term{min(a.typ, b.typ), func(f *frame) value { return a.eval(f).sub(b.eval(f)) }}, nil
	case "*":
		return term{typeNumber, func(f *frame) value { return a.eval(f).mul(b.eval(f)) }}, nil
	case "/":
		return term{typeNumber, func(f *frame) value { return a.eval(f).quo(b.eval(f)) }}, nil
	}
	return term{}, faultAt(n.col, "", "%q has no place here", n.op)
}

// condition is a resolved yes-no expression over indicators. A comparison with
// a missing value is false.
type condition func(row []value) bool

// parseCondition reads comparisons joined by and, or. column finds the
// indicator of a name, or is false.
func parseCondition(text string, names []string, column func(string) (int, bool)) (condition, *syntaxError) {
	n, err := parse(text)
	if err != nil {
		return nil, err
	}
	return resolveCondition(n, func(n *node) (term, *syntaxError) { return conditionLeaf(n, names, column) })
}

func conditionLeaf(n *node, names []string, column func(string) (int, bool)) (term, *syntaxError) {
	switch n.op {
	case "number":
		v := known(n.num)
		return term{typeNumber, func(*frame) value { return v }}, nil
	case "name":
		i, ok := column(n.text)
		if !ok {
			return term{}, faultAt(n.col, didYouMean(n.text, names), "no indicator is named %q", n.text)
		}
		return term{typeNumber, func(f *frame) value { return f.row[i] }}, nil
	case "span", "call":
		return term{}, faultAt(n.col, "declare an indicator and compare that", "a condition compares indicators and numbers only")
	}
	return arithmetic(n, func(m *node) (term, *syntaxError) { return conditionLeaf(m, names, column) })
}

func resolveCondition(n *node, leaf func(*node) (term, *syntaxError)) (condition, *syntaxError) {
	if n.op == "and" || n.op == "or" {
		a, err := resolveCondition(n.args[0], leaf)
		if err != nil {
			return nil, err
		}
		b, err := resolveCondition(n.args[1], leaf)
		if n.op == "and" {
			return func(row []value) bool { return a(row) && b(row) }, err
		}
		return func(row []value) bool { return a(row) || b(row) }, err
	}
	holds, ok := comparison[n.op]
	if !ok {
		return nil, faultAt(n.col, "for example overdue_days > 90", "a comparison is needed here")
	}
	a, err := leaf(n.args[0])
	if err != nil {
		return nil, err
	}
	b, err := leaf(n.args[1])
	return func(row []value) bool {
		x, y := a.eval(&frame{row: row}), b.eval(&frame{row: row})
		return x.ok && y.ok && holds(x.Decimal, y.Decimal)
	}, err
}

var comparison = map[string]func(a, b decimal.Decimal) bool{
	"<":  func(a, b decimal.Decimal) bool { return a.Cmp(b) < 0 },
	"<=": func(a, b decimal.Decimal) bool { return a.Cmp(b) <= 0 },
	">":  func(a, b decimal.Decimal) bool { return a.Cmp(b) > 0 },
	">=": func(a, b decimal.Decimal) bool { return a.Cmp(b) >= 0 },
	"=":  func(a, b decimal.Decimal) bool { return a.Equal(b) },
	"==": func(a, b decimal.Decimal) bool { return a.Equal(b) },
	"!=": func(a, b decimal.Decimal) bool { return !a.Equal(b) },
}

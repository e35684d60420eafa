package scoring

import "slices"

// release is a value that would make a condition false, when none of unless holds.
type release struct {
	lift
	unless []condition
}

// blocked says that the condition would hold for another reason all the same.
func (r release) blocked(row []value) bool {
	return slices.ContainsFunc(r.unless, func(c condition) bool { return c(row) })
}

// releases are the values that would make a condition false, each alone: those of
// a comparison of an indicator with a number, of either side of an "and", and of
// the one side of an "or" that holds.
func releases(n *node, column func(string) (int, bool)) []release {
	switch n.op {
	case "and":
		return append(releases(n.args[0], column), releases(n.args[1], column)...)
	case "or":
		var out []release
		for i, side := range n.args {
			other, bad := resolveCondition(n.args[1-i], func(m *node) (term, *syntaxError) { return conditionLeaf(m, nil, column) })
			if bad != nil {
				return nil
			}
			for _, r := range releases(side, column) {
				r.unless = append(r.unless, other)
				out = append(out, r)
			}
		}
		return out
	}
	against := map[string]string{">": "<=", ">=": "<", "<": ">=", "<=": ">"}[n.op]
	if against == "" || n.args[0].op != "name" {
		return nil
	}
	i, known := column(n.args[0].text)
	to, constant := n.args[1].constant()
	if !known || !constant {
		return nil
	}
	return []release{{lift: lift{column: i, to: to, side: against}}}
}

// constant is the number that an expression of numbers stands for.
func (n *node) constant() (value, bool) {
	switch {
	case n.op == "number":
		return known(n.num), true
	case n.op == "neg" && n.args[0].op == "number":
		return whole(0).sub(known(n.args[0].num)), true
	}
	return value{}, false
}

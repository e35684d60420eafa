package mapping

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
)

const maxArray = 200

// rewriter turns the parsed tree into what may run: fields become variables by
// path, operators become calls of our exact ones, and everything else that the
// language offers (loops, closures, ranges, regular expressions) is refused.
type rewriter struct {
	tables map[string]ValueMap
	reads  []exprField
	err    *expressionError
}

func (w *rewriter) fail(n ast.Node, format string, args ...any) ast.Node {
	if w.err == nil {
		w.err = &expressionError{column: n.Location().From + 1, text: fmt.Sprintf(format, args...)}
	}
	return n
}

func (w *rewriter) rewrite(n ast.Node) ast.Node {
	if w.err != nil {
		return n
	}
	switch n := n.(type) {
	case *ast.NilNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode, *ast.ConstantNode:
		return n
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		return w.field(n)
	case *ast.UnaryNode:
		return w.unary(n)
	case *ast.BinaryNode:
		return w.binary(n)
	case *ast.ConditionalNode:
		n.Cond, n.Exp1, n.Exp2 = w.condition(n.Cond), w.rewrite(n.Exp1), w.rewrite(n.Exp2)
		return n
	case *ast.ArrayNode:
		if len(n.Nodes) > maxArray {
			return w.fail(n, "a list of more than %d values; use a table and lookup()", maxArray)
		}
		for i := range n.Nodes {
			n.Nodes[i] = w.rewrite(n.Nodes[i])
		}
		return n
	case *ast.CallNode:
		return w.call(n)
	}
	return w.fail(n, "loops, variables, ranges, slices and maps are not part of mapping expressions")
}

func (w *rewriter) condition(n ast.Node) ast.Node { return callOf("truth?", n, w.rewrite(n)) }

func (w *rewriter) unary(n *ast.UnaryNode) ast.Node {
	switch n.Operator {
	case "!", "not":
		n.Node = w.condition(n.Node)
		return n
	case "-":
		return callOf("-", n, &ast.IntegerNode{Value: 0}, w.rewrite(n.Node))
	case "+":
		return w.rewrite(n.Node)
	}
	return w.fail(n, "operator %s is not part of mapping expressions", n.Operator)
}

func (w *rewriter) binary(n *ast.BinaryNode) ast.Node {
	switch n.Operator {
	case "&&", "and", "||", "or":
		n.Left, n.Right = w.condition(n.Left), w.condition(n.Right)
		return n
	case "??":
		n.Left, n.Right = w.rewrite(n.Left), w.rewrite(n.Right)
		return n
	}
	if _, ok := operators[n.Operator]; !ok || n.Operator == "truth?" {
		return w.fail(n, "operator %s is not part of mapping expressions", n.Operator)
	}
	return callOf(n.Operator, n, w.rewrite(n.Left), w.rewrite(n.Right))
}

func callOf(name string, at ast.Node, args ...ast.Node) ast.Node {
	callee := &ast.IdentifierNode{Value: name}
	callee.SetLocation(at.Location())
	c := &ast.CallNode{Callee: callee, Arguments: args}
	c.SetLocation(at.Location())
	return c
}

func (w *rewriter) call(n *ast.CallNode) ast.Node {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return w.fail(n, "only functions can be called: %s", strings.Join(functionNames, ", "))
	}
	f, ok := functions(w.tables, nil)[callee.Value]
	if !ok {
		return w.fail(n, "unknown function %s%s; there are %s", callee.Value, didYouMean(callee.Value, functionNames), strings.Join(functionNames, ", "))
	}
	if len(n.Arguments) < f.least || len(n.Arguments) > f.most {
		return w.fail(n, "%s", f.usage)
	}
	for i := range n.Arguments {
		n.Arguments[i] = w.rewrite(n.Arguments[i])
	}
	if callee.Value == "lookup" {
		table, ok := n.Arguments[1].(*ast.StringNode)
		if !ok {
			return w.fail(n.Arguments[1], "the table of lookup() must be a quoted name")
		}
		if _, ok := w.tables[table.Value]; !ok {
			return w.fail(table, "unknown table %q%s", table.Value, didYouMean(table.Value, sortedKeys(w.tables)))
		}
	}
	return n
}

// field turns a chain such as owner.name or $env["Account No."] into one
// variable named after its path.
func (w *rewriter) field(n ast.Node) ast.Node {
	steps, ok := w.steps(n)
	if !ok || w.err != nil {
		return w.fail(n, "want a field of the record, such as name, owner.name or $env[\"field name\"]")
	}
	text := strings.Join(steps, ".")
	if strings.HasPrefix(text, "$env") {
		return w.fail(n, "$env needs a field name: $env[\"field name\"]")
	}
	path, err := ParsePath(text)
	if err != nil {
		return w.fail(n, "%v", err)
	}
	name := "@" + text
	known := false
	for i := range w.reads {
		known = known || w.reads[i].name == name
	}
	if !known {
		w.reads = append(w.reads, exprField{name: name, path: path})
	}
	id := &ast.IdentifierNode{Value: name}
	id.SetLocation(n.Location())
	return id
}

func (w *rewriter) steps(n ast.Node) ([]string, bool) {
	switch n := n.(type) {
	case *ast.ChainNode:
		return w.steps(n.Node)
	case *ast.IdentifierNode:
		return []string{n.Value}, true
	case *ast.MemberNode:
		steps, ok := w.steps(n.Node)
		if !ok || n.Method {
			return nil, false
		}
		var s string
		switch p := n.Property.(type) {
		case *ast.StringNode:
			s = quoteStep(p.Value)
		case *ast.IntegerNode:
			s = strconv.Itoa(p.Value)
		default:
			return nil, false
		}
		if len(steps) == 1 && steps[0] == "$env" {
			return []string{s}, true
		}
		return append(steps, s), true
	}
	return nil, false
}

func quoteStep(s string) string {
	if strings.ContainsAny(s, ".[") {
		return "'" + s + "'"
	}
	return s
}

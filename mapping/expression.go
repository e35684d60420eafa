package mapping

import (
	"errors"
	"fmt"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// The bounds of one expression; a rule that needs more belongs into the source.
const (
	maxExpression = 2000 // bytes
	maxNodes      = 300
	maxTextBytes  = 64 << 10 // of any text that a function builds
)

// expression is compiled once and run for each record. It has no loops, and
// reads only the paths that its text names.
type expression struct {
	program *vm.Program
	reads   []exprField
}

// exprField is one path of the record and the variable that it becomes.
type exprField struct {
	name string
	path Path
}

// expressionError is a fault of the text of an expression.
type expressionError struct {
	column int // 1-based, in characters
	text   string
}

func (e *expressionError) Error() string { return fmt.Sprintf("column %d: %s", e.column, e.text) }

// compileExpression reads an expression over the fields of a record. Fields
// are written as they are, nested ones with dots; $env["field name"] reaches a
// name that is no word. See functions for what can be called.
func compileExpression(src string, tables map[string]ValueMap, loc *time.Location) (*expression, *expressionError) {
	if len(src) > maxExpression {
		return nil, &expressionError{column: maxExpression, text: fmt.Sprintf("the expression is longer than %d bytes", maxExpression)}
	}
	config := conf.CreateNew()
	for _, option := range []expr.Option{expr.Env(map[string]any{}), expr.AllowUndefinedVariables(), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes)} {
		option(config)
	}
	for name, f := range functions(tables, loc) {
		expr.Function(name, f.call)(config)
	}
	for name, f := range operators {
		expr.Function(name, f)(config)
	}
	tree, err := parser.ParseWithConfig(src, config)
	if err != nil {
		return nil, locate(err)
	}
	w := rewriter{tables: tables}
	tree.Node = w.rewrite(tree.Node)
	if w.err != nil {
		return nil, w.err
	}
	if _, err := new(checker.Checker).PatchAndCheck(tree, config); err != nil {
		return nil, locate(err)
	}
	program, err := compiler.Compile(tree, config)
	if err != nil {
		return nil, locate(err)
	}
	return &expression{program: program, reads: w.reads}, nil
}

func locate(err error) *expressionError {
	var fe *file.Error
	if errors.As(err, &fe) {
		return &expressionError{column: fe.From + 1, text: fe.Message}
	}
	return &expressionError{column: 1, text: err.Error()}
}

// errExpression hides what the library says about a failure, since it may show
// values of the record.
var errExpression = errors.New("the expression failed on this record's values")

// run evaluates over a record. The result is nil, string, bool, decimal, or a
// list of these.
func (e *expression) run(fields map[string]any) (any, error) {
	env := make(map[string]any, len(e.reads))
	for i := range e.reads {
		env[e.reads[i].name] = variable(e.reads[i].path.Collect(fields, nil))
	}
	out, err := vm.Run(e.program, env)
	if err != nil {
		var ours *functionError
		if errors.As(err, &ours) {
			return nil, ours
		}
		return nil, errExpression
	}
	return out, nil
}

// test evaluates a condition.
func (e *expression) test(fields map[string]any) (bool, error) {
	v, err := e.run(fields)
	if err != nil {
		return false, err
	}
	return truth(v)
}

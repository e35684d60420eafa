package scoring

import (
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// The codes of this package's issues.
const (
	codeValue      = "E1501" // a value that is not among the allowed ones
	codeAbsent     = "E1502" // a key that must be there
	codeUnknown    = "E1503" // a name that nothing declares
	codeExpression = "E1504" // an expression that cannot be read
	codeBands      = "E1505" // bands with a gap, an overlap, out of order or out of range
	codeWeights    = "E1506" // weights that do not add up
	codeLevels     = "E1507" // levels out of order
	codeForeign    = "E1508" // a key of another model type or cut
	codeWindow     = "E1509" // a window or duration that cannot be read
	codeIdle       = "E1510" // something that can have no effect
)

// findings gathers issues while a policy is compiled.
type findings struct{ issues []model.Issue }

func (f *findings) fail(code, path, fix, format string, args ...any) {
	f.issues = append(f.issues, model.Issue{Path: path, Severity: model.SeverityError, Code: code, Text: fmt.Sprintf(format, args...), Fix: fix})
}

func (f *findings) warn(code, path, fix, format string, args ...any) {
	f.issues = append(f.issues, model.Issue{Path: path, Severity: model.SeverityWarning, Code: code, Text: fmt.Sprintf(format, args...), Fix: fix})
}

func (f *findings) failed() bool {
	return slices.ContainsFunc(f.issues, func(i model.Issue) bool { return i.Severity == model.SeverityError })
}

// oneOf reports a value that is not among the allowed ones.
func (f *findings) oneOf(path, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		f.fail(codeValue, path, didYouMean(value, allowed), "%q is not one of %q", value, allowed)
	}
}

// unknown reports a name that nothing declares.
func (f *findings) unknown(path, what, name string, known []string) {
	f.fail(codeUnknown, path, didYouMean(name, known), "no %s is named %q", what, name)
}

// didYouMean names the known word nearest to the written one, "" when none is near.
func didYouMean(written string, known []string) string {
	if near := model.Nearest(written, slices.Sorted(slices.Values(known))); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

package mapping

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var exprTables = map[string]ValueMap{"size": {"1": "small", "2": "large"}}

const exprRecord = `{"amount": "1,234.50", "tax": 34.5, "n": 3, "one": "1", "id": 12345678901234567890123, "name": " 星辰 ", "none": null, "blank": "",
 "owner": {"name": "o"}, "tags": ["a", "b"], "vip": "是", "flag": false, "t": 1795192200000, "公司": "云", "No. 1": "x", "date": "2026-11-21", "tax_identifier.": {"code": "BE1"}}`

func evaluate(t testing.TB, src string) (string, error) {
	t.Helper()
	e, fault := compileExpression(src, exprTables, time.UTC)
	if fault != nil {
		t.Fatalf("%s: %v", src, fault)
	}
	v, err := e.run(record(t, "1", exprRecord).Fields)
	if d, ok := number(v); ok {
		return d.String(), err
	}
	return fmt.Sprint(v), err
}

func TestExpressions(t *testing.T) {
	for src, want := range map[string]string{
		"number(amount) - number(tax)": "1200.00", "number(amount) * 1.13": "1394.9850", "0.1 + 0.2": "0.3", "n / 4": "0.75", "-n": "-3", "n + 1 > 3": "true",
		"number(none, 0) + n": "3", "number(flag, 0)": "0", `one == 1`: "true", `n == "3"`: "true", `n in ["2", "3"]`: "true", `n not in [1, 2]`: "true", `none == ""`: "true", `owner == "o"`: "false",
		"text(id)": "12345678901234567890123", "trim(name)": "星辰", `upper("ab") + lower("CD")`: "ABcd", `公司 + "x"`: "云x",
		"owner.name": "o", "tax_identifier.code": "BE1", "owner?.name": "o", "none.deep": "<nil>", `$env["No. 1"]`: "x", "tags[1]": "b", "date": "2026-11-21", "date(date)": "2026-11-21",
		"date(t)": "2026-11-20", "date(none)": "<nil>", "coalesce(none, blank, n, 9)": "3", "first(tags)": "a", "first(split(\"x;y\", \";\"))": "x", `join(tags, "-")`: "a-b", `replace("aXb", "X", "-")`: "a-b",
		"has(none)": "false", "has(owner)": "true", "has(blank)": "false", `lookup(one, "size")`: "small", `lookup(n, "size", "other")`: "other", `lookup(n, "size")`: "<nil>",
		`vip ? "A" : "B"`: "A", "!flag && vip": "true", "none ?? one": "1", `name contains "辰"`: "true", `"abc" startsWith "ab" and not ("abc" endsWith "ab")`: "true", `"2026-01-02" < "2026-01-10"`: "true",
		`one | number()`: "1",
	} {
		if got, err := evaluate(t, src); err != nil || got != want {
			t.Errorf("%s = %s, %v; want %s", src, got, err, want)
		}
	}
}

func TestExpressionsFailWithoutShowingValues(t *testing.T) {
	for src, want := range map[string]string{
		"number(none)": "absent", "number(name)": "no number", "name - 1": "needs numbers", "n / 0": "division by zero", "name < 1": "compare two numbers", "name ? 1 : 2": "truth value",
		"date(name)": "no date", "number(id) * 2": "19 digits", `tags < 1`: "compare",
	} {
		got, err := evaluate(t, src)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s = %s, %v; want an error with %q", src, got, err, want)
		} else if strings.Contains(err.Error(), "星辰") {
			t.Errorf("%s: the error shows the value: %v", src, err)
		}
	}
}

func TestExpressionsOutsideTheBoundsAreRefused(t *testing.T) {
	for src, want := range map[string]struct {
		text   string
		column int
	}{
		`nunber(a)`: {`did you mean "number"?`, 1}, `a + lenght(b)`: {"unknown function", 5}, "filter(tags, # > 1)": {"", 1}, "map(tags, #)": {"", 1}, "1..1000000": {"operator ..", 1},
		`a matches "(a+)+"`: {"operator matches", 1}, "2 ** 99": {"operator **", 1}, "let x = 1; x": {"", 1}, "{a: 1}": {"", 1}, "tags[1:2]": {"", 1}, "name.lower()": {"only functions", 1},
		`lookup(a, "none")`: {`unknown table "none"`, 11}, `lookup(a, b)`: {"quoted name", 11}, "number()": {"number(value)", 1}, "a +": {"", 3}, "": {"", 1}, "$env": {"", 1}, "env()": {"unknown function", 1}, "now()": {"unknown function", 1}, "len(a)": {"unknown function", 1},
		strings.Repeat("a+", 200) + "a": {"", 1}, strings.Repeat("a", 3000): {"longer than", 1}, `repeat("a", 9)`: {"unknown function", 1}, "tags[n]": {"", 1},
	} {
		_, fault := compileExpression(src, exprTables, time.UTC)
		if fault == nil {
			t.Errorf("%.40s was compiled", src)
			continue
		}
		if !strings.Contains(fault.text, want.text) || fault.column < want.column {
			t.Errorf("%.40s: %v; want %q at column %d", src, fault, want.text, want.column)
		}
	}
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{"number(amount) - number(tax)", `lookup(one, "size")`, "owner.name ?? name", "tags[0] in [1]", "!(a && b)", "filter(tags, #)", `replace(name, "", "x")`} {
		f.Add(s)
	}
	rec := record(f, "1", exprRecord)
	f.Fuzz(func(t *testing.T, src string) {
		e, fault := compileExpression(src, exprTables, time.UTC)
		if fault != nil {
			if fault.column < 1 {
				t.Fatalf("%q: column %d", src, fault.column)
			}
			return
		}
		a, errA := e.run(rec.Fields)
		b, errB := e.run(rec.Fields)
		if fmt.Sprint(a, errA) != fmt.Sprint(b, errB) {
			t.Fatalf("%q gave %v, %v and then %v, %v", src, a, errA, b, errB)
		}
	})
}

package scoring

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

// The published means of the public order set, by which its eight classes are cut,
// and what it adds up to.
func TestThePublicOrderSetIsReadWhole(t *testing.T) {
	subjects, n, sum := readOrders(t), 0, model.Amount(0)
	for _, s := range subjects {
		n += len(s.Orders)
		for _, o := range s.Orders {
			sum += o.Amount
		}
	}
	if len(subjects) != 995 || n != 4906 || sum != 464_158*model.AmountScale {
		t.Errorf("%d customers, %d orders, %v", len(subjects), n, sum)
	}
	c, issues := Compile(rfmPolicy(nil))
	if c == nil {
		t.Fatal(issues)
	}
	r, err := c.NewRun(day("2006-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		if err := r.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Results(); err != nil {
		t.Fatal(err)
	}
	got := map[string]any{}
	for axis, x := range r.Learned()[model.ScopeGroup].Models["rfm"] {
		got[axis] = x.(map[string]any)["cut"]
	}
	if diff := cmp.Diff(map[string]any{"recency": "286.738693", "frequency": "4.930653", "monetary": "466.490452"}, got); diff != "" {
		t.Error(diff)
	}
}

// Gainsight's example: weights are any positive numbers, (20×47+15×59+22×21)/57.
func TestWeightsAreNormalised(t *testing.T) {
	for decimals, want := range map[int]string{4: "40.1228", 0: "40"} {
		p := cardPolicy(func(_ *Policy, m *Model) {
			m.Rounding.Total = &decimals
			for i, w := range []string{"20", "15", "22"} {
				m.Dimensions[i].Weight = MustNumber(w)
			}
		})
		c, issues := Compile(p)
		if c == nil || len(issues) != 1 || issues[0].Severity != model.SeverityWarning { // 57 is not 100
			t.Fatal(issues)
		}
		r, err := c.NewRun(day("2026-12-31"), Inputs{})
		if err == nil {
			err = r.Add(attributes("e", "a", "47", "b", "59", "c", "21"))
		}
		if err != nil {
			t.Fatal(err)
		}
		results, err := r.Results()
		if err != nil {
			t.Fatal(err)
		}
		for x := range results {
			if x.Score != want {
				t.Errorf("%d decimals: %s, want %s", decimals, x.Score, want)
			}
		}
	}
}

// Altman's Z is an expression over figures of the balance sheet, which are
// attributes; what a customer does not state leaves it without one.
func TestAltmansZ(t *testing.T) {
	in := Indicator{Expr: "1.2 * number(attributes.x1) + 1.4 * number(attributes.x2) + 3.3 * number(attributes.x3) + 0.6 * number(attributes.x4) + number(attributes.x5)"}
	x := map[string]string{"x1": ".2", "x2": ".3", "x3": ".15", "x4": "1.5", "x5": "1.1"}
	if got, _ := measured(t, in, Facts{}, Subject{Attributes: x}); got != "3.155" {
		t.Errorf("Z is %s", got)
	}
	delete(x, "x4")
	if got, _ := measured(t, in, Facts{}, Subject{Attributes: x}); got != "" {
		t.Errorf("Z without X4 is %s", got)
	}
	p := cardPolicy(func(p *Policy, _ *Model) { p.Indicators["x"] = Indicator{Expr: "number(orders.amount)"} })
	if c, issues := Compile(p); c != nil || fmt.Sprint(issues[0].Code, issues[0].Column) != "E15048" {
		t.Errorf("number of a fact: %+v", issues)
	}
}

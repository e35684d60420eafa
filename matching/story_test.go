package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func settled(t *testing.T, records []Record, decisions ...model.Decision) *Index {
	t.Helper()
	x := matcher(t, DefaultRules()).NewIndex()
	for i := range records {
		x.Upsert(&records[i])
	}
	x.Decide(decisions)
	x.Settle()
	return x
}

func TestStepsBuildTheClusterFromItsRecords(t *testing.T) {
	records, _ := synthetic(3000, 11)
	x := settled(t, records)
	several := 0
	for i := range records {
		row := uint32(i)
		if x.Founder(row) != row {
			continue
		}
		members := x.Members(row)
		steps := x.Steps(row)
		if len(steps) != len(members)-1 {
			t.Fatalf("%d records in %d steps", len(members), len(steps))
		}
		side := map[model.Ref]map[model.Ref]bool{}
		for _, m := range members {
			side[x.Ref(m)] = map[model.Ref]bool{x.Ref(m): true}
		}
		for n, s := range steps {
			left, right := side[s.A], side[s.B]
			if left == nil || right == nil || left[s.B] || len(left) != s.Left || len(right) != s.Right {
				t.Fatalf("step %d of %d joins %v (%d) and %v (%d): it says %d and %d", n, len(steps), s.A, len(left), s.B, len(right), s.Left, s.Right)
			}
			if s.Bits <= 0 || s.Why == "" {
				t.Fatalf("step %+v", s)
			}
			for r := range right {
				left[r] = true
			}
			for r := range left {
				side[r] = left
			}
		}
		if len(steps) > 1 {
			several++
		}
	}
	if several < 100 {
		t.Errorf("only %d clusters of more than two", several)
	}
}

func TestApartTellsWhatKeepsTwoRecordsApart(t *testing.T) {
	tel := phone("+862126803542")
	records := []Record{
		customer("1", "上海盛润科技有限公司", code("91310115MA1H7R0K0C"), tel),
		customer("2", "上海盛润科技有限公司", tel),
		customer("3", "上海盛润科技有限公司", code("91310000607378282T"), tel),
		customer("4", "黄河水泥有限公司"),
	}
	x := settled(t, records)
	if x.Apart(0, 1) != nil {
		t.Error("1 and 2 are one, yet kept apart")
	}
	// 2 itself has no code: it is the other record of its entity that forbids.
	a := x.Apart(1, 2)
	if a == nil || len(a.Gates) != 1 || a.Gates[0] != "code" || a.A != records[0].Ref || a.B != records[2].Ref || a.Unmet {
		t.Errorf("2 and 3: %+v", a)
	}
	if a := x.Apart(0, 3); a == nil || !a.Unmet || len(a.Gates) > 0 || a.Mean > 0 || a.Best > 0 {
		t.Errorf("1 and 4: %+v", a)
	}
}

func TestAStewardsStepIsNamed(t *testing.T) {
	records := []Record{customer("1", "上海盛润科技有限公司"), customer("2", "黄河水泥有限公司")}
	x := settled(t, records, model.Decision{A: records[0].Ref, B: records[1].Ref, Verdict: model.Same})
	if got := x.Steps(0); len(got) != 1 || got[0].Why != "steward" || got[0].Bits != 0 {
		t.Errorf("%+v", got)
	}
}

func TestExplainTellsWhatWouldBeEnough(t *testing.T) {
	m := matcher(t, DefaultRules())
	e := m.Explain(customer("1", "盛润科技", phone("+862126803542")), customer("2", "盛润"), Context{})
	if e.Verdict == Merge || e.MergeFrom <= e.ReviewFrom || e.Total >= e.MergeFrom {
		t.Fatalf("%+v", e)
	}
	gains := map[string]float64{}
	for _, g := range e.Would {
		gains[g.Field] = g.Bits
	}
	if gains["id"] < 12 || gains["phone"] <= 0 || gains["email"] <= 0 {
		t.Errorf("would %v", gains)
	}
	for _, f := range e.Fields {
		if f.Field == "name" && f.Level == "not-compared" {
			t.Errorf("%+v", f)
		}
	}
	other := m.Explain(customer("1", "上海盛润科技有限公司"), customer("2", "北京黄河水泥有限公司"), Context{})
	for _, f := range other.Fields {
		if f.Field == "region" && f.Level != "not-compared" {
			t.Errorf("brands differ, and the region is %q", f.Level)
		}
	}
}

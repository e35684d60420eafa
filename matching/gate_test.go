package matching

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

var codeA, codeB = uscc(1), uscc(2)

// customer makes a company with the legal name and what else set does.
func customer(id, name string, set ...func(*model.Customer)) Record {
	c := model.Customer{Ref: ref(id), Kind: model.Organisation, Name: name,
		Names: []model.Name{{Type: model.LegalName, Value: name}}}
	for _, f := range set {
		f(&c)
	}
	return Prepare(c)
}

func ref(id string) model.Ref { return model.Ref{Source: "crm", Object: "account", ID: id} }

func code(v string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Identifiers = append(c.Identifiers, model.Identifier{Type: clean.KindUSCC, Value: v, Valid: true})
	}
}

func phone(v string) func(*model.Customer) {
	return func(c *model.Customer) { c.Phones = append(c.Phones, model.Phone{E164: v}) }
}

func named(t model.NameType, v string) func(*model.Customer) {
	return func(c *model.Customer) { c.Names = append(c.Names, model.Name{Type: t, Value: v}) }
}

func person(c *model.Customer) { c.Kind = model.Person }

func parent(id string) func(*model.Customer) { return func(c *model.Customer) { c.Parent = id } }

func born(v string) func(*model.Customer) {
	return func(c *model.Customer) { c.Attributes = map[string]string{BornAttribute: v} }
}

func matcher(t testing.TB, r Rules) *Matcher {
	t.Helper()
	m, issues := Compile(r)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	return m
}

func TestEachGateForbidsAMergeOfStrongEvidence(t *testing.T) {
	tel := phone("+862126803542")
	for _, c := range []struct {
		gate string
		a, b Record
	}{
		{"kind", customer("1", "王小明", tel), customer("2", "王小明", tel, person)},
		{"code", customer("1", "深圳华达鑫科技有限公司", tel, code(codeA)), customer("2", "深圳华达鑫科技有限公司", tel, code(codeB))},
		{"parent", customer("1", "深圳华达鑫科技有限公司", tel), customer("2", "深圳华达鑫科技有限公司", tel, parent("1"))},
		{"branch", customer("1", "深圳华达鑫科技有限公司", tel, code(codeA)), customer("2", "深圳华达鑫科技有限公司长沙分公司", tel, code(codeA))},
		{"branch", customer("1", "深圳华达鑫科技有限公司昆明分公司", tel), customer("2", "深圳华达鑫科技有限公司长沙分公司", tel)},
		{"region", customer("1", "中国移动通信集团广东有限公司", tel, code(codeA)), customer("2", "中国移动通信集团浙江有限公司", tel, code(codeA))},
		{"form", customer("1", "深圳华达鑫集团有限公司", tel), customer("2", "深圳华达鑫科技有限公司", tel)},
		{"industry", customer("1", "深圳华达鑫食品有限公司", tel), customer("2", "深圳华达鑫物流有限公司", tel)},
	} {
		t.Run(c.gate, func(t *testing.T) {
			m := matcher(t, Rules{})
			r := m.Match([]Record{c.a, c.b}, nil)
			if len(r.Clusters) != 2 {
				t.Fatalf("merged although gate %s holds", c.gate)
			}
			if c.gate != "kind" && r.Stats.Gated[c.gate] != 1 {
				t.Errorf("the gate was not counted: %v", r.Stats.Gated)
			}
			e := m.Explain(c.a, c.b, Context{})
			if !slices.Contains(e.Gates, c.gate) || e.Verdict != No {
				t.Errorf("explained as %s with gates %v, want No with %s", e.Verdict, e.Gates, c.gate)
			}
		})
	}
}

// Without these the gates would pass the test above by forbidding everything.
func TestTheSameCompanyMerges(t *testing.T) {
	tel := phone("+862126803542")
	for _, c := range []struct {
		name string
		a, b Record
	}{
		{"equal complete legal name", customer("1", "深圳华达鑫科技有限公司"), customer("2", "深圳市華達鑫科技有限責任公司")},
		{"equal code, other name", customer("1", "深圳华达鑫科技有限公司", code(codeA), tel), customer("2", "深圳飞星贸易有限公司", code(codeA), tel)},
		{"former name", customer("1", "深圳华达鑫科技有限公司"), customer("2", "深圳飞星贸易有限公司", named(model.FormerName, "深圳华达鑫科技有限公司"))},
		{"short name and phone", customer("1", "华达鑫", tel), customer("2", "深圳华达鑫科技有限公司", tel)},
		{"English name and phone", customer("1", "Shenzhen Huadaxin Technology Co., Ltd.", tel), customer("2", "深圳华达鑫科技有限公司", tel)},
		{"branch of the same place", customer("1", "深圳华达鑫科技有限公司长沙分公司"), customer("2", "深圳华达鑫科技有限公司长沙市分公司")},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := matcher(t, Rules{})
			if r := m.Match([]Record{c.a, c.b}, nil); len(r.Clusters) != 1 {
				t.Errorf("not merged: %+v", m.Explain(c.a, c.b, Context{}))
			}
		})
	}
}

func TestSharedPhoneAloneMergesNothing(t *testing.T) {
	tel := phone("+862126803542")
	m := matcher(t, Rules{})
	r := m.Match([]Record{customer("1", "深圳华达鑫科技有限公司", tel), customer("2", "广州飞星贸易有限公司", tel)}, nil)
	if len(r.Clusters) != 2 || len(r.Doubts) != 0 {
		t.Errorf("got %d clusters and doubts %v", len(r.Clusters), r.Doubts)
	}
}

func TestGenericValueSaysNothing(t *testing.T) {
	tel := phone("+864008123123")
	records := []Record{customer("a", "华达鑫", tel), customer("b", "深圳华达鑫科技有限公司", tel)}
	for i, name := range []string{"北京恒天明贸易有限公司", "上海凯美佳食品有限公司", "天津辰云龙物流有限公司", "武汉远飞星化工有限公司", "西安金联创医药有限公司"} {
		records = append(records, customer(string(rune('c'+i)), name, tel))
	}
	m := matcher(t, Rules{})
	r := m.Match(records, nil)
	if len(r.Clusters) != len(records) {
		t.Errorf("a phone of six brands merged records: %v", r.Clusters)
	}
	for _, f := range m.Explain(records[0], records[1], Context{Counts: r.Counts}).Fields {
		if f.Field == "phone" && (f.Level != "generic" || f.Bits != 0) {
			t.Errorf("phone is %q with %v bits, want generic with 0", f.Level, f.Bits)
		}
	}
}

func TestPersonsNeedMoreThanAName(t *testing.T) {
	m := matcher(t, Rules{})
	for _, c := range []struct {
		name string
		a, b Record
		want int
	}{
		{"name alone", customer("1", "王小明", person), customer("2", "王小明", person), 2},
		{"name and birth", customer("1", "王小明", person, born("1980-05-06")), customer("2", "王小明", person, born("1980-05-06")), 1},
		{"name and another birth", customer("1", "王小明", person, born("1980-05-06")), customer("2", "王小明", person, born("1991-12-30")), 2},
		{"name and phone", customer("1", "王小明", person, phone("+8613912345670")), customer("2", "王小明", person, phone("+8613912345670")), 1},
		{"phone and another name", customer("1", "王小明", person, phone("+8613912345670")), customer("2", "李大海", person, phone("+8613912345670")), 2},
	} {
		if r := m.Match([]Record{c.a, c.b}, nil); len(r.Clusters) != c.want {
			t.Errorf("%s: %d clusters, want %d", c.name, len(r.Clusters), c.want)
		}
	}
}

// The second person has the phone of the first and that of the third, but the
// first and the third were born on different days.
func TestAChainDoesNotJoinItsEnds(t *testing.T) {
	one, two := phone("+8613912345670"), phone("+8613777654321")
	r := matcher(t, Rules{}).Match([]Record{
		customer("1", "王小明", person, one, born("1980-05-06")), customer("2", "王小明", person, one, two),
		customer("3", "王小明", person, two, born("1991-12-30")),
	}, nil)
	if len(r.Clusters) != 2 || r.Stats.Refused != 1 {
		t.Errorf("got clusters %v, %d refused", r.Clusters, r.Stats.Refused)
	}
	if len(r.Doubts) != 1 || r.Doubts[0].Why != "cluster-disagrees" {
		t.Errorf("got doubts %v", r.Doubts)
	}
}

func TestBranchBelongsToItsHeadOffice(t *testing.T) {
	m := matcher(t, Rules{})
	r := m.Match([]Record{
		customer("1", "深圳华达鑫科技有限公司", code(codeA)),
		customer("2", "深圳华达鑫科技有限公司长沙分公司", code(codeA)),
		customer("3", "深圳华达鑫科技有限公司昆明分公司", code(codeB)),
	}, nil)
	want := []Relation{
		{Child: ref("2"), Parent: ref("1"), Kind: model.BranchOf, Why: "branch-tail", Copied: true},
		{Child: ref("3"), Parent: ref("1"), Kind: model.BranchOf, Why: "branch-tail"},
	}
	if d := cmp.Diff(want, r.BelongsTo); d != "" {
		t.Error(d)
	}
}

func TestCompanyBelongsToTheGroupOfItsBrand(t *testing.T) {
	tel := phone("+862126803542")
	m := matcher(t, Rules{})
	r := m.Match([]Record{customer("1", "深圳华达鑫科技有限公司", tel), customer("2", "深圳华达鑫集团有限公司", tel)}, nil)
	want := []Relation{{Child: ref("1"), Parent: ref("2"), Kind: model.SubsidiaryOf, Why: "shared-phone"}}
	if d := cmp.Diff(want, r.BelongsTo); d != "" {
		t.Error(d)
	}
}

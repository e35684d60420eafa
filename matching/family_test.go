package matching

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func web(v string) func(*model.Customer) {
	return func(c *model.Customer) { c.Domains = append(c.Domains, v) }
}

// parents is child → parent by id of the founders.
func parents(r Result) map[string]string {
	out := map[string]string{}
	for _, rel := range r.BelongsTo {
		out[rel.Child.ID] = rel.Parent.ID + " " + string(rel.Kind) + " " + rel.Why
	}
	return out
}

func TestAFamilyHangsTogetherByHardEvidence(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{
		customer("1", "长沙文瑞集团股份有限公司", web("wenrui.com")),
		customer("2", "长沙文瑞集团股份有限公司天津分公司"),
		customer("3", "Changsha Wenrui Group Co., Ltd. Kunming Branch"),
		customer("4", "天津文瑞医药有限公司", web("wenrui.com")),
		customer("5", "文瑞（芜湖）房地产开发有限公司"),                   // only the name speaks
		customer("6", "唐山文瑞建筑工程有限公司", web("wenrui77.com")), // somebody else
		customer("7", "北京华泰贸易有限公司"),
	}, nil)
	want := map[string]string{
		"2": "1 branch-of branch-tail", "3": "1 branch-of branch-tail",
		"4": "1 subsidiary-of shared-domain", "5": "1 subsidiary-of brand",
	}
	if d := cmp.Diff(want, parents(r)); d != "" {
		t.Error(d)
	}
}

func TestABranchOfABranchBelongsToIt(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{
		customer("1", "中国联合网络通信集团有限公司"),
		customer("2", "中国联合网络通信有限公司江苏省分公司"),
		customer("3", "中国联合网络通信有限公司江苏省分公司无锡市分公司"),
		customer("4", "苏州联通"),
		customer("5", "中国移动通信集团江苏有限公司"),
	}, nil)
	want := map[string]string{
		"2": "1 branch-of branch-tail", "3": "2 branch-of branch-tail", "4": "1 subsidiary-of branch-tail",
	}
	if d := cmp.Diff(want, parents(r)); d != "" {
		t.Error(d)
	}
}

// A common brand with two groups says nothing about a third company of it.
func TestABrandOfTwoGroupsJoinsNobody(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{
		customer("1", "西安盛盛集团有限公司"), customer("2", "武汉盛盛集团有限公司"), customer("3", "昆明盛盛贸易有限公司"),
	}, nil)
	if len(r.BelongsTo) != 0 {
		t.Errorf("got %v", r.BelongsTo)
	}
}

func TestAStewardsRelatedMakesAFamily(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{customer("1", "西安盛盛集团有限公司"), customer("2", "昆明远大贸易有限公司")},
		[]model.Decision{decision("1", "2", model.Related, 1)})
	if want := map[string]string{"2": "1 subsidiary-of steward"}; !cmp.Equal(want, parents(r)) {
		t.Errorf("got %v", parents(r))
	}
}

func TestLeadingUsersOfAValue(t *testing.T) {
	use := func(v, by uint64, n int) []uint64 { return slices.Repeat([]uint64{v<<32 | by}, n) }
	got := leadingUsers(slices.Concat(use(1, 5, 40), use(1, 6, 2), use(1, 7, 1), use(2, 5, 2), use(2, 6, 1), use(2, 7, 1)), 4)
	if want := []uint32{0, 1, 3, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

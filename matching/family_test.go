package matching

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
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

// Where others bear the brand of a group too, a company of which only the name is
// known may be either's.
func TestABrandThatOthersBearTooIsAsked(t *testing.T) {
	records := []Record{
		customer("1", "长沙文瑞澜川集团有限公司", web("wenrui.com")), customer("2", "长沙文瑞澜川集团有限公司天津分公司"),
		customer("3", "唐山文瑞澜川建筑工程有限公司", web("wenrui77.com")), customer("4", "昆明文瑞澜川医药有限公司", web("wenrui88.com")),
		customer("5", "芜湖文瑞澜川房地产开发有限公司"),
	}
	r := matcher(t, Rules{}).Match(records, nil)
	asked := map[string]string{}
	for _, rel := range r.BelongsTo {
		if rel.Doubtful {
			asked[rel.Child.ID] = rel.Parent.ID + " " + rel.Why
		}
	}
	if d := cmp.Diff(map[string]string{"5": "1 brand-elsewhere"}, asked); d != "" {
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

// relatives draws a record out of few parts, so that groups, branches, shared
// values and brands come and go.
func relatives(g *rand.Rand, id string) Record {
	one := func(list ...string) string { return list[g.IntN(len(list))] }
	n := g.IntN(12)
	brand := one("文瑞", "文锐", "盛盛", "海泰康兴", "康兴") + []string{"", "岚", "宁", "澜", "川", "讯", "维", "峰", "越", "恒", "帆", "科"}[n]
	name := one("长沙", "长沙", "天津", "") + brand + one("医药", "建筑", "") + one("集团有限公司", "有限公司", "有限公司", "")
	switch g.IntN(12) {
	case 0, 1, 2:
		name = "长沙" + brand + "集团有限公司" + one("天津", "昆明", "长沙") + "分公司"
	case 3:
		name = one("中国移动通信集团有限公司", "中国移动通信集团江苏有限公司", "苏州移动", "中国移动通信集团广东有限公司深圳分公司")
	case 4:
		name = one("Changsha Wenrui Group Co., Ltd.", "Wenrui Pharma Ltd", "Shengsheng Trading Ltd")
	}
	c := func(c *model.Customer) {
		if g.IntN(3) == 0 {
			c.Domains = []string{one("wenrui.com", "wenrui.com", "shengsheng.cn", "haitai.com", "w77.com") + "." + strconv.Itoa(n/2)}
		}
		if g.IntN(3) == 0 {
			c.Phones = []model.Phone{{E164: "+8673188880" + one("1", "2", "3") + fmt.Sprintf("%02d", n/2)}}
		}
		if g.IntN(5) == 0 {
			c.Identifiers = []model.Identifier{{Type: "uscc", Value: one("91350100M000100Y43", "91310115MA1H7R0K0C", "91310000607378282T"), Valid: true}}
		}
	}
	return customer(id, name, c)
}

// Over a thousand random comings, changes, goings and verdicts, what Kinship tells
// of the changes adds up to what the families are when all is looked at anew.
func TestFamiliesFollowChanges(t *testing.T) {
	m := matcher(t, Rules{Generic: 4})
	for seed := range uint64(3) {
		g := rand.New(rand.NewPCG(seed, 3))
		x := m.NewIndex()
		for i := range 250 {
			r := relatives(g, strconv.Itoa(i))
			x.Upsert(&r)
		}
		told := map[model.Ref]Relation{}
		brands, asked, most := 0, 0, 0
		var decisions []model.Decision
		for round := range 120 {
			for range 1 + g.IntN(8) {
				id := strconv.Itoa(g.IntN(400))
				switch r := relatives(g, id); g.IntN(6) {
				case 0:
					x.Remove(r.Ref)
				case 1:
					decisions = append(decisions, decision(id, strconv.Itoa(g.IntN(400)), []model.Verdict{model.Related, model.Different, model.Same}[g.IntN(3)], round))
				default:
					x.Upsert(&r)
				}
			}
			x.Decide(decisions)
			if round > 0 {
				x.counted = 1 << 40
			}
			x.Settle()
			k := x.Kinship()
			if k.All != (round == 0) {
				t.Fatalf("round %d: all families were looked at anew: %v", round, k.All)
			}
			for _, row := range k.Rows {
				delete(told, x.Ref(row))
			}
			for _, r := range k.Relations {
				told[r.Child] = r
				if r.Why == "brand" {
					brands++
				}
				if r.Doubtful {
					asked++
				}
			}
			most = max(most, len(told))
			followed := x.kindred
			x.kindred = nil
			want := map[model.Ref]Relation{}
			for _, r := range x.BelongsTo() {
				want[r.Child] = r
			}
			if d := cmp.Diff(want, told); d != "" {
				t.Fatalf("seed %d, round %d (- all at once, + by what changed): %s", seed, round, d)
			}
			x.kindred = followed
		}
		if brands == 0 || asked == 0 || most < 20 {
			t.Errorf("seed %d: %d relations by brand, %d asked about, at most %d relations: nothing was tried", seed, brands, asked, most)
		}
	}
}

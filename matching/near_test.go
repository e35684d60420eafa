package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
	"pgregory.net/rapid"
)

func TestOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"武汉辰裕科技", "武汉辰裕科技", true},
		{"武汉辰裕科技", "武汉辰裕技", true},
		{"武汉辰裕科技", "武汉辰裕科科技", true},
		{"武汉辰裕科技", "武汉辰宇科技", true},
		{"武汉辰裕科技", "武汉裕辰科技", true},
		{"武汉辰裕科技", "武汉裕科辰技", false},
		{"武汉辰裕科技", "武昌辰宇科技", false},
		{"", "甲", true},
		{"", "甲乙", false},
		{"旦", "亘", true}, // characters that share bytes
	} {
		if got := oneEdit(c.a, c.b); got != c.want {
			t.Errorf("oneEdit(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestOneEditIsSymmetricAndMeetsEveryEdit(t *testing.T) {
	letters := rapid.SampledFrom([]rune("甲乙丙丁ab辰宸"))
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(letters, 1, 8).Draw(t, "a")
		b := append([]rune{}, a...)
		i := rapid.IntRange(0, len(a)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			b[i] = letters.Draw(t, "changed")
		case 1:
			b = append(b[:i], a[i+1:]...)
		case 2:
			b = append(b[:i], append([]rune{letters.Draw(t, "added")}, a[i:]...)...)
		case 3:
			j := min(i+1, len(b)-1)
			b[i], b[j] = b[j], b[i]
		}
		if !oneEdit(string(a), string(b)) || !oneEdit(string(b), string(a)) {
			t.Fatalf("%q and %q are one edit apart", string(a), string(b))
		}
		other := rapid.SliceOfN(letters, 0, 8).Draw(t, "other")
		if oneEdit(string(a), string(other)) != oneEdit(string(other), string(a)) {
			t.Fatalf("%q and %q: not symmetric", string(a), string(other))
		}
	})
}

func TestAMisspeltNameIsFoundByItsAddress(t *testing.T) {
	at := road("武汉市", "建设大道876号")
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"武汉泰岭恒环保有限公司", "武汉泰岭恒环旺有限公司", true},
		{"武汉泰岭恒环保有限公司", "武汉泰岭恒环有限公司", true},
		{"武汉泰岭恒环保有限公司", "武汉岭泰恒环保有限公司", true},
		{"武汉泰岭恒环保有限公司", "武汉泰岭环保有限公司", true},
		{"武汉泰岭集团有限公司长沙分公司", "武汉泰岭集团有限公司长分公司", true},
		{"中国移动通信集团湖北有限公司武汉市分公司", "中国移动通信集团湖北有限公司武市分公司", true},
		{"中国联合网络通信有限公司湖北省分公司武汉市分公司", "中国联合网络通信有限公司湖北省分公司汉武市分公司", true},
		{"武汉泰岭恒文化传媒有限公司", "武汉泰岭恒化传媒有限公司", true},
		{"武汉泰岭恒建筑工程有限公司", "武汉泰岭恒筑工程有限公司", true},
		{"武汉泰岭恒建筑工程有限公司", "武汉泰岭建恒筑工程有限公司", true},
		{"武汉泰岭恒科技股份有限公司", "武汉泰岭恒科技股汾有限公司", true},
		{"武汉泰岭恒科技有限责任公司", "武汉泰岭恒科技有責任公司", true},
		{"武汉泰岭恒控股集团有限公司", "武汉泰岭控恒股集团有限公司", true},
		{"泰岭恒科技(武汉)有限公司", "泰岭恒科技(汉)有限公司", true},
		{"武汉泰岭恒电子有限公司", "武汉泰岭恒电力有限公司", false},
		{"武汉泰岭恒科技有限公司", "武汉泰岭恒贸易有限公司", false},
		{"武汉泰岭集团有限公司长沙分公司", "武汉泰岭集团有限公司长春分公司", false},
		{"武汉泰岭集团有限公司第一分公司", "武汉泰岭集团有限公司第二分公司", false},
	} {
		if got := one(t, customer("1", c.a, at), customer("2", c.b, at)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// A slip in the word of a trade leaves a name that is registered once.
func TestASlipOutsideTheBrandNeedsNoAddress(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"武汉泰岭恒纺织有限公司", "武汉泰岭恒云织有限公司", true},
		{"武汉泰岭恒传媒有限公司", "武汉泰衡恒传媒有限公司", false}, // another brand
	} {
		if got := one(t, customer("1", c.a), customer("2", c.b)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// A slip in a brand of two characters is seen where the other name leaves out its
// place or its form as well; without contacts such a pair stays two companies.
func TestASlipInABrandIsSeenWhereTheNamesAreOfTwoLengths(t *testing.T) {
	at := []func(*model.Customer){phone("+862762231106"), road("武汉市", "建设大道153号"), func(c *model.Customer) { c.Domains = []string{"tailing.com.cn"} }}
	for _, c := range []struct {
		a, b string
		with []func(*model.Customer)
		want bool
	}{
		{"泰岭集团股份有限公司", "武汉丰岭集团股份有限公司", at, true},
		{"泰岭物流", "武汉丰岭物流有限公司", at, true},
		{"泰岭物流", "武汉丰岭物流有限公司", at[:1], false},
		{"泰岭物流", "武汉丰岭食品有限公司", at, false},
		{"泰岭物流有限公司", "武汉丰裕物流有限公司", at, false},
	} {
		if got := one(t, customer("1", c.a, c.with...), customer("2", c.b, c.with...)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestATranslationNamesTheTownOfACompanyNamedByItsProvince(t *testing.T) {
	var others []Record
	for _, name := range []string{"广东海瑞食品有限公司", "浙江元泰机械有限公司", "四川同禾物流有限公司", "山东立信达化工有限公司", "江苏东屏纺织有限公司",
		"湖北长宁医药有限公司", "辽宁明德贸易有限公司", "河北中卓环保有限公司"} {
		others = append(others, customer("x", name))
	}
	at := road("西宁市", "")
	full := customer("1", "青海远禾峰嘉文化传媒有限公司", at)
	if !one(t, full, customer("2", "Xining Yuanhefengjia Culture Media Co., Ltd.", at), others...) {
		t.Error("the town lies in the province")
	}
	if one(t, full, customer("2", "Lanzhou Yuanhefengjia Culture Media Co., Ltd.", road("兰州市", "")), others...) {
		t.Error("the town lies in another province")
	}
}

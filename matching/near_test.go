package matching

import (
	"testing"

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
		{"武汉泰岭恒电子有限公司", "武汉泰岭恒电力有限公司", false},
		{"武汉泰岭集团有限公司长沙分公司", "武汉泰岭集团有限公司长春分公司", false},
		{"武汉泰岭集团有限公司第一分公司", "武汉泰岭集团有限公司第二分公司", false},
	} {
		if got := one(t, customer("1", c.a, at), customer("2", c.b, at)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

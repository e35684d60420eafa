package clean

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// names draws shapes of names: places, brands, industries, forms, brackets,
// branches and junk in any order, so that most of them are odd.
var names = rapid.Custom(func(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{
		"中国", "广东", "广东省", "深圳市", "朝阳", "朝阳区", "香港", "华东", "安顺", "华兴", "泰", "海天", "農", "科技", "贸易", "建筑工程",
		"银行", "電力", "集团", "控股", "股份", "有限公司", "公司", "(集团)", "（深圳）", "(停用)", "(", ")", "分公司", "第一", "支行", "营业部",
		"厂", "勿用", "*", "-", "测试", " ", "2", "·", "原", "Shenzhen", " Acme ", " Co., ", "Ltd.", " Group", " Branch", " of ", "China ",
		" Trading", "&", "'", "S.A.", "株式会社", "ü", "\u200b", "Ａ", "|",
	}), 1, 8).Draw(t, "parts")
	return strings.Join(parts, "")
})

func parts(n Name) Name {
	n.Raw = ""
	return n
}

func TestParseNameOfFoldedGivesTheSameParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := ParseName(names.Draw(t, "raw"))
		if d := cmp.Diff(parts(n), parts(ParseName(n.Folded))); d != "" {
			t.Errorf("%q:\n%s", n.Raw, d)
		}
	})
}

func TestBrandIsNeverEmptyWhereTheNameHasALetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkBrand(t, ParseName(names.Draw(t, "raw")))
	})
}

func checkBrand(t interface{ Errorf(string, ...any) }, n Name) {
	if strings.IndexFunc(n.Folded, letter) < 0 || Placeholder(n.Folded) {
		return
	}
	if n.Brand == "" || n.Key == "" {
		t.Errorf("%q: brand %q key %q", n.Raw, n.Brand, n.Key)
	}
}

func TestKeyDoesNotDependOnWidthCaseOrHanForm(t *testing.T) {
	wide := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r > ' ' && r < 0x7f {
				return r + 0xfee0
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := names.Draw(t, "raw")
		want := ParseName(s).Key
		for _, v := range []string{wide(s), strings.ToUpper(s), Simplify(s), " " + s + "\u3000"} {
			if strings.ContainsAny(s, "üÜ") && v == strings.ToUpper(s) {
				continue // upper-casing may compose differently
			}
			if got := ParseName(v).Key; got != want {
				t.Errorf("%q has key %q, %q has %q", s, want, v, got)
			}
		}
	})
}

func FuzzParseName(f *testing.F) {
	for _, s := range benchNames {
		f.Add(s)
	}
	for _, s := range []string{"((", ")(", "公司", "分公司", "第", "(停用)", "Ltd of", "the", "of branch", "株式会社", "\xff公司", "朝阳区朝阳区", "银行支行", "*#", "中国(中国)中国"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		n := ParseName(raw)
		checkBrand(t, n)
		if d := cmp.Diff(parts(n), parts(ParseName(n.Folded))); d != "" {
			t.Errorf("%q:\n%s", raw, d)
		}
	})
}

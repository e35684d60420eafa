package clean

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseAddressTakesAddressesApart(t *testing.T) {
	type parts struct{ Province, City, District, Road, Number, Building, Floor, Room, Rest string }
	cases := map[string]parts{
		"天津市建設大道427號9栋2695室":                                               {"天津", "天津", "", "建设大道", "427", "9", "", "2695", ""},
		"天津高新大道971":                                                        {"天津", "天津", "", "高新大道", "971", "", "", "", ""},
		"安徽合肥学院路254号光新大厦25层":                                               {"安徽", "合肥", "", "学院路", "254", "光新大厦", "25", "", ""},
		"广东省深圳市南山区科苑南路15号科兴科学园B座三单元1203房":                                  {"广东", "深圳", "南山区", "科苑南路", "15", "科兴科学园 b 3", "", "1203", ""},
		"上海市浦东新区张江高科技园区碧波路690弄8号301室":                                      {"上海", "上海", "浦东新区", "碧波路", "690弄8", "", "", "301", "张江高科技园区"},
		"北京朝阳区建国路88号院3号楼15层1503":                                           {"北京", "北京", "朝阳区", "建国路", "88", "3", "15", "1503", ""},
		"上海南京东路100号":                                                       {"上海", "上海", "", "南京东路", "100", "", "", "", ""},
		"南京路5号":                                                            {"", "", "", "南京路", "5", "", "", "", ""},
		"浙江省杭州市余杭区五常街道文一西路969号":                                            {"浙江", "杭州", "余杭", "文一西路", "969", "", "", "", "五常街道"},
		"廣州市天河區天河路385號太古匯一座18樓":                                            {"广东", "广州", "天河区", "天河路", "385", "太古汇 1", "18", "", ""},
		"四川綿陽人民路678號12栋2010室":                                              {"四川", "绵阳", "", "人民路", "678", "12", "", "2010", ""},
		"12 Main St., Suite 5, Springfield":                                {Road: "main street", Number: "12", Room: "5", Rest: "springfield"},
		"No. 88 Keyuan Road, Nanshan District, Shenzhen, Guangdong 518057": {Province: "广东", City: "深圳", Road: "keyuan road", Number: "88", Rest: "nanshan district"},
		"Hauptstraße 12-14, 10115 Berlin":                                  {Road: "hauptstrasse", Number: "12-14", Rest: "berlin"},
		"无":                                                                {},
	}
	for raw, want := range cases {
		a := ParseAddress(raw)
		got := parts{a.Province.Short, a.City.Short, a.District.Short, a.Road, a.Number, a.Building, a.Floor, a.Room, a.Rest}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", raw, d)
		}
	}
}

func TestAddressKeyIsOneForWaysOfWritingIt(t *testing.T) {
	for _, same := range [][]string{
		{"广东省深圳市南山区科苑南路15号科兴大厦25层", "深圳科苑南路15號科興大廈25楼", "深圳市南山科苑南路15科兴大厦25F", "中国广东深圳市科苑南路１５号 科兴大厦 二十五层"},
		{"天津市建设大道427号9栋2695室", "天津建設大道427號9幢2695房", "天津市天津市建设大道427号9号楼2695室"},
		{"12 Main St, Ste 5", "12 main street, suite 5", "12 MAIN STREET #5"},
	} {
		want := ParseAddress(same[0]).Key
		for _, s := range same[1:] {
			if got := ParseAddress(s).Key; got != want {
				t.Errorf("%s: key %q, that of %s is %q", s, got, same[0], want)
			}
		}
	}
}

// A western address ends with town, postcode and country in the order of its country.
func TestWesternAddressesTellPostcodeAndCountry(t *testing.T) {
	for raw, want := range map[string][2]string{
		"133 New Bridge Road, Chinatown Point, Singapore 059413": {"059413", "SG"},
		"Chinatown Point, 133 New Bridge Road, 059413 singapore": {"059413", "SG"},
		"Mullanpara Road, Old Vythiri, Wayanad, 673576, India":   {"673576", "IN"},
		"12 Harbour Street, 2000, Sydney, Australia":             {"", "AU"}, // codes of four digits are taken for house numbers
		"8 Keyuan Road, Shenzhen 518057, China":                  {"518057", "CN"},
		"14016 Peachtree Street, Atlanta, Georgia":               {"", ""},
		"India Street 12, Boston":                                {"", ""},
	} {
		if a := ParseAddress(raw); a.Postcode != want[0] || a.Country != want[1] {
			t.Errorf("%s: postcode %q in %q, want %q", raw, a.Postcode, a.Country, want)
		}
	}
}

func TestAddressKeyDiffersByNumber(t *testing.T) {
	if a, b := ParseAddress("深圳市科苑南路15号"), ParseAddress("深圳市科苑南路16号"); a.Key == b.Key {
		t.Errorf("both have %q", a.Key)
	}
}

func TestParseAddressIsStableUnderFolding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringOf(rapid.RuneFrom([]rune("广东深圳市南山区科苑路大道街弄号栋楼层室房座0123456789ABf ,-()（）无大厦园村十二"))).Draw(t, "raw")
		a := ParseAddress(raw)
		b := ParseAddress(a.Folded)
		b.Raw = a.Raw
		if d := cmp.Diff(a, b); d != "" {
			t.Errorf("%q:\n%s", raw, d)
		}
	})
}

func TestTheSideOfARoadIsKeptByItself(t *testing.T) {
	for raw, want := range map[string][2]string{
		"21 W. 52nd St.":          {"west 52nd street", "west"},
		"3434 Peachtree Rd. NE":   {"peachtree road", "northeast"},
		"12 Northeast Harbor Ave": {"northeast harbor avenue", "northeast"},
		"20 West St.":             {"west street", ""},
		"9560 Dayton Way":         {"dayton way", ""},
		"8358 Sunset Blvd. West":  {"sunset boulevard", "west"},
		"56 E. Andrews Dr. NW":    {"east andrews drive", "east"},
	} {
		if a := ParseAddress(raw); a.Road != want[0] || a.Side != want[1] {
			t.Errorf("%q: road %q side %q, want %q", raw, a.Road, a.Side, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"天津市建設大道427號9栋2695室", "12 Main St., Suite 5", "上海市浦东新区碧波路690弄8号", "Hauptstraße 1", "号楼十二", "##"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a := ParseAddress(raw)
		if b := ParseAddress(a.Folded); b.Key != a.Key {
			t.Errorf("%q: key %q, folded %q", raw, a.Key, b.Key)
		}
	})
}

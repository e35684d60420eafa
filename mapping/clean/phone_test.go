package clean

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestParsePhoneReadsChineseForms(t *testing.T) {
	for _, c := range []struct {
		raw, region, e164, ext string
		kind                   PhoneKind
	}{
		{"+86 351 30746458", "", "+8635130746458", "", PhoneUnknown}, // eight digits behind a seven-digit area: kept, not valid
		{"022-71614010", "", "+862271614010", "", PhoneFixed},
		{"0086-23-27649886", "CN", "+862327649886", "", PhoneFixed},
		{"(010)36308951", "", "+861036308951", "", PhoneFixed},
		{"（010）3630 8951", "", "+861036308951", "", PhoneFixed},
		{"86-010-36308951", "", "+861036308951", "", PhoneFixed},
		{"+86 (0)10 36308951", "", "+861036308951", "", PhoneFixed},
		{"022-26803542#66", "", "+862226803542", "66", PhoneFixed},
		{"028-75971713 ext.12", "", "+862875971713", "12", PhoneFixed},
		{"028-75971713 x12", "", "+862875971713", "12", PhoneFixed},
		{"0591-25646361-801", "", "+8659125646361", "801", PhoneFixed},
		{"0755-26803542-8001", "", "+8675526803542", "8001", PhoneFixed},
		{"0755-26803542转8001", "", "+8675526803542", "8001", PhoneFixed},
		{"０７５５－２６８０３５４２　分机８００１", "", "+8675526803542", "8001", PhoneFixed},
		{"+862226803542;ext=66", "", "+862226803542", "66", PhoneFixed},
		{"138 2674 1183", "", "+8613826741183", "", PhoneMobile},
		{"+86-15503951412", "", "+8615503951412", "", PhoneMobile},
		{"8615503951412", "", "+8615503951412", "", PhoneMobile},
		{"400-820-8820", "", "+864008208820", "", PhoneService},
		{"400-820-8820-1", "", "+864008208820", "1", PhoneService},
		{"95588", "", "", "", PhoneService},
		{"10086", "", "", "", PhoneService},
		{"51177639", "", "", "", PhoneUnknown},
		{"2522 0113", "HK", "+85225220113", "", PhoneFixed},
		{"00852-25220113", "", "+85225220113", "", PhoneFixed},
		{"(212) 555-2368 x 5", "US", "+12125552368", "5", PhoneFixedOrMobile},
		{"0044 20 7946 0018", "DE", "+442079460018", "", PhoneFixed},
		{"00000000", "", "", "", PhoneUnknown},
		{"13800138000", "", "", "", PhoneUnknown},
		{"无", "", "", "", PhoneUnknown},
		{"", "", "", "", PhoneUnknown},
	} {
		p := ParsePhone(c.raw, c.region)
		if p.E164 != c.e164 || p.Extension != c.ext || p.Kind != c.kind {
			t.Errorf("%q: %+v kind %v, want %s ext %s kind %v", c.raw, p, p.Kind, c.e164, c.ext, c.kind)
		}
		if want := c.kind != PhoneUnknown; p.Valid != want {
			t.Errorf("%q: valid %v", c.raw, p.Valid)
		}
	}
}

func TestSplitPhonesDividesAField(t *testing.T) {
	for raw, want := range map[string][]string{
		"021-12345678/79":               {"021-12345678", "021-12345679"},
		"021-12345678、13800001111":      {"021-12345678", "13800001111"},
		"02112345678 13512345671":       {"02112345678", "13512345671"},
		"138 2674 1183":                 {"138 2674 1183"},
		"+86 22 74968431":               {"+86 22 74968431"},
		"010-1234567；010-7654321\n电话不通": {"010-1234567", "010-7654321"},
		"0755-26803542转8001":            {"0755-26803542转8001"},
		"无":                             nil,
	} {
		if got := SplitPhones(raw); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

func TestParsePhoneOfItsOwnE164IsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringMatching(`(\+86|0086|86|0)?[ -]?(10|2[0-9]|755|571|1[3-9][0-9])[ -]?[2-9][0-9]{6,7}(-[0-9]{3,4}|转[0-9]{2,4})?`).Draw(t, "raw")
		p := ParsePhone(raw, "CN")
		if p.E164 == "" {
			return
		}
		q := ParsePhone(p.E164, "CN")
		if q.E164 != p.E164 || q.Kind != p.Kind || q.Extension != "" {
			t.Errorf("%q gives %+v, its E.164 gives %+v", raw, p, q)
		}
	})
}

func TestPhoneCacheIsBoundedAndConcurrent(t *testing.T) {
	var c phoneCache
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 40_000 {
				k := phoneKey{strings.Repeat("1", i%7) + string(rune('a'+i%20000)), "CN"}
				c.put(k, Phone{Digits: k.raw})
				if p, ok := c.get(k); ok && p.Digits != k.raw {
					t.Errorf("worker %d read %q for %q", w, p.Digits, k.raw)
				}
			}
		})
	}
	wg.Wait()
	for i := range c.shards {
		if n := len(c.shards[i].seen); n > phoneShardSize {
			t.Errorf("shard %d holds %d numbers", i, n)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"022-26803542#66", "+86 (0)10 36308951", "021-12345678/79", "转8001", "x", "0086", "\xff1"} {
		f.Add(s, "CN")
		f.Add(s, "US")
	}
	f.Fuzz(func(t *testing.T, raw, region string) {
		SplitPhones(raw)
		p := ParsePhone(raw, region)
		if p.E164 == "" {
			return
		}
		if q := ParsePhone(p.E164, region); q.E164 != p.E164 {
			t.Errorf("%q in %q: %q, then %q", raw, region, p.E164, q.E164)
		}
	})
}

// the shortcut for Chinese numbers must say what the library says
func TestChinesePlanIsDecidedByItsLeadingDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`(1[3-9][0-9]{4}|10[0-9]{4}|2[0-9]{5}|[3-9][1-9][0-9]{4})`).Draw(t, "head")
		size := 11
		if head[0] != '1' || head[1] == '0' {
			size = rapid.IntRange(10, 11).Draw(t, "size")
		}
		tails := rapid.SliceOfN(rapid.StringMatching(`[0-9]{5}`), 8, 8).Draw(t, "tails")
		for _, tail := range tails {
			n := (head + tail)[:size]
			if got, want := chinesePlans.verdict(n), planOf(n); got != want {
				t.Errorf("%s: remembered %+v, the library says %+v", n, got, want)
			}
		}
	})
}

func TestSignsBetweenDigitsSayNothing(t *testing.T) {
	sign := rapid.SampledFrom([]string{"", "", "", " ", "-", ".", " (", ") ", "(0)", "  ", ")-("})
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.SampledFrom([]string{"", "", "+", "(+", " +"}).Draw(t, "start") +
			rapid.SampledFrom([]string{"", "1", "44", "49", "61", "65", "852", "39", "7"}).Draw(t, "country")
		for _, digit := range rapid.StringMatching(`[0-9]{3,12}`).Draw(t, "digits") {
			number += sign.Draw(t, "sign") + string(digit)
		}
		region := rapid.SampledFrom([]string{"CN", "US", "GB", "DE", "AU", "IT"}).Draw(t, "region")
		if got, want := planned(unsigned(number), region), planned(number, region); got != want {
			t.Fatalf("%q in %s: %+v without signs, %+v with them", number, region, got, want)
		}
	})
}

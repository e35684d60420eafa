package model

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAMaskShowsWhatTellsValuesApart(t *testing.T) {
	for _, tt := range []struct{ attribute, value, want string }{
		{"phone", "13812342046", "138••••2046"},
		{"phone", "+8613812342046", "138••••2046"},
		{"phone", "138-1234-2046", "138••••2046"},
		{"phone", "+862168035421", "21••••5421"},
		{"phone", "68035421", "••••5421"},
		{"phone", "95588", "••••"},
		{"email", "anna@x.cn", "a•••@x.cn"},
		{"email", "晚晴@x.cn", "晚•••@x.cn"},
		{"email", "no address", "•••"},
		{"identifier", "91320594MA1XABCD5X", "9132••••CD5X"},
		{"id.uscc", "91320594MA1XABCD5X", "9132••••CD5X"},
		{"identifier", "A1", "••••"},
		{"name", "周晚晴", "周••"},
		{"legal_name", "泊岚电气", "泊••"},
		{"street", "柳巷七号", "•••"},
		{"margin", "12", "•••"},
		{"phone", "", ""},
	} {
		if got := Mask(tt.attribute, tt.value); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.attribute, tt.value, got, tt.want)
		}
	}
}

func TestAMaskHidesAtLeastFourCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		attribute := rapid.SampledFrom([]string{"phone", "identifier"}).Draw(t, "attribute")
		value := rapid.StringMatching(`[0-9]{5,20}`).Draw(t, "value")
		got := strings.ReplaceAll(Mask(attribute, value), "•", "")
		if len(got) > len(value)-4 || got == value {
			t.Fatalf("%s %q: %q", attribute, value, got)
		}
	})
}

func TestAReaderIsKeptFromEveryAttributeOfAWord(t *testing.T) {
	p := Principal{Masked: []string{"identifier", "address", "name"}}
	for attribute, want := range map[string]bool{"id.uscc": true, "identifier": true, "street": true, "postcode": true, "address": true,
		"legal_name": true, "name": true, "city": false, "phone": false, "industry": false} {
		if p.Hides(attribute) != want {
			t.Errorf("%s hidden: %v", attribute, !want)
		}
	}
}

func TestPersonalDataInATextAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		`{"mail":"wan.qing@person.example"} is taken`: `{"mail":"w•••@person.example"} is taken`,
		"电话 13812342046 重复":                           "电话 138••••2046 重复",
		"+86 138 1234 2046":                           "138••••2046",
		"+442071838750 rang":                          "442••••8750 rang",
		"身份证 31010119900307888X":                      "身份证 3101••••888X",
		"record 00Q5g00000AbCdE, HTTP 429, 2026-11-02T08:00:00Z, 1731999999999, a@b": "record 00Q5g00000AbCdE, HTTP 429, 2026-11-02T08:00:00Z, 1731999999999, a@b",
	} {
		if got := MaskText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

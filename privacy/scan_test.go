package privacy

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var her = Subject{Phones: []string{"+86 138 1234 2046", "021-68035421"}, Emails: []string{"Wan.Qing@Person.example"}, Identifiers: []string{"31010119900307888X"}, Names: []string{"周晚晴", "Jane Doe"}}

func TestAPersonIsTakenOutOfATextInWhateverWriting(t *testing.T) {
	sc := her.particulars().scanner(true, her.Names)
	for text, want := range map[string]string{
		"13812342046":                        "",
		"138-1234-2046":                      "",
		"+86 138 1234 2046":                  "",
		"0086 (138) 1234-2046":               "",
		"１３８１２３４２０４６":                        "",
		"021 6803 5421":                      "",
		"(021)68035421 转 801":                "(" + Mark + " 转 801",
		"call 13812342046, ask":              "call " + Mark + ", ask",
		"2026-11-22 13812342046":             "2026-11-22 " + Mark,
		"13812342046/13912340000":            Mark + "/13912340000",
		"wan.qing@person.example":            "",
		"<WAN.QING@person.example>":          "",
		"写信给wan.qing@person.example。":        "写信给" + Mark + "。",
		"31010119900307888x":                 "",
		"周晚晴":                                "",
		"联系人：周晚晴、李四":                         "联系人：" + Mark + "、李四",
		"请找周晚晴本人":                            "请找" + Mark + "本人",
		"JANE  DOE":                          "",
		"Jane Doering":                       "Jane Doering",
		"113812342046":                       "113812342046",
		"138123420461":                       "138123420461",
		"wan.qing@person.example.org":        "wan.qing@person.example.org",
		"xwan.qing@person.example":           "xwan.qing@person.example",
		"周晚":                                 "周晚",
		"2026-11-22 10:00:00 amount 1381234": "2026-11-22 10:00:00 amount 1381234",
		"":                                   "",
	} {
		if got, hit := sc.text(text); got != want || hit != (want != text) {
			t.Errorf("%q: %q, %v, want %q", text, got, hit, want)
		}
	}
}

func TestNamesAreLookedForWhereAskedOnly(t *testing.T) {
	if got, hit := her.particulars().scanner(false, nil).text("周晚晴"); hit {
		t.Errorf("a namesake loses the name: %q", got)
	}
}

func TestADocumentKeepsItsShape(t *testing.T) {
	var v any
	dec := json.NewDecoder(strings.NewReader(`{"a":[{"tel":13812342046,"n":1381234},"周晚晴"],"b":"厂长 周晚晴","c":null,"周晚晴":true}`))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	got, hit := her.particulars().scanner(true, nil).value(v)
	want := map[string]any{"a": []any{map[string]any{"tel": nil, "n": json.Number("1381234")}, ""}, "b": "厂长 周晚晴", "c": nil, "周晚晴": true}
	if d := cmp.Diff(want, got); d != "" || !hit {
		t.Error(hit, d)
	}
}

// Whatever stands around a number, it goes, and going again changes nothing.
func TestWhatIsTakenOutIsGone(t *testing.T) {
	sc := her.particulars().scanner(true, her.Names)
	secrets := []string{"13812342046", "+8613812342046", "wan.qing@person.example", "31010119900307888X", "周晚晴"}
	around := rapid.StringOf(rapid.RuneFrom([]rune(" ,;:，。（）[]{}\"\n\t中文字#&")))
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SampledFrom(secrets).Draw(t, "secret")
		text := around.Draw(t, "before") + secret + around.Draw(t, "after")
		got, hit := sc.text(text)
		if !hit || strings.Contains(got, secret) {
			t.Fatalf("%q became %q", text, got)
		}
		if again, hit := sc.text(got); hit || again != got {
			t.Fatalf("%q became %q", got, again)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"13812342046", "a@b", "+86-(0", "周晚晴", "１@", "@@.", "0000000"} {
		f.Add(s)
	}
	sc := her.particulars().scanner(true, her.Names)
	f.Fuzz(func(t *testing.T, text string) {
		got, hit := sc.text(text)
		if !hit && strings.Contains(text, "周晚晴") {
			t.Errorf("%q keeps the name", text)
		}
		if again, more := sc.text(got); more {
			t.Errorf("%q became %q, then %q", text, got, again)
		}
	})
}

func TestAValueThatFindsEverythingIsRefused(t *testing.T) {
	for value, s := range map[string]Subject{"12345": {Phones: []string{"12345"}}, "@": {Emails: []string{"@"}}, "X1": {Identifiers: []string{"X1"}}, "李": {Names: []string{"李"}}} {
		if got := s.Unfit(); got != value {
			t.Errorf("%q: %q", value, got)
		}
	}
	if got := her.Unfit(); got != "" {
		t.Errorf("%q is refused", got)
	}
}

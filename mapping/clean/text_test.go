package clean

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFoldUnifiesWidthAndSpace(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "华为": "华为", "a b": "a b",
		"  Ａｃｍｅ　Ｃｏ．，　Ｌｔｄ．  ":    "Acme Co., Ltd.",
		"华\u200b为\ufeff（中国）":    "华为(中国)",
		"a\u202e\u00adb\r\n\tc": "ab c",
		"㈱日立\u3000 ①":           "(株)日立 1",
		"ﾄﾖﾀ":                   "トヨタ",
		"e\u0301":               "é",
		"bad\xffbyte":           "badbyte",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestKeyIgnoresHanFormAndCase(t *testing.T) {
	for in, want := range map[string]string{
		"國泰君安證券": "国泰君安证券", "ＨＵＡＷＥＩ": "huawei", "臺灣": "台湾", "衞生": "卫生", "上海裏": "上海里", "什麼": "什么",
	} {
		if got := Key(in); got != want {
			t.Errorf("Key(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldAndKeyAreIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if f := Fold(s); Fold(f) != f {
			t.Errorf("Fold(%q) = %q, again %q", s, f, Fold(f))
		}
		if k := Simplify(s); Simplify(k) != k {
			t.Errorf("Simplify(%q) = %q, again %q", s, k, Simplify(k))
		}
	})
}

func TestSimplifyKeepsTheNumberOfCharacters(t *testing.T) {
	for r := rune(0x3400); r < 0xa000; r++ {
		s := simplified(r)
		if s == 0 || simplified(s) != s {
			t.Fatalf("%c gives %c, which gives %c", r, s, simplified(s))
		}
	}
}

func TestAccentTablesAreOfOneLength(t *testing.T) {
	if n, m := len([]rune(accented)), len(unaccented); n != m {
		t.Fatalf("%d accented, %d plain letters", n, m)
	}
	if got := latinWords("Société Générale d'Éclairage & Groß-Øst Łódź"); got != "societe generale declairage and gross ost lodz" {
		t.Errorf("got %q", got)
	}
}

func TestPlaceholderGoesByShape(t *testing.T) {
	for _, s := range []string{
		"", " ", "-", "--", "/", "...", "无", "無", "（无）", "暂无", "未知", "不详", "N/A", "n.a.", "None", "NULL", "#N/A", "test", "TEST01", "测试", "测试123", "測試公司",
		"0", "000", "00000000", "111111", "1111111", "13800138000", "138-0013-8000", "13888888888", "123456", "12345678", "1234567890", "987654321", "0123456789",
		"xxx", "XXXXX", "aaa", "***", "tbd", "请输入",
	} {
		if !Placeholder(s) {
			t.Errorf("%q counts as content", s)
		}
	}
	for _, s := range []string{
		"华为", "无锡", "无印良品", "3M", "10086", "95588", "12345", "110", "022-71614010", "13826741183", "Acme", "A", "XO", "AAA Batteries", "测试设备有限公司",
		"test equipment ltd", "91350100M000100Y43", "360", "58同城", "11", "7-11", "360安全",
	} {
		if Placeholder(s) {
			t.Errorf("%q counts as placeholder", s)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ａ　Ｂ", "\u00a8", "\ufdfa", "ﾊﾟ\u200d", "\xff", "e\u0301\u200b\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := Fold(s)
		if b := Fold(a); a != b {
			t.Errorf("%q: %q, again %q", s, a, b)
		}
		if strings.Contains(a, "  ") || strings.TrimSpace(a) != a {
			t.Errorf("%q keeps spaces: %q", s, a)
		}
		Placeholder(s)
	})
}

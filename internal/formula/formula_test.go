package formula

import "testing"

func TestFormulaInjection(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "华宁移动": "华宁移动", "a=1": "a=1", "3-1": "3-1", "'=1": "'=1", "\u202e=1": "\u202e=1",
		"=HYPERLINK(\"https://evil.example\")": "'=HYPERLINK(\"https://evil.example\")",
		"+86 138":                              "'+86 138", "-": "'-", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1", "\x00=1": "'\x00=1",
		"＝1+1": "'＝1+1", "－2": "'－2", "＋2": "'＋2", "＠x": "'＠x", "-12.5": "'-12.5", "+1": "'+1", "-1+1": "'-1+1",
	} {
		if got := Quote(text); got != want {
			t.Errorf("Quote(%q) is %q", text, got)
		}
	}
	for text, want := range map[string]string{"-12.5": "-12.5", "+1": "+1", "-1+1": "'-1+1", "-": "'-", "=1": "'=1", "-1\n=2": "'-1\n=2"} {
		if got := QuoteText(text); got != want {
			t.Errorf("QuoteText(%q) is %q", text, got)
		}
	}
}

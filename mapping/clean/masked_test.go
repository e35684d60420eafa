package clean

import "testing"

func TestMasked(t *testing.T) {
	for raw, want := range map[string]string{
		"138****5678": "138****5678", "+86 138 **** 5678": "138****5678", "86-138xxxx5678": "138****5678", "１３８＊＊＊＊５６７８": "138****5678",
		"440103********123X": "440103********123X", "********1234": "********1234", "440103XXXXXXXX1234": "440103********1234",
		"13812345678": "", "44010319491231002X": "", "": "", "xxx": "", "***": "", "max": "", "+49 30 x 12": "",
	} {
		if got, ok := Masked(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", raw, got, ok)
		}
	}
}

func TestWhatAnIDCardTells(t *testing.T) {
	for s, want := range map[string]string{
		"11010519491231002X": "1949-12-31 f", "11010519491231002x": "1949-12-31 f", "110105194912310021": "",
		"440524188001010014": "1880-01-01 m", "110105********002X": " f", "11010519491231****": "1949-12-31 ", "110105199913310028": "",
		"1101051949123100": "", "abcdefghijklmnopqr": "",
	} {
		born, gender, ok := ParseIDCard(s)
		if got := born.String() + " " + gender; ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q, %v", s, got, ok)
		}
	}
}

func FuzzMasked(f *testing.F) {
	f.Add("138****5678")
	f.Add("86 138xxxx5678")
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := Masked(s)
		if again, _ := Masked(m); ok && again != m {
			t.Errorf("%q is %q, read again %q", s, m, again)
		}
		ParseIDCard(m)
	})
}

package mapping

import (
	"encoding/json"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func TestNumbersAreReadInTheNotationsThatSystemsUse(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{
		{"1234.5", "1234.5"}, {"1,234.50", "1234.50"}, {"12,34,567.8", "1234567.8"}, {"-5", "-5"}, {"+5", "5"}, {".5", "0.5"}, {"5.", "5"},
		{"1,234.50", "1234.50"}, {"¥1,200", "1200"}, {"¥ -12", "-12"}, {"1000元", "1000"}, {"CNY 7", "7"}, {"$1.5", "1.5"},
		{"(1,234.50)", "-1234.50"}, {"12.50-", "-12.50"}, {"−3", "-3"}, {"1 234 567,00", ""}, {"1 234 567.5", "1234567.5"},
		{json.Number("1.5E+3"), "1500"}, {json.Number("1E-2"), "0.01"}, {json.Number("12.345e1"), "123.45"}, {json.Number("007"), "007"}, {"0", "0"},
		{map[string]any{"__class__": "Decimal", "decimal": "1.2"}, "1.2"}, {[]any{"3"}, "3"},
	} {
		got, st, err := readNumber(c.in, false)
		if got != c.want || (st == present) != (c.want != "") {
			t.Errorf("readNumber(%v) = %q, %v, %v; want %q", c.in, got, st, err, c.want)
		}
	}
}

func TestDecimalCommaIsReadOnlyWhenDeclared(t *testing.T) {
	if got, _, err := readNumber("1.234,50", true); got != "1234.50" || err != nil {
		t.Errorf("declared: %q, %v", got, err)
	}
	for _, in := range []string{"12,5", "1,23", "1234,567", ",5", "1,2345"} {
		if got, _, err := readNumber(in, false); !errors.Is(err, errGrouping) {
			t.Errorf("readNumber(%q) = %q, %v; want the grouping to be refused", in, got, err)
		}
	}
}

func TestWhatIsNoNumberIsRefusedAndAbsentIsAbsent(t *testing.T) {
	for _, in := range []any{"5万", "n/a", "1.2.3", "--5", "(-5)", "1e99", "e5", true, []any{"1", "2"}, map[string]any{"id": "1"}} {
		if got, st, err := readNumber(in, false); err == nil || st != misshaped {
			t.Errorf("readNumber(%v) = %q, %v", in, got, st)
		}
	}
	for _, in := range []any{nil, "", "  ", " ", false, []any{}} {
		if got, st, err := readNumber(in, false); st != absent || err != nil {
			t.Errorf("readNumber(%v) = %q, %v, %v; want absent", in, got, st, err)
		}
	}
	if _, _, err := readAmount("922337203685478", false); !errors.Is(err, model.ErrOverflow) {
		t.Errorf("overflow: %v", err)
	}
}

func TestAmountsSurviveEveryNotation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := model.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "a"))
		text := a.String()
		for _, in := range []any{text, json.Number(text), " " + text + " ", wide(text), map[string]any{"__class__": "Decimal", "decimal": text}} {
			if got, _, err := readAmount(in, false); err != nil || got != a {
				t.Fatalf("%v: %v, %v; want %v", in, got, err, a)
			}
		}
	})
}

func wide(s string) string {
	r := []rune(s)
	for i := range r {
		r[i] += 0xfee0
	}
	return string(r)
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"1,234.50", "(5)", "1e5", "12,5", "¥-3", "5", "-", "e", "00", "1e-30"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, comma bool) {
		got, st, err := readNumber(s, comma)
		if (st == present) != (got != "") || st == present && err != nil {
			t.Fatalf("%q: %q, %v, %v", s, got, st, err)
		}
		if st == present && !plainDecimal(got) {
			t.Fatalf("%q became %q, which is no plain decimal", s, got)
		}
	})
}

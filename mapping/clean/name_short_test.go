package clean

import (
	"slices"
	"testing"
)

func TestLongFormsOfShortNames(t *testing.T) {
	for name, want := range map[string][]string{
		"沪农商行":       {"沪农村商业银行", "上海农村商业银行"},
		"粤高速A":       {"粤高速", "广东高速"},
		"*ST康美":      {"康美"},
		"万科A":        {"万科"},
		"上海建工":       nil,
		"新希望":        {"新疆希望"},
		"Acme":       nil,
		"招商银行股份有限公司": nil,
	} {
		if got := LongForms(name); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

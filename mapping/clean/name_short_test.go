package clean

import (
	"slices"
	"testing"
)

func TestLongFormsOfShortNames(t *testing.T) {
	for name, want := range map[string][]string{
		"沪农商行":       {"沪农村商业银行", "上海农村商业银行"},
		"粤高速A":       {"广东高速"},
		"*ST康美":      nil,
		"中国中冶":       {"中国冶"},
		"中国中":        nil,
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

func TestMarksOfTheStockExchangeAreTakenOff(t *testing.T) {
	for name, want := range map[string]string{"*ST康美": "康美", "ST 華英": "华英", "万科Ａ": "万科", "中国平安H": "中国平安", "TCL科技": "tcl科技", "Acme": "acme", "三六零": "三六零"} {
		if got := ListedName(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

package matching

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestLookupFindsTheFullNameOfAShortOne(t *testing.T) {
	m := matcher(t, Rules{})
	var records []Record
	for i, name := range []string{
		"中国石油化工股份有限公司", "中国石油天然气股份有限公司", "平安银行股份有限公司", "深圳华达鑫科技有限公司", "深圳华达鑫食品有限公司",
		"广州华达科技有限公司", "万科企业股份有限公司", "浙江龙盛集团股份有限公司", "珠海格力电器股份有限公司", "上海浦东发展银行股份有限公司",
		"上海农村商业银行股份有限公司", "中国旅游集团中免股份有限公司", "中国中车股份有限公司", "广东省高速公路发展股份有限公司", "京沪高速铁路股份有限公司",
		"中国冶金科工股份有限公司", "宝山钢铁股份有限公司", "上海国际机场股份有限公司", "上海机电股份有限公司", "中国电力建设股份有限公司", "中国电信股份有限公司",
		"沪士电子股份有限公司", "上海电力股份有限公司", "江苏苏州农村商业银行股份有限公司", "江苏紫金农村商业银行股份有限公司", "中国石化上海石油化工股份有限公司",
	} {
		records = append(records, customer(string(rune('a'+i)), name))
	}
	x := m.Finder(records)
	for query, want := range map[string]string{
		"中国石化": "a", "平安银行": "c", "华达鑫科技": "d", "华达鑫食品": "e", "万科A": "g", "浙江龙盛": "h", "格力电器": "i", "浦发银行": "j",
		"深圳華達鑫科技": "d", "沪农商行": "k", "中国中免": "l", "中国中车": "m", "粤高速A": "n", "京沪高铁": "o",
		"中国中冶": "p", "宝钢股份": "q", "中国电建": "t", "沪电股份": "v", "苏农银行": "x", "上海石化": "z", "*ST万科": "g",
		// One character lacks between two of the short name: that is no misspelling of the name that has another one there.
		"上海机场": "r", "上海机电": "s", "上海电力": "w",
	} {
		hits := x.Find(customer("q", query), 2)
		if len(hits) == 0 || records[hits[0].Index].Ref != ref(want) {
			t.Errorf("%s: got %v, want record %s", query, hits, want)
		}
	}
	if hits := x.Find(customer("q", "완전히다른이름"), 2); len(hits) != 0 {
		t.Errorf("a name without any common character found %v", hits)
	}
}

func TestLookupAnswersAreOrderedAndRepeatable(t *testing.T) {
	records, _ := synthetic(800, 4)
	x := matcher(t, Rules{}).Finder(records)
	for i := 0; i < len(records); i += 40 {
		query := records[i]
		query.Ref = model.Ref{}
		first, again := x.Find(query, 5), x.Find(query, 5)
		for k := range first {
			if first[k] != again[k] || k > 0 && first[k].Score > first[k-1].Score {
				t.Fatalf("query %d: %v, then %v", i, first, again)
			}
		}
		if len(first) == 0 || records[first[0].Index].Names[0].Brand != query.Names[0].Brand {
			t.Errorf("query %d finds %v first", i, first)
		}
	}
}

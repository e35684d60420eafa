package matching

import (
	"slices"
	"strconv"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// one says whether a and b end in one entity of the set; the ids of the set are
// given anew.
func one(t *testing.T, a, b Record, others ...Record) bool {
	t.Helper()
	records := append([]Record{a, b}, others...)
	for i := range records {
		records[i].Ref = ref(strconv.Itoa(i))
	}
	for _, c := range matcher(t, Rules{}).Match(records, nil).Clusters {
		if slices.Contains(c, 0) {
			return slices.Contains(c, 1)
		}
	}
	return false
}

func road(city, street string) func(*model.Customer) {
	return func(c *model.Customer) {
		c.Addresses = append(c.Addresses, model.Address{City: city, Street: street})
	}
}

func TestInstitutionsAreToldApartByPlaceAndBranch(t *testing.T) {
	at := road("无锡市", "建设大道876号")
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"中国移动通信集团江苏有限公司", "江苏移动", true},
		{"中国移动通信集团江苏有限公司无锡分公司", "无锡移动", true},
		{"国网江苏省电力有限公司无锡市分公司", "无锡电力", true},
		{"国网江苏省电力有限公司无锡市分公司", "State Grid Jiangsu Electric Power Company Limited Wuxi Branch", true},
		{"中国农业银行股份有限公司江苏省分行无锡支行", "农行无锡分行", true},
		{"中国农业银行股份有限公司江苏省分行", "Agricultural Bank of China Limited Jiangsu Branch", true},
		{"中国联合网络通信有限公司江苏省分公司无锡市分公司", "China United Network Communications Corporation Limited Jiangsu Branch Wuxi Branch", true},

		{"中国移动通信集团江苏有限公司", "无锡移动", false},
		{"中国移动通信集团江苏有限公司无锡分公司", "江苏移动", false},
		{"中国移动通信集团江苏有限公司", "江苏联通", false},
		{"中国农业银行股份有限公司江苏省分行", "中国农业银行股份有限公司江苏省分行无锡支行", false},
		{"中国农业银行股份有限公司", "农行无锡分行", false},
		{"中国电信股份有限公司江苏分公司", "China Telecom Corporation Limited Jiangsu Branch Wuxi Branch", false},
	} {
		if got := one(t, customer("1", c.a, at), customer("2", c.b, at)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// The English name says which branch it is where the Chinese one is misspelt, to those
// too that have an everyday name only.
func TestABranchIsWhatItsEnglishNameSays(t *testing.T) {
	at := road("无锡市", "建设大道876号")
	misspelt := customer("1", "国网江苏省电力有限公司无豐市分公司", named(model.EnglishName, "State Grid Jiangsu Electric Power Company Limited Wuxi Branch"), at)
	if !one(t, misspelt, customer("2", "无锡电力", at), customer("3", "国网江苏省电力有限公司无锡市分公司", at)) {
		t.Error("the branch and its misspelt name are two")
	}
	if one(t, misspelt, customer("2", "苏州电力", at)) {
		t.Error("two branches are one")
	}
}

// In a municipality the provincial company and the city's branch have one
// everyday name: without more it stays with neither.
func TestAnEverydayNameOfTwoUnitsMergesWithNeither(t *testing.T) {
	company, branch := customer("1", "中国移动通信集团北京有限公司"), customer("2", "中国移动通信集团北京有限公司北京市分公司")
	if one(t, company, customer("3", "北京移动"), branch) || one(t, branch, customer("3", "北京移动"), company) {
		t.Error("北京移动 went to one of two units of the place")
	}
}

package clean

import "testing"

func TestInstitutionsAreKnownByTheirManyNames(t *testing.T) {
	for name, want := range map[string]string{
		"中国移动通信集团江苏有限公司":                                 "中国移动",
		"China Mobile Group Jiangsu Company Limited":     "中国移动",
		"国网江苏省电力有限公司":                                    "国家电网",
		"中国农业银行股份有限公司江西省分行":                              "中国农业银行",
		"中国农业银行股份西藏自治区分行拉萨支行":                            "中国农业银行",
		"农行九江分行":                                         "中国农业银行",
		"Agricultural Bank of China (Headquarters)":      "中国农业银行",
		"中国农业机械化科学研究院":                                   "",
		"中国移动电子商务有限公司":                                   "",
		"China Mobile Phones Trading Co., Ltd.":          "",
		"State Grid Jiangsu Electric Power Co., Limited": "国家电网",
	} {
		if got := ParseName(name).House; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// One slip in an official name, in the 集团 behind it or in the province behind that
// keeps nobody from knowing whose it is; what reads like another company stays one.
func TestMisspeltInstitutionsAreMended(t *testing.T) {
	for name, want := range map[string]string{
		"中国移动通信集恒湖南有限公司":               "中国移动 湖南",
		"中国移动通信集安团徽有限公司":               "中国移动 安徽",
		"中国移动通信集团辽昌有限公司沈阳市分公司":         "中国移动 辽宁",
		"中国移动通慧集团安徽有限公司":               "中国移动 安徽",
		"中國联合網通信有限公司天津市分公司":            "中国联通 ",
		"中国红合网络通信有限公司四川省分公司成都市分公司（停用）": "中国联通 ",
		"中国移动信通集团广东有限公司":               "中国移动 广东",

		"中国移动通信集团终端有限公司": " ",
		"中国移动通信集团江泰有限公司": " ", // 江苏 or 江西
		"中国移动通信设计院有限公司":  " ",
		"中国石油天然气管道局":     " ",
		"中国南方电力有限公司":     " ",
		"中国招商银行股份有限公司":   " ",
		"中国海洋石化仓储物流有限公司": " ",
	} {
		n := ParseName(name)
		if got := n.House + " " + n.Region; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestEverydayNamesAreAPlaceAndAnInstitution(t *testing.T) {
	for name, want := range map[string]string{
		"江苏移动": "中国移动 江苏", "无锡电力": "国家电网 无锡", "昆明市供电局": "国家电网 昆明", "江蘇電信": "中国电信 江苏",
		"移动": "", "江苏移动有限公司": "", "江苏": "", "Jiangsu Mobile": "",
	} {
		n := ParseName(name)
		got := ""
		if house, at, ok := n.Everyday(); ok {
			got = house + " " + at.Short
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestBranchTailsTellPlaceRankAndNumber(t *testing.T) {
	for _, c := range []struct {
		name, at, no string
		rank         int
		bare         bool
	}{
		{"中国电信股份有限公司云南分公司昆明市分公司", "530100", "", 2, true},
		{"China Telecom Corporation Limited Yunnan Branch Kunming Branch", "530100", "", 2, true},
		{"柳州瑞江光电有限公司柳州第16分店", "450200", "16", 1, true},
		{"Liuzhou Ruijiang Optoelectronics Co., Ltd. Liuzhou Store No. 16", "450200", "16", 1, true},
		{"工商银行北京第二支行", "110000", "2", 1, true},
		{"武汉泰岭集团有限公司第一工程分公司", "", "1", 1, false},
		{"新兴华北京分公司", "110000", "", 1, true},
	} {
		n := ParseName(c.name)
		if n.BranchCode != c.at || n.BranchNo != c.no || n.BranchRank != c.rank || n.BranchBare != c.bare {
			t.Errorf("%s: %s %q %d %v, want %+v", c.name, n.BranchCode, n.BranchNo, n.BranchRank, n.BranchBare, c)
		}
	}
}

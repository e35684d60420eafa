package matching

import "testing"

func TestAPlaceInANameAgreesWithAnAddress(t *testing.T) {
	others := []Record{customer("3", "山东明泽化工有限公司"), customer("4", "四川立同机械有限公司"), customer("5", "浙江安信达物流有限公司"),
		customer("6", "河南万嘉食品有限公司"), customer("7", "广东恒睿纺织有限公司"), customer("8", "陕西元启环保有限公司")}
	full := customer("1", "福建腾跃锦源建筑工程有限公司")
	for city, want := range map[string]bool{"福州市": true, "济南市": false} {
		if got := one(t, full, customer("2", "腾跃锦源建筑", road(city, "")), others...); got != want {
			t.Errorf("a short name in %s: one %v, want %v", city, got, want)
		}
	}
}

func TestAShortenedTradeIsNoOtherTrade(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"武汉瑞同禾餐饮管理有限公司", "武汉瑞同禾餐饮有限公司", true},
		{"武汉瑞同禾企业管理咨询有限公司", "武汉瑞同禾咨询有限公司", true},
		{"武汉瑞同禾餐饮管理有限公司", "武汉瑞同禾纺织有限公司", false},
		{"Brightwell Marden Construction Ltd", "Brightwell Marden Constr. Ltd", true},
	} {
		if got := one(t, customer("1", c.a), customer("2", c.b)); got != c.want {
			t.Errorf("%s and %s: one %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestMarksAndPersonsBehindANameAreNoPartOfIt(t *testing.T) {
	for _, c := range []struct{ a, b string }{
		{"武汉瑞同禾餐饮有限公司", "武汉瑞同禾餐饮（张经理）"},
		{"武汉瑞同禾餐饮有限公司", "武汉瑞同禾餐饮（新）．"},
		{"Wuhan Ruitonghe Catering Co., Ltd.", "Wuhan Ruitonghe Catering Co., Ltd.（停用）"},
		{"武汉瑞同禾贸易中心（有限合伙）", "Wuhan Ruitonghe Trading Center (L.P.)"},
		{"武汉瑞同禾纺织厂", "Wuhan Ruitonghe Textile Factory"},
		{"武汉乾同禾纺织厂", "Wuhan Qiantonghe Textile Factory"},
		{"武汉瑞同禾纺织集团有限公司", "武汉瑞同禾纺织公司"},
	} {
		if at := road("武汉市", "珞喻路12号"); !one(t, customer("1", c.a, at), customer("2", c.b, at)) {
			t.Errorf("%s and %s are two", c.a, c.b)
		}
	}
}

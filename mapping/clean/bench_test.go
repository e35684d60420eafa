package clean

import "testing"

var benchNames = [...]string{
	"中国移动通信集团广东有限公司广州分公司",
	"腾讯科技（深圳）有限公司",
	"福建華鑫環保股份公司",
	"拉萨市飞通安顺建筑工程有限公司",
	"国网江苏省电力有限公司南京市分公司",
	"深圳市大疆创新科技有限公司",
	"Wuhu Dahaili Construction Co., Ltd.",
	"China Mobile Communications Group Guangdong Co., Ltd.",
}

func BenchmarkParseName(b *testing.B) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		n := ParseName(benchNames[i%len(benchNames)])
		if n.Brand == "" {
			b.Fatal("empty brand")
		}
	}
}

// BenchmarkParsePhoneAbroad is of a number that was met before.
func BenchmarkParsePhoneAbroad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if p := ParsePhone("+44 20 7946 0958", "CN"); !p.Valid {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkParsePhone(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if p := parsePhone("0755-26803542转8001", "CN"); !p.Valid {
			b.Fatal("not valid")
		}
	}
}

func BenchmarkParseAddress(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if a := ParseAddress("广东省深圳市南山区科苑南路15号科兴大厦25层2501室"); a.Room == "" {
			b.Fatal("no room")
		}
	}
}

func BenchmarkIdentifyUSCC(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if id := Identify(KindUSCC, "91350100M000100Y43"); !id.Valid {
			b.Fatal(id.Reason)
		}
	}
}

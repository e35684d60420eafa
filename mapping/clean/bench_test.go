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

package matching

import (
	"fmt"
	"math/rand/v2"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// synthetic makes n records of invented companies, about two records each, as
// several sources would hold them: dropped regions and forms, missing fields,
// branches. truth[i] is the company of record i.
func synthetic(n int, seed uint64) (records []Record, truth []int) {
	g := rand.New(rand.NewPCG(seed, 1))
	pick := func(list []string) string { return list[g.IntN(len(list))] }
	for company := 0; len(records) < n; company++ {
		region := pick([]string{"北京", "上海", "广州", "深圳", "成都", "武汉", "杭州", "南京", "西安", "天津", "大连", "青岛"})
		trade := pick([]string{"科技", "贸易", "食品", "化工", "物流", "医药", "建筑工程", "新能源", "信息技术", "汽车配件"})
		brand := pick(syllables) + pick(syllables) + pick(syllables)
		tail := ""
		if g.IntN(12) == 0 {
			tail = pick([]string{"苏州", "长沙", "昆明"}) + "分公司"
		}
		code := uscc(uint64(company))
		phone := fmt.Sprintf("+8613%09d", g.IntN(1_000_000_000))
		domain := fmt.Sprintf("c%d.example.com", company)
		street := fmt.Sprintf("%s路%d号", pick(syllables)+pick(syllables), 1+g.IntN(999))
		for range 1 + g.IntN(3) {
			name := region + brand + trade + "有限公司" + tail
			if tail == "" && g.IntN(6) == 0 {
				name = brand + trade
			}
			c := model.Customer{
				Ref:  model.Ref{Source: fmt.Sprintf("s%d", g.IntN(6)), Object: "account", ID: fmt.Sprintf("%07d", g.IntN(1<<30))},
				Kind: model.Organisation, Name: name, Names: []model.Name{{Type: model.LegalName, Value: name}},
			}
			if g.IntN(2) == 0 {
				c.Identifiers = []model.Identifier{{Type: clean.KindUSCC, Value: code, Valid: true}}
			}
			if g.IntN(3) > 0 {
				c.Phones = []model.Phone{{E164: phone}}
			}
			if g.IntN(3) > 0 {
				c.Domains = []string{domain}
			}
			if g.IntN(3) > 0 {
				c.Addresses = []model.Address{{City: region, Street: street}}
			}
			records = append(records, Prepare(c))
			truth = append(truth, company)
		}
	}
	return records[:n], truth[:n]
}

var syllables = []string{"华", "达", "鑫", "宏", "瑞", "盛", "泰", "兴", "丰", "恒", "天", "东", "海", "明", "德", "诚", "汇", "通",
	"利", "安", "康", "宝", "金", "联", "创", "新", "远", "飞", "星", "辰", "云", "龙", "凯", "美", "佳", "嘉", "万", "信", "永", "福"}

// uscc builds a valid code for company number n.
func uscc(n uint64) string {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("%08d", n%100_000_000)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(org[i]-'0') * w
	}
	body := "91440101" + org + string("0123456789X"[(11-sum%11)%11])
	sum = 0
	for i, w := range []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} {
		for v := range len(set) {
			if set[v] == body[i] {
				sum += v * w
			}
		}
	}
	return body + string(set[(31-sum%31)%31])
}

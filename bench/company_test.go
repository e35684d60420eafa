package bench

import (
	"strconv"

	"github.com/tierloop/tierloop/bench/scale"
)

// A company is made up from its number alone, so that two systems may know the
// same one and nothing has to be kept.

var places = []struct{ province, city, district, area string }{
	{"北京市", "北京市", "110108", "010"}, {"上海市", "上海市", "310115", "021"}, {"广东省", "广州市", "440106", "020"},
	{"广东省", "深圳市", "440305", "0755"}, {"江苏省", "苏州市", "320506", "0512"}, {"江苏省", "南京市", "320102", "025"},
	{"浙江省", "杭州市", "330106", "0571"}, {"浙江省", "宁波市", "330203", "0574"}, {"四川省", "成都市", "510104", "028"},
	{"湖北省", "武汉市", "420106", "027"}, {"陕西省", "西安市", "610102", "029"}, {"山东省", "青岛市", "370202", "0532"},
}

var trades = []string{"精密机械", "信息技术", "新能源", "医药", "食品", "化工", "物流", "建筑工程", "汽车配件", "电子", "纺织", "贸易"}

var streets = []string{"星湖街", "科技路", "人民路", "建设大道", "解放路", "创业街", "滨江路", "工业园路", "中山路", "文化路"}

// characters that brands are made of.
var characters = []rune("华达鑫宏瑞盛泰兴丰恒天东海明德诚汇通利安康宝金联创新远飞星辰云龙凯美佳嘉万信永福泊岚锦程卓越博雅" +
	"智慧启航润泽瀚宇晨曦浩然景源昌茂旭升腾跃捷顺祥和裕隆骏业聚力众合锐驰凌峰岳川江河湖溪林森松柏梅兰竹菊")

// mix spreads numbers, so that neighbours have nothing in common.
func mix(n uint64) uint64 {
	n ^= n >> 31
	n *= 0x9e3779b97f4a7c15
	n ^= n >> 29
	n *= 0xbf58476d1ce4e5b9
	return n ^ n>>32
}

// company is one made-up company.
type company struct {
	number           int
	name, uscc       string
	phone, industry  string
	province, city   string
	street           string
	orders           [2]int // amounts in yuan
	tier             string // as the policy of this package gives it
	domain, postcode string
}

func companyOf(number int) company {
	h := mix(uint64(number) + 1)
	take := func(n int) int { v := int(h % uint64(n)); h = mix(h); return v }
	place := places[take(len(places))]
	trade := trades[take(len(trades))]
	brand := string([]rune{characters[take(len(characters))], characters[take(len(characters))], characters[take(len(characters))]})
	c := company{number: number, industry: trade, province: place.province, city: place.city,
		name: place.city[:len(place.city)-len("市")] + brand + trade + "有限公司",
		uscc: scale.USCC(place.district, number), domain: "c" + strconv.Itoa(number) + ".com.cn", postcode: place.district}
	c.phone = place.area + "-" + strconv.Itoa(60_000_000+take(9_999_999))
	if len(place.area) == 4 && place.area != "0755" && place.area != "0571" && place.area != "0512" && place.area != "0574" && place.area != "0532" {
		c.phone = place.area + "-" + strconv.Itoa(6_000_000+take(999_999))
	}
	c.street = streets[take(len(streets))] + strconv.Itoa(1+take(998)) + "号"
	// Twice the sum, of a company that both systems know, is the same tier.
	switch take(3) {
	case 0:
		c.orders, c.tier = [2]int{40_000 + take(9_000), 30_000}, "A"
	case 1:
		c.orders, c.tier = [2]int{2_000 + take(900), 1_000}, "B"
	default:
		c.orders, c.tier = [2]int{100 + take(90), 50}, "C"
	}
	return c
}

package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Customer is what one unit's system holds of a company.
type Customer struct {
	ID, Name, USCC, Phone, Web, Province, City, Address string
	Parent                                              string // id in the same system
	Tier                                                string // what the tier field shows before
}

// Order is one sales order of a unit.
type Order struct {
	ID, Customer, Amount string
	Date                 time.Time
}

// Unit is one business unit with all that its system holds.
type Unit struct {
	Name, Label, System string
	Customers           []Customer
	Orders              []Order
}

// Data is the whole group.
type Data struct {
	Units []Unit
	Today time.Time
}

// unitPlan says how many companies each unit serves.
var unitPlan = []struct {
	name, label, system string
	companies           int
}{
	{"cloud", "云网事业部", "fxiaoke", 60},
	{"iot", "物联事业部", "kingdee", 120},
	{"care", "医疗事业部", "jiandaoyun", 90},
	{"trade", "海外事业部", "zoho", 140},
	{"parts", "配件事业部", "file", 80},
}

// market is the number of companies that the units share.
const market = 260

// New draws the group as it stands on a day.
func New(seed int64, today time.Time) *Data {
	d := &Data{Today: today}
	rng := rand.New(rand.NewPCG(uint64(seed), 0x64656d6f))
	for _, p := range unitPlan {
		u := Unit{Name: p.name, Label: p.label, System: p.system}
		for k, c := range rng.Perm(market)[:p.companies] {
			u.add(rng, company(c), k, today)
			if k%17 == 3 { // a duplicate inside one system, under another writing
				u.add(rng, company(c), p.companies+k, today)
			}
		}
		d.Units = append(d.Units, u)
	}
	d.operator()
	d.twins()
	return d
}

// add enters a company as the unit's staff wrote it, with its orders.
func (u *Unit) add(rng *rand.Rand, c companyFacts, k int, today time.Time) {
	id := fmt.Sprintf("%s-%04d", u.Name, k+1)
	cust := Customer{ID: id, Name: c.writing(rng), USCC: c.uscc, Phone: c.phone, Web: c.web, Province: c.province, City: c.city, Address: c.address}
	switch rng.IntN(8) {
	case 0:
		cust.USCC = ""
	case 1:
		cust.USCC, cust.Phone = "无", "-"
	case 2:
		cust.Web, cust.Address = "", "不详"
	}
	u.Customers = append(u.Customers, cust)
	for n := range rng.IntN(5) {
		u.order(cust.ID, n, fmt.Sprintf("%d.%02d", 3_000+rng.IntN(120_000), rng.IntN(100)), today.AddDate(0, 0, -rng.IntN(700)-1))
	}
}

func (u *Unit) order(customer string, n int, amount string, day time.Time) {
	u.Orders = append(u.Orders, Order{ID: fmt.Sprintf("SO-%s-%d", customer, n+1), Customer: customer, Amount: amount, Date: day})
}

// companyFacts is a made-up company.
type companyFacts struct {
	place, brand, trade                       string
	uscc, phone, web, province, city, address string
}

var places = [][3]string{{"苏州", "江苏", "0512"}, {"杭州", "浙江", "0571"}, {"成都", "四川", "028"}, {"武汉", "湖北", "027"}, {"青岛", "山东", "0532"}, {"长沙", "湖南", "0731"}}

var trades = []string{"科技", "电子", "机械设备", "医疗器械", "贸易", "物流"}

func company(n int) companyFacts {
	const first, second = "泊岚赫拓瑞昱恒朗锦卓峻霖", "帆澜讯岳维霆宸凌越翎柏泽"
	brand := string([]rune(first)[n%12]) + string([]rune(second)[n/12%12])
	p := places[n%len(places)]
	return companyFacts{
		place: p[0], brand: brand, trade: trades[n/7%len(trades)], province: p[1], city: p[0],
		uscc: uscc(100 + n), phone: fmt.Sprintf("%s-8%06d", p[2], 100_003+n*37), web: fmt.Sprintf("www.demo-%03d.com", n),
		address: fmt.Sprintf("%s市创业路%d号", p[0], 10+n),
	}
}

// writing is the name as some clerk entered it.
func (c companyFacts) writing(rng *rand.Rand) string {
	plain := c.place + c.brand + c.trade + "有限公司"
	switch rng.IntN(6) {
	case 0:
		return c.brand + c.trade + "(" + c.place + ")有限公司"
	case 1:
		return strings.Replace(plain, "有限公司", "有限责任公司", 1)
	case 2:
		return " " + c.place + "市" + c.brand + c.trade + "有限公司 "
	case 3:
		return plain + "(新)"
	}
	return plain
}

// uscc makes a unified social credit code with valid check characters
// (GB 32100-2015) from a number.
func uscc(n int) string {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("%08d", 60_000_000+n*7919%10_000_000)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(org[i]-'0') * w
	}
	check := "0"
	switch c := 11 - sum%11; {
	case c == 10:
		check = "X"
	case c < 10:
		check = strconv.Itoa(c)
	}
	body := "91320500" + org + check
	total, weight := 0, 1
	for _, c := range body {
		total += strings.IndexRune(set, c) * weight
		weight = weight * 3 % 31
	}
	return body + string(set[(31-total%31)%31])
}

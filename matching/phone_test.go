package matching

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

func TestFixedLinesCompareAsTheyAreDialledInTheirTown(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"0971-53215176", "53215176", true},
		{"+86 971 53215176", "(0971)53215176转8001", true},
		{"010-62781234", "6278 1234", true},
		{"0596-2345671", "2345671", true},
		{"+852 2522 0113", "2522 0113", true},
		{"13826741183", "0086-138-2674-1183", true},
		{"13826741183", "26741183", false},
		{"400-820-8820", "8208820", false},
		{"95588", "95588", false}, // a hotline of everybody
		{"00000000", "00000000", false},
		{"+1 212 555 0147", "5550147", false},
	} {
		prepared := func(raw string) []string {
			p := model.Phone{Raw: raw}
			if n := clean.ParsePhone(raw, "CN"); n.Valid {
				p.E164 = n.E164
			}
			return Prepare(model.Customer{Kind: model.Organisation, Phones: []model.Phone{p}}).Phones
		}
		a, b := prepared(c.a), prepared(c.b)
		if got := len(a) == 1 && len(b) == 1 && a[0] == b[0]; got != c.want {
			t.Errorf("%s is compared as %q and %s as %q; one: %v, want %v", c.a, a, c.b, b, got, c.want)
		}
	}
}

func TestASharedPhoneTellsWhichCompanyOfABrandAShortNameMeans(t *testing.T) {
	others := []Record{customer("3", "北京瑞禾食品有限公司"), customer("4", "成都瑞禾机械有限公司"), customer("5", "大连瑞禾物流有限公司")}
	tel := phone("+862787651427")
	full := customer("1", "武汉瑞禾医药有限公司", tel, road("武汉市", "珞喻路12号"))
	if !one(t, full, customer("2", "瑞禾", tel, road("武汉市", "")), others...) {
		t.Error("a short name with the company's phone is the company's")
	}
	if one(t, full, customer("2", "瑞禾", road("武汉市", "解放大道3号")), others...) {
		t.Error("a short name in the company's town may be another's")
	}
}

func TestAMailboxNamedAfterANumberIsThatNumber(t *testing.T) {
	mail := func(list ...string) func(*model.Customer) {
		return func(c *model.Customer) { c.Emails = append(c.Emails, list...) }
	}
	for _, c := range []struct {
		mail          string
		phone, keptAs string
	}{
		{"17680073445@qq.com", "+8617680073445", ""},
		{"82749779@163.com", "82749779", ""},
		{"82749779@qq.com", "", "82749779@qq.com"},               // a member's number
		{"17680073445@nalei.cn", "", "17680073445@nalei.cn"},     // a company's own mailbox
		{"13800138000@139.com", "", "13800138000@139.com"},       // nobody's number
		{"20260101123@gmail.com", "", "20260101123@gmail.com"},   // no number that is given out
		{"wang17680073445@qq.com", "", "wang17680073445@qq.com"}, // a name
	} {
		r := customer("1", "杭州云帆物流有限公司", mail(c.mail))
		if got := strings.Join(r.Phones, " "); got != c.phone {
			t.Errorf("%s: phones %q, want %q", c.mail, got, c.phone)
		}
		if got := strings.Join(r.Emails, " "); got != c.keptAs {
			t.Errorf("%s: mail %q, want %q", c.mail, got, c.keptAs)
		}
	}
	r := customer("1", "杭州云帆物流有限公司", phone("+8617680073445"), mail("17680073445@qq.com", "17680073445@163.com"))
	if len(r.Phones) != 1 || len(r.Emails) != 0 {
		t.Errorf("one number written three ways: phones %v, mail %v", r.Phones, r.Emails)
	}
}

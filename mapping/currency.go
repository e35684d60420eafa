package mapping

import (
	"strings"

	"golang.org/x/text/currency"
)

// currencyNames are writings that Chinese systems use besides ISO 4217. A bare
// ¥ is left out: it is CNY or JPY.
var currencyNames = map[string]string{
	"RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "人民币元": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY",
	"港币": "HKD", "港元": "HKD", "澳门元": "MOP", "新台币": "TWD", "新加坡元": "SGD", "新币": "SGD", "澳元": "AUD", "加元": "CAD", "韩元": "KRW",
	"瑞士法郎": "CHF", "卢布": "RUB", "泰铢": "THB", "越南盾": "VND", "印度卢比": "INR",
}

// currencyCode is the ISO 4217 code of a writing.
func currencyCode(s string) (string, bool) {
	if s == "CNY" {
		return s, true
	}
	up := strings.ToUpper(s)
	if c, ok := currencyNames[up]; ok {
		return c, true
	}
	if len(up) != 3 {
		return "", false
	}
	u, err := currency.ParseISO(up)
	if err != nil || up == "XXX" || up == "XTS" {
		return "", false
	}
	return u.String(), true
}

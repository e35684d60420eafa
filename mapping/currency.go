package mapping

import "strings"

// currencies are the ISO 4217 codes of money in use, precious metals and test
// codes left out.
var currencies = wordSet(`
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD
SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG
XOF XPF YER ZAR ZMW ZWG`)

// currencyNames are writings that Chinese systems use besides ISO 4217. A bare
// ¥ is left out: it is CNY or JPY.
var currencyNames = map[string]string{
	"RMB": "CNY", "CNH": "CNY", "人民币": "CNY", "人民币元": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY",
	"港币": "HKD", "港元": "HKD", "澳门元": "MOP", "新台币": "TWD", "新加坡元": "SGD", "新币": "SGD", "澳元": "AUD", "加元": "CAD", "韩元": "KRW",
	"瑞士法郎": "CHF", "卢布": "RUB", "泰铢": "THB", "越南盾": "VND", "印度卢比": "INR",
}

// currencyCode is the ISO 4217 code of a writing.
func currencyCode(s string) (string, bool) {
	if currencies[s] {
		return s, true
	}
	up := strings.ToUpper(s)
	if c, ok := currencyNames[up]; ok {
		return c, true
	}
	return up, currencies[up]
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

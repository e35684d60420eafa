package scale

import "strconv"

// source is one system and its habits: how often a field is filled, and what
// it does to names.
type source struct {
	code, name                                             string
	uscc, phone, email, website, address, province, city   float64
	nameEN, former                                         float64
	abbreviated, englishOnly, typo, junk, wide, old, upper float64
}

// The systems. Rates are what exports of such systems look like to somebody
// who has cleaned a few; none was tuned to make a matcher look well.
var sources = []source{
	{code: "FIN", name: "finance_erp", uscc: 0.93, phone: 0.30, email: 0.10, address: 0.75, province: 0.6, city: 0.7, nameEN: 0.05, former: 0.5,
		abbreviated: 0.02, typo: 0.01, junk: 0.01, wide: 0.06},
	{code: "SAL", name: "sales_crm", uscc: 0.22, phone: 0.85, email: 0.45, website: 0.30, address: 0.65, province: 0.45, city: 0.7, nameEN: 0.06, former: 0.15,
		abbreviated: 0.34, englishOnly: 0.01, typo: 0.05, junk: 0.09, wide: 0.02},
	{code: "HKE", name: "hk_erp", uscc: 0.35, phone: 0.70, email: 0.35, website: 0.15, address: 0.80, city: 0.5, nameEN: 0.45, former: 0.2,
		abbreviated: 0.08, englishOnly: 0.06, typo: 0.02, junk: 0.02, wide: 0.03, old: 0.93},
	{code: "INT", name: "intl_crm", uscc: 0.20, phone: 0.60, email: 0.60, website: 0.55, address: 0.60, province: 0.3, city: 0.8, nameEN: 0.35, former: 0.1,
		abbreviated: 0.10, englishOnly: 0.55, typo: 0.03, junk: 0.02, upper: 0.2},
	{code: "SVC", name: "service_desk", uscc: 0.06, phone: 0.97, email: 0.25, address: 0.40, city: 0.5, former: 0.05,
		abbreviated: 0.42, englishOnly: 0.01, typo: 0.08, junk: 0.12, wide: 0.02},
	{code: "TND", name: "tender_portal", uscc: 0.70, phone: 0.80, email: 0.65, website: 0.25, address: 0.90, province: 0.85, city: 0.9, nameEN: 0.10, former: 0.35,
		abbreviated: 0.04, englishOnly: 0.02, typo: 0.02, junk: 0.02, wide: 0.04, upper: 0.1},
}

// record is what a system holds of a company.
func (w *World) record(c *company, s, copy int) Record {
	src := &sources[s]
	d := w.dice(8, uint64(c.no), uint64(s), uint64(copy))
	r := Record{Source: src.name, Entity: "E" + strconv.Itoa(c.no+1), Group: c.group, Relation: c.relation}
	w.writeName(&r, c, src, d)
	w.writeCode(&r, c, src, d)
	writePlace(&r, c, src, d)
	writePhone(&r, c, src, d)
	writeWeb(&r, c, src, d)
	// A record that says next to nothing is in no system: somebody entered it to
	// reach the customer.
	if r.USCC == "" && r.Phone == "" && r.Email == "" && r.Website == "" && r.Address == "" {
		r.Phone = written(c.phone, c, d)
	}
	if src.old > 0 && d.chance(src.old) {
		for _, field := range []*string{&r.Name, &r.FormerName, &r.Province, &r.City, &r.Address} {
			if t := oldForms.Replace(*field); t != *field {
				*field = t
				r.tag("traditional")
			}
		}
	}
	return r
}

func (w *World) writeCode(r *Record, c *company, src *source, d dice) {
	code := c.uscc
	if code == "" || !d.chance(src.uscc) {
		return
	}
	switch {
	case c.headCode != "" && d.chance(0.12):
		code = c.headCode
		r.tag("uscc_of_parent")
	case d.chance(0.008):
		code = mistyped(code, d)
		r.tag("uscc_typo")
	case d.chance(0.012):
		code = d.word([]string{"无", "000000000000000000", "-", "待补", "123456789012345678", "N/A"})
		r.tag("uscc_junk")
	case d.chance(0.015):
		code = code[8:16] + "-" + code[16:17]
		r.tag("old_code")
	case d.chance(0.03):
		code = code[:6] + " " + code[6:12] + " " + code[12:]
	}
	r.USCC = code
}

// mistyped changes one character of a code for another of the alphabet.
func mistyped(code string, d dice) string {
	b := []byte(code)
	i := 2 + d.below(len(b)-2)
	for {
		if x := alphabet[d.below(10)]; x != b[i] {
			b[i] = x
			return string(b)
		}
	}
}

package master

import (
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// StaleAfter is how long a record may go untouched before it counts as stale:
// companies move, merge and close within a few years.
const StaleAfter = 2 * 365 * 24 * time.Hour

// The attributes that a quality score looks at; identifiers count as one.
const (
	qualityName    = "name"
	qualityID      = "identifier"
	qualityPhone   = "phone"
	qualityEmail   = "email"
	qualityAddress = "address"
	QualityRecord  = "record" // the record as a whole: staleness
)

// QualityAttributes lists them in the order of reports.
var QualityAttributes = []string{qualityName, qualityID, qualityPhone, qualityEmail, qualityAddress, QualityRecord}

// weights say what a flaw costs: a customer without name or identity cannot be
// served or matched, one without a mail address can.
var weights = map[string]int{qualityName: 3, qualityID: 3, qualityPhone: 2, qualityEmail: 1, qualityAddress: 2, QualityRecord: 1}

// costs are the parts of an attribute's weight that a flaw takes, in percent.
var costs = map[model.Flaw]int{model.FlawMissing: 100, model.FlawInvalid: 100, model.FlawCopied: 100, model.FlawConflict: 50, model.FlawStale: 100}

// Quality finds the flaws of a record beside the golden values of its entity.
// copied says that it carries the code of its parent. Staleness is not among
// them: it comes by time alone, see Stale.
func Quality(c model.Customer, golden map[string]model.Value, copied bool) (out []model.Finding) {
	flaw := func(attribute string, f model.Flaw, proposed string) {
		out = append(out, model.Finding{Attribute: attribute, Flaw: f, Proposed: proposed})
	}
	if clean.Placeholder(c.Name) {
		flaw(qualityName, model.FlawMissing, "")
	}
	out = append(out, identity(c, golden, copied)...)
	phones := slices.DeleteFunc(slices.Clone(c.Phones), func(p model.Phone) bool { return clean.Placeholder(p.Raw) })
	switch {
	case len(phones) == 0:
		flaw(qualityPhone, model.FlawMissing, "")
	case !slices.ContainsFunc(phones, func(p model.Phone) bool { return p.E164 != "" }):
		flaw(qualityPhone, model.FlawInvalid, "")
	}
	switch {
	case len(c.Emails)+len(c.Domains) == 0:
		flaw(qualityEmail, model.FlawMissing, "")
	case len(c.Emails) > 0 && !slices.ContainsFunc(c.Emails, func(e string) bool { return clean.ParseEmail(e).Valid }):
		flaw(qualityEmail, model.FlawInvalid, "")
	}
	city := ""
	if len(c.Addresses) > 0 {
		city = c.Addresses[0].City
	}
	switch known := golden["city"].Text; {
	case city == "" && (len(c.Addresses) == 0 || c.Addresses[0].Street == ""):
		flaw(qualityAddress, model.FlawMissing, "")
	case city != "" && known != "" && !sameCity(city, known):
		flaw(qualityAddress, model.FlawConflict, "")
	}
	return out
}

// sameCity: 苏州 is 苏州市, and Suzhou too.
func sameCity(a, b string) bool {
	x, known := clean.LookupPlace(a)
	y, also := clean.LookupPlace(b)
	if known && also {
		return x.Code == y.Code
	}
	return clean.Key(a) == clean.Key(b)
}

// identity looks at the identifiers of an organisation; a person needs none.
func identity(c model.Customer, golden map[string]model.Value, copied bool) []model.Finding {
	if c.Kind == model.Person {
		return nil
	}
	one := func(f model.Flaw, proposed string) []model.Finding {
		return []model.Finding{{Attribute: qualityID, Flaw: f, Proposed: proposed}}
	}
	if copied {
		return one(model.FlawCopied, "")
	}
	given := slices.DeleteFunc(slices.Clone(c.Identifiers), func(i model.Identifier) bool { return clean.Placeholder(i.Value) })
	if len(given) == 0 {
		return one(model.FlawMissing, golden["id."+clean.KindUSCC].Text)
	}
	for _, i := range given {
		known := clean.Identify(i.Type, golden["id."+i.Type].Text)
		switch {
		case !i.Valid:
			return one(model.FlawInvalid, Repair(i, known))
		case known.Valid && known.Value != i.Value:
			return one(model.FlawConflict, known.Value)
		}
	}
	return nil
}

// Repair proposes a valid code for one that fails its check: what the golden
// record holds or, where it holds none, the only valid code of a unified social
// credit code that differs by one character. "" when there is no or no single one.
func Repair(i model.Identifier, golden clean.Identifier) string {
	if golden.Valid {
		return golden.Value
	}
	if i.Type != clean.KindUSCC {
		return ""
	}
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY" // of GB 32100
	text, found := strings.ToUpper(i.Value), ""
	for at := range len(text) {
		for _, l := range letters {
			try := text[:at] + string(l) + text[at+1:]
			if try == text || !clean.Identify(i.Type, try).Valid {
				continue
			}
			if found != "" {
				return ""
			}
			found = try
		}
	}
	return found
}

// Stale says whether a record has gone untouched for too long. One whose source
// tells no time is not stale.
func Stale(modified, now time.Time) bool {
	return !modified.IsZero() && now.Sub(modified) > StaleAfter
}

// QualityScore is 1000 without a flaw, and less by the weight of each.
func QualityScore(findings []model.Finding) int {
	total, lost := 0, 0
	for _, w := range weights {
		total += 100 * w
	}
	for _, f := range findings {
		lost += weights[f.Attribute] * costs[f.Flaw]
	}
	return max(0, 1000*(total-lost)/total)
}

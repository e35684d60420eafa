package mapping

import "slices"

// NeedsRecord says whether Target looks into the customer's record.
func (m *Mapping) NeedsRecord() bool { return m.key != nil }

// NeedsExplanation says whether Desired takes more of a result than score, tier and
// day: its indicators, outputs or reason.
func (m *Mapping) NeedsExplanation() bool {
	return slices.ContainsFunc(m.targets, func(t target) bool {
		return t.take == "reason" || t.take == "indicator" || t.take == "output"
	})
}

// TierOf is the policy's tier that a target field's text stands for; "" when it
// stands for none, or for several.
func (m *Mapping) TierOf(field, text string) string {
	for i := range m.targets {
		t := &m.targets[i]
		if t.field != field || t.take != "tier" && t.take != "unit_tier" {
			continue
		}
		if len(t.Map) == 0 {
			return text
		}
		found := ""
		for _, tier := range sortedKeys(t.Map) {
			if t.Map[tier] != text {
				continue
			}
			if found != "" {
				return ""
			}
			found = tier
		}
		return found
	}
	return ""
}

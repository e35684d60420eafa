package scoring

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// manual reads the latest score that a person gave on or before the as-of date,
// that is still valid and, where the policy asks for it, was approved.
func (c *compiler) manual(id, path string, in Indicator) func(*frame) value {
	low, high, ok := bounds(in.Manual)
	if !ok {
		c.fail(codeValue, path+".manual", "for example 0..100", "%q is not a range of scores", in.Manual)
	}
	if in.Lookup != nil {
		c.fail(codeForeign, path+".lookup", "", "lookup belongs to field, not to manual")
	}
	life := c.age(path+".valid", in.Valid)
	return func(f *frame) value {
		fits := slices.DeleteFunc(slices.Clone(f.subject.Manual), func(s model.ManualScore) bool {
			return s.Indicator != id || s.Date == 0 || s.Date > f.asOf || life.n > 0 && s.Date <= life.move(f.asOf, -1) ||
				in.Approve != "" && !approved(s, in.Approve)
		})
		if len(fits) == 0 {
			return value{}
		}
		last := slices.MaxFunc(fits, func(a, b model.ManualScore) int {
			return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Author, b.Author), cmp.Compare(a.Score, b.Score))
		})
		v := parseScore(last.Score)
		if !v.ok || v.Less(low) || high.Less(v.Decimal) {
			return value{}
		}
		return v
	}
}

// approved says whether somebody of the role approved the score. Where the file
// names no role, the name of the approver, or the role in its place, is enough.
func approved(s model.ManualScore, role string) bool {
	if s.ApprovedAs != "" {
		return s.ApprovedAs == role
	}
	return s.ApprovedBy != ""
}

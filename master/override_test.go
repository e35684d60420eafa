package master

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

func TestOverride(t *testing.T) {
	today := model.NewDate(2026, time.November, 21)
	at := func(day int) time.Time { return time.Date(2026, 11, day, 8, 0, 0, 0, time.UTC) }
	over := func(id int64, text string, until model.OverrideUntil, base string, day int) model.Override {
		return model.Override{ID: id, Attribute: "city", Text: text, Until: until, Base: base, At: at(day)}
	}
	with := func(o model.Override, change func(*model.Override)) model.Override { change(&o); return o }
	for _, c := range []struct {
		name   string
		over   []model.Override
		want   string
		rule   string
		lapsed []int64
	}{
		{"none", nil, "Suzhou", "rank", nil},
		{"forever", []model.Override{over(1, "Wuxi", model.UntilForever, "Suzhou", 1)}, "Wuxi", model.RuleSteward, nil},
		{"forever outlives a change", []model.Override{over(1, "Wuxi", model.UntilForever, "Nanjing", 1)}, "Wuxi", model.RuleSteward, nil},
		{"until the source changes, which it did not", []model.Override{over(1, "Wuxi", model.UntilChange, "Suzhou", 1)}, "Wuxi", model.RuleSteward, nil},
		{"until the source changes, which it did", []model.Override{over(1, "Wuxi", model.UntilChange, "Nanjing", 1)}, "Suzhou", "rank", []int64{1}},
		{"the last day counts", []model.Override{with(over(1, "Wuxi", model.UntilDate, "", 1), func(o *model.Override) { o.Expires = today })}, "Wuxi", model.RuleSteward, nil},
		{"expired", []model.Override{with(over(1, "Wuxi", model.UntilDate, "", 1), func(o *model.Override) { o.Expires = today - 1 })}, "Suzhou", "rank", nil},
		{"taken away", []model.Override{with(over(1, "Wuxi", model.UntilForever, "", 1), func(o *model.Override) { o.Ended = at(2) })}, "Suzhou", "rank", nil},
		{"the later counts, in any order", []model.Override{over(2, "Changzhou", model.UntilForever, "Suzhou", 3), over(1, "Wuxi", model.UntilForever, "Suzhou", 2)}, "Changzhou", model.RuleSteward, nil},
		{"the base is the source's word, not the earlier override", []model.Override{over(1, "Wuxi", model.UntilForever, "Suzhou", 2), over(2, "Changzhou", model.UntilChange, "Suzhou", 3)}, "Changzhou", model.RuleSteward, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			values := map[string]model.Value{"city": {Text: "Suzhou", From: ref("a"), Rule: "rank"}}
			var lapsed []int64
			for _, o := range Override(values, c.over, today) {
				lapsed = append(lapsed, o.ID)
			}
			if v := values["city"]; v.Text != c.want || v.Rule != c.rule {
				t.Errorf("got %+v, want %s by %s", v, c.want, c.rule)
			}
			if d := cmp.Diff(c.lapsed, lapsed); d != "" {
				t.Errorf("lapsed: %s", d)
			}
		})
	}
}

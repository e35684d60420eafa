package scoring

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// pinNotice is how many days before its end a pin is reported.
const pinNotice = 30

func (c *compiler) compileOverrides() {
	o := c.policy.Overrides
	c.pinLife = c.age("overrides.expire_default", o.ExpireDefault)
	c.pinMax = c.age("overrides.max", o.Max)
	c.words("overrides.require", o.Require, []string{"reason", "author"})
	c.words("overrides.may", o.May, []string{string(model.PinTier), string(model.FloorTier), string(model.CapTier)})
}

// Refusal is why a policy does not take a pin, in both languages.
type Refusal struct{ model.Text }

func (r *Refusal) Error() string { return r.EN }

func refuse(zh, en string, args ...any) error {
	return &Refusal{model.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

// CheckPin says why a policy refuses a pin, as a *Refusal; nil when it takes it.
func (c *Compiled) CheckPin(p model.Pin) error {
	o := c.policy.Overrides
	switch {
	case p.Kind != model.PinTier && p.Kind != model.FloorTier && p.Kind != model.CapTier,
		len(o.May) > 0 && !slices.Contains(o.May, string(p.Kind)):
		return refuse("策略 %s 不允许方式 %q", "the policy %s has no override of kind %q", c.policy.Name, p.Kind)
	case c.tiers.level(p.Tier) == len(c.tiers.levels):
		return refuse("策略 %s 没有等级 %q，可选 %s", "the policy %s has no tier %q, it has %s", c.policy.Name, p.Tier, strings.Join(c.tiers.levels, ", "))
	case slices.Contains(o.Require, "reason") && p.Reason == "":
		return refuse("必须写明理由", "a reason is required")
	case slices.Contains(o.Require, "author") && p.Author == "":
		return refuse("必须写明决定人", "an author is required")
	}
	return nil
}

// PinEnd is the last day of a pin under the policy: its own, or the default
// life, never beyond the longest one. Zero is without end.
func (c *Compiled) PinEnd(p model.Pin) model.Date {
	end := p.Expires
	made := model.Date(0)
	if !p.At.IsZero() {
		made = model.DateOf(p.At.In(c.location))
	}
	if end == 0 && made != 0 && c.pinLife.n > 0 {
		end = c.pinLife.move(made, 1)
	}
	if made != 0 && c.pinMax.n > 0 {
		if longest := c.pinMax.move(made, 1); end == 0 || end > longest {
			end = longest
		}
	}
	return end
}

// pin applies the pins of a key: the latest exact one, else the floors and then
// the caps. A pin ends after its last day; what it was laid over then shows.
func (j *judge) pin(key Key, v *verdict) {
	pins := slices.DeleteFunc(slices.Clone(j.pins[key]), func(p model.Pin) bool {
		end := j.c.PinEnd(p)
		return end != 0 && end < j.asOf || j.c.CheckPin(p) != nil
	})
	order := map[model.PinKind]int{model.PinTier: 2, model.FloorTier: 0, model.CapTier: 1}
	slices.SortFunc(pins, func(a, b model.Pin) int {
		return cmp.Or(cmp.Compare(order[a.Kind], order[b.Kind]), a.At.Compare(b.At), cmp.Compare(a.Tier, b.Tier), cmp.Compare(a.Author, b.Author))
	})
	if n := len(pins); n > 0 && pins[n-1].Kind == model.PinTier {
		pins = pins[n-1:]
	}
	for _, p := range pins {
		level := j.c.tiers.level(p.Tier)
		switch p.Kind {
		case model.FloorTier:
			level = min(v.final, level)
		case model.CapTier:
			level = max(v.final, level)
		}
		v.pinned = v.pinned || level != v.final || p.Kind == model.PinTier
		v.final = level
		v.notes = append(v.notes, j.pinNote(p))
	}
}

var pinWords = map[model.PinKind]model.Text{
	model.PinTier:   {ZH: "人工指定", EN: "pinned to"},
	model.FloorTier: {ZH: "人工保底", EN: "floored at"},
	model.CapTier:   {ZH: "人工封顶", EN: "capped at"},
}

// pinNote names the author, the reason and the end, and warns of a near end.
func (j *judge) pinNote(p model.Pin) model.Text {
	label, word := j.c.TierLabel(p.Tier), pinWords[p.Kind]
	t := model.Text{
		ZH: fmt.Sprintf("%s%s（%s：%s）", word.ZH, label.ZH, p.Author, p.Reason),
		EN: fmt.Sprintf("%s %s by %s: %s", word.EN, label.EN, p.Author, p.Reason),
	}
	if end := j.c.PinEnd(p); end != 0 {
		t.ZH += fmt.Sprintf("，有效至 %s", end)
		t.EN += fmt.Sprintf(", until %s", end)
		if end-j.asOf <= pinNotice {
			t.ZH += "，即将到期"
			t.EN += ", ends soon"
		}
	}
	return t
}

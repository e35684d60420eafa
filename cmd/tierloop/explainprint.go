package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/internal/jsonvalue"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// recordOf is a stored record as mapping reads it; a payload that is no JSON
// has no fields.
func recordOf(raw store.RawRecord) model.Record {
	rec := model.Record{ID: raw.ExtID, Modified: raw.Modified, Version: raw.Version}
	if jsonvalue.Into(raw.Payload, &rec.Fields) != nil {
		rec.Fields = nil
	}
	return rec
}

// seenTargets are the values of our fields as the system last showed them.
func seenTargets(raw store.RawRecord) map[string]string {
	out := map[string]string{}
	if json.Unmarshal([]byte(raw.Targets), &out) != nil {
		return map[string]string{}
	}
	return out
}

func (x *explainer) print(d explainJSON) {
	w, lang := x.stdout, x.language()
	head := func(zh, en string, n int) {
		if n > 0 {
			fmt.Fprintf(w, "\n%s %s\n", x.say(zh, en), number(n))
		}
	}
	line := func(cells ...string) {
		for i := range cells {
			cells[i] = printable(cells[i])
		}
		fmt.Fprintf(w, "  %s\n", strings.TrimRight(strings.Join(cells, "  "), " "))
	}
	policy := x.engine.Config.Policy
	fmt.Fprintf(w, "%s  %s", printable(d.Name), d.Entity)
	if t := d.Tier; t != nil {
		fmt.Fprintf(w, "  %s  %s", policy.TierLabel(t.Final).In(lang), t.Score)
	}
	fmt.Fprintln(w)
	if d.Asked != "" {
		line(fmt.Sprintf(x.say("%s 已并入本实体", "%s was merged into this entity"), d.Asked))
	}
	x.printTier(d, line)
	refs := 0
	for _, m := range d.Members {
		refs = max(refs, columns(m.Customer.String()))
	}
	for _, s := range d.Shown {
		refs = max(refs, columns(s.Target.String()))
	}
	head("合并自", "merged from", len(d.Members))
	for _, m := range d.Members {
		name := m.Name
		if m.Deleted {
			name += x.say("（来源已删除）", " (deleted in its source)")
		}
		line(pad(m.Customer.String(), refs), pad(name, 30), x.evidenceText(m.Evidence))
	}
	head("黄金值及来源", "golden values and where they came from", len(d.Values))
	for _, v := range d.Values {
		line(pad(v.Attribute, 16), pad(v.Text, 34), x.lineage(v, d.Overrides))
	}
	if d.Parent != nil || d.Group != nil || len(d.Below) > 0 || d.ValidOn != 0 {
		fmt.Fprintf(w, "\n%s", x.say("集团关系", "hierarchy"))
		if d.ValidOn != 0 {
			fmt.Fprintf(w, x.say(" %s（业务日期；未注明日期的关系视为一直有效）", " on %s (links without days are taken to hold on all)"), d.ValidOn)
		}
		fmt.Fprintln(w)
		if d.Group != nil {
			line(x.say("最终上级", "ultimate parent"), d.Group.Name, d.Group.Entity)
		}
		if d.Parent != nil {
			line(x.say("上级", "parent"), d.Parent.Name, d.Parent.Entity, x.linkText(*d.Parent))
		}
		for _, b := range d.Below {
			line(x.say("下级", "below"), b.Name, b.Entity, x.linkText(b))
		}
	}
	head("等级历史", "tier history", len(d.History))
	for i, h := range d.History {
		if i == 12 {
			line("…")
			break
		}
		line(h.AsOf.String(), pad(h.Scope, 14), pad(policy.TierLabel(h.Tier).In(lang), 10), h.Score)
	}
	head("如何形成", "how the entity was built", len(d.Built))
	x.printBuilt(d.Built, line)
	head("各系统当前显示", "shown now", len(d.Shown))
	for _, s := range d.Shown {
		value := s.Value
		if value == "" {
			value = "—"
		}
		state := x.say("从未写入", "never written")
		if s.State != "" {
			state = fmt.Sprintf("%s %q", x.writeState(s.State), s.Wrote)
		}
		line(pad(s.Target.String(), refs), pad(s.Field, 22), pad(value, 12), state, s.Said)
	}
}

// linkText is why one belongs to the other, with share and dates.
func (x *explainer) linkText(r relativeJSON) string {
	parts := []string{x.linkWhy(r.Why)}
	if r.Share != "" {
		parts = append(parts, r.Share+"%")
	}
	if r.From != 0 || r.To != 0 {
		parts = append(parts, fmt.Sprintf("%s…%s", r.From, r.To))
	}
	return strings.Join(parts, "  ")
}

// linkWhy words the reason of a link; parent fields and lists are named.
func (a *app) linkWhy(why string) string {
	if a.language() != "zh" {
		return why
	}
	if source, ok := strings.CutPrefix(why, "parent field of "); ok {
		return source + " 的上级字段"
	}
	if list, ok := strings.CutPrefix(why, "list "); ok {
		return "名单 " + list
	}
	return a.term(why)
}

// lineage is where a golden value came from: a record, or a steward.
func (x *explainer) lineage(v valueJSON, overrides []model.Override) string {
	if v.Rule != model.RuleSteward {
		return v.From.String() + "  (" + x.ruleWord(v.Rule) + ")"
	}
	for _, o := range slices.Backward(overrides) {
		if o.Attribute == v.Attribute && o.Ended.IsZero() {
			return fmt.Sprintf(x.say("%s 改正：%s，%s；当时来源值 %s", "set by %s: %s, %s; the sources said %s"), o.Author, o.Reason, x.untilText(o), orNone(o.Base))
		}
	}
	return x.ruleWord(v.Rule)
}

// printTier is why this tier: the parts, the sentence with what would lift it,
// the tiers in units and the pins.
func (x *explainer) printTier(d explainJSON, line func(...string)) {
	lang, policy := x.language(), x.engine.Config.Policy
	if d.Tier == nil {
		line(x.say("尚未评级；运行 tierloop score", "not scored yet; run tierloop score"))
		return
	}
	t := d.Tier
	fmt.Fprintf(x.stdout, x.say("\n为何是此等级  策略 %s  基准日 %s\n", "\nwhy this tier  policy %s  as of %s\n"), t.Policy, t.AsOf)
	for _, p := range t.Parts {
		indent := ""
		if p.Of != "" {
			indent = "  "
		}
		text := p.Points
		if p.Adds != "" {
			text += " → +" + p.Adds
		}
		line(indent+pad(p.Label.In(lang), 22-len(indent)), pad(p.Input, 18), text)
	}
	line(t.Reason.In(lang))
	if len(d.Changes) > 0 {
		line(fmt.Sprintf(x.say("自 %s 以来：", "since %s:"), d.Since))
		for _, c := range d.Changes {
			line("  " + c.In(lang))
		}
	}
	for _, u := range d.Units {
		line(strings.TrimPrefix(u.Scope, "unit:")+":", policy.TierLabel(u.Final).In(lang), u.Score)
	}
	for _, o := range d.Others {
		if other := x.engine.Config.PolicyNamed(o.Policy); other != nil {
			line(fmt.Sprintf(x.say("另按策略 %s：", "by policy %s:"), o.Policy), other.TierLabel(o.Final).In(lang), o.Score)
		}
	}
	for _, p := range d.Pins {
		line(fmt.Sprintf(x.say("人工指定 %s %s，%s：%s，至 %s", "set by hand: %s %s by %s: %s, until %s"), p.Kind, policy.TierLabel(p.Tier).In(lang), p.Author, p.Reason, p.Expires))
	}
}

var writeStateZH = map[model.WriteState]string{model.WriteIntent: "即将写入", model.WriteSent: "已发送", model.WriteConfirmed: "已确认", model.WriteRejected: "被拒绝",
	model.WriteMissing: "记录不存在", model.WriteConflict: "现值已变", model.WriteUnknown: "结果未知", model.WritePending: "处理中", model.WriteDrifted: "已被改动"}

func (a *app) writeState(s model.WriteState) string {
	if zh, ok := writeStateZH[s]; ok && a.language() == "zh" {
		return zh
	}
	return string(s)
}

// ruleZH are the criteria by which a golden value is chosen.
var ruleZH = map[string]string{"only": "唯一值", "rank": "来源次序", "recent": "最近", "frequent": "最常见", "complete": "最完整", "trust": "可信度", "ref": "编号次序", model.RuleSteward: "人工"}

func (a *app) ruleWord(rule string) string {
	if zh, ok := ruleZH[rule]; ok && a.language() == "zh" {
		return zh
	}
	return rule
}

var journalZH = map[model.JournalOp]string{model.EntityCreated: "新建", model.EntityMerged: "并入", model.EntitySplit: "拆出", model.MemberMoved: "移动",
	model.EntityRevived: "恢复", model.EntityEmptied: "清空", memberJoined: "加入", memberEvidence: "依据改变", memberLeft: "离开"}

func (a *app) journalWord(op model.JournalOp) string {
	if zh, ok := journalZH[op]; ok && a.language() == "zh" {
		return zh
	}
	return string(op)
}

// day is the day of an instant in the group's zone, in which tiers are dated too.
func (x *explainer) day(at time.Time) string {
	return at.In(x.engine.Config.Location).Format(time.DateOnly)
}

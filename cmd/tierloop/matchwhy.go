package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// pairJSON is tierloop.match-explain/v1.
type pairJSON struct {
	A           model.Ref        `json:"a"`
	B           model.Ref        `json:"b"`
	Fields      []matchFieldJSON `json:"fields"`
	Gates       []string         `json:"gates"`
	Total       float64          `json:"total_bits"`
	Probability float64          `json:"probability"`
	MergeFrom   float64          `json:"merge_from_bits"`
	ReviewFrom  float64          `json:"review_from_bits"`
	Steward     model.Verdict    `json:"steward,omitempty"`
	Verdict     matching.Verdict `json:"verdict"`
	// One says whether the records are in one entity. Then Steps tell how it was
	// built; else WhyNot tells what keeps the two entities apart.
	One    bool        `json:"one_entity"`
	Steps  []stepJSON  `json:"steps,omitempty"`
	WhyNot *whyNotJSON `json:"why_not,omitempty"`
}

type matchFieldJSON struct {
	Field string  `json:"field"`
	A     string  `json:"a,omitempty"`
	B     string  `json:"b,omitempty"`
	Level string  `json:"level"`
	Bits  float64 `json:"bits"`
	Sum   float64 `json:"sum_bits"`
}

type stepJSON struct {
	A     model.Ref `json:"a"`
	B     model.Ref `json:"b"`
	Left  int       `json:"records_a"`
	Right int       `json:"records_b"`
	Bits  float64   `json:"bits"`
	Why   string    `json:"why"`
}

type whyNotJSON struct {
	NeverCompared bool       `json:"never_compared"`
	Gates         []string   `json:"gates,omitempty"`
	GateA         *model.Ref `json:"gate_a,omitempty"`
	GateB         *model.Ref `json:"gate_b,omitempty"`
	Missing       float64    `json:"missing_bits"` // of the pair to the merge line
	Mean          float64    `json:"mean_bits"`
	Best          float64    `json:"best_bits"`
	Twins         *float64   `json:"same_source_bits,omitempty"` // of records that one source would hold twice
	Would         []gainJSON `json:"would_add,omitempty"`
}

type gainJSON struct {
	Field string  `json:"field"`
	Bits  float64 `json:"at_most_bits"`
}

// story is all there is to tell about a pair.
type story struct {
	pair  [2]matching.Record
	why   matching.Explanation
	steps []matching.Step // of the entity that holds both
	apart *matching.Apart // nil when one entity holds both
}

func (a *app) tellPair(s story) {
	if a.json {
		a.printJSON("tierloop.match-explain/v1", s.document())
		return
	}
	a.tellEvidence(s.pair, s.why)
	if s.apart == nil {
		a.tellSteps(s)
	} else {
		a.tellWhyNot(s)
	}
}

// tellEvidence is the waterfall of a pair: the bits of each field and their sum.
func (a *app) tellEvidence(pair [2]matching.Record, e matching.Explanation) {
	rows := [][]string{{a.say("证据", "EVIDENCE"), "A " + refText(pair[0].Ref), "B " + refText(pair[1].Ref),
		a.say("比较", "LEVEL"), a.say("比特", "BITS"), a.say("累计", "SUM")}}
	sum := 0.0
	for _, f := range e.Fields {
		sum += f.Bits
		rows = append(rows, []string{a.term(f.Field), f.A, f.B, a.term(f.Level), fmt.Sprintf("%+.2f", f.Bits), fmt.Sprintf("%+.2f", sum)})
	}
	a.table(rows)
	fmt.Fprintf(a.stdout, a.say("合计 %+.2f 比特；自动合并需 %+.2f，人工复核需 %+.2f\n", "total %+.2f bits; %+.2f merge by themselves, %+.2f go to review\n"),
		e.Total, e.MergeFrom, e.ReviewFrom)
	fmt.Fprintf(a.stdout, a.say("同一家的概率 %.4f\n", "probability that both are one: %.4f\n"), e.Posterior)
	if len(e.Gates) > 0 {
		fmt.Fprintf(a.stdout, a.say("禁止合并的闸门：%s\n", "gates that forbid the merge: %s\n"), a.terms(e.Gates))
	}
	if e.Steward != "" {
		fmt.Fprintf(a.stdout, a.say("人工裁定：%s\n", "a steward decided: %s\n"), a.term(string(e.Steward)))
	}
	fmt.Fprintf(a.stdout, a.say("结论：%s\n", "verdict: %s\n"), a.term(string(e.Verdict)))
}

// tellSteps shows how the entity of both was built.
func (a *app) tellSteps(s story) {
	fmt.Fprint(a.stdout, a.say("\n两条记录在同一实体中（共 %d 条），合并次序：\n", "\nboth are in one entity of %d {record|records}, built in this order:\n", len(s.steps)+1))
	rows := [][]string{{"#", a.say("一侧", "SIDE"), a.say("另一侧", "OTHER SIDE"), a.say("比特", "BITS"), a.say("依据", "WHY")}}
	side := func(r model.Ref, n int) string {
		if n == 1 {
			return refText(r)
		}
		return a.say("%s 等 %d 条", "%s (%d {record|records})", refText(r), n)
	}
	for i, st := range s.steps {
		bits := fmt.Sprintf("%+.2f", st.Bits)
		if st.Why == "steward" {
			bits = ""
		}
		rows = append(rows, []string{fmt.Sprint(i + 1), side(st.A, st.Left), side(st.B, st.Right), bits, a.evidence(st.Why)})
	}
	a.table(rows)
}

// tellWhyNot says what keeps the records apart, and what would join them.
func (a *app) tellWhyNot(s story) {
	e, p := s.why, s.apart
	fmt.Fprintln(a.stdout, a.say("\n为何不在同一实体：", "\nwhy not one entity:"))
	line := func(zh, en string, args ...any) { fmt.Fprintf(a.stdout, "  - "+a.say(zh, en)+"\n", args...) }
	for _, g := range e.Gates {
		line("%s", "%s", a.gateText(g))
	}
	if len(e.Gates) == 0 && len(p.Gates) > 0 {
		line("两个实体中的 %s 与 %s 被闸门隔开：%s", "%s and %s, members of the two entities, are kept apart by gates: %s", refText(p.A), refText(p.B), a.terms(p.Gates))
	}
	if p.Unmet {
		line("两条记录没有任何共同的查找键（名称、证件号、电话、邮箱、域名、地址），因此从未被比较", "they share no key to be found by (name, id, phone, email, domain, street), so they were never compared")
	}
	short := e.MergeFrom - e.Total
	if short > 0 {
		line("离自动合并还差 %.2f 比特", "the pair lacks %.2f bits to merge by itself", short)
	}
	if short <= 0 && len(e.Gates) == 0 && len(p.Gates) == 0 {
		line("单看这一对足够，但两个实体整体不够：全部成对平均 %+.2f（需 %+.2f），小的一方各成员的最佳搭档平均 %+.2f（需 %+.2f）",
			"the pair alone is enough, the two entities as wholes are not: all pairs come to %+.2f on the mean (%+.2f needed), the best partners of the smaller one's members to %+.2f (%+.2f needed)",
			p.Mean, e.ReviewFrom, p.Best, e.MergeFrom)
	}
	if p.Twins != nil && *p.Twins < e.MergeFrom && len(e.Gates) == 0 && len(p.Gates) == 0 {
		line("合并后同一来源会有两条记录，而该来源几乎没有重复客户；这两条记录之间只有 %+.2f（需 %+.2f）",
			"one source would hold the company twice, which it hardly ever does; its own records come to %+.2f (%+.2f needed)", *p.Twins, e.MergeFrom)
	}
	if len(e.Gates) > 0 || len(p.Gates) > 0 {
		if !slices.Contains(e.Gates, "kind") {
			line("人工裁定“同一家”（tierloop review）可以越过闸门", "a steward's \"same\" (tierloop review) passes the gate")
		}
		return
	}
	var alone, some []string
	for _, g := range e.Would {
		text := fmt.Sprintf(a.say("相同的%s（至多 %+.1f）", "an equal %s (%+.1f at most)"), a.term(g.Field), g.Bits)
		if g.Bits >= short {
			alone = append(alone, text)
		} else {
			some = append(some, text)
		}
	}
	if short > 0 && len(alone) > 0 {
		line("单独即可补足：%s", "one of these could be enough: %s", strings.Join(alone, a.say("、", ", ")))
	}
	if short > 0 && len(some) > 0 {
		line("可部分补足：%s", "these would help: %s", strings.Join(some, a.say("、", ", ")))
	}
}

// gateText words a gate as a reason.
func (a *app) gateText(gate string) string {
	if t, ok := gateTexts[gate]; ok {
		return a.say(t.ZH, t.EN)
	}
	return gate
}

var gateTexts = map[string]model.Text{
	"kind":     {ZH: "一个是企业，一个是个人，二者永不合并", EN: "one is an organisation and one a person; these never merge"},
	"code":     {ZH: "两个有效证件号不同", EN: "both have a valid code, and the codes differ"},
	"steward":  {ZH: "人工已裁定为不同或同集团", EN: "a steward said different or related"},
	"parent":   {ZH: "一方把另一方记为上级", EN: "one names the other as its parent"},
	"branch":   {ZH: "分支不同，或一个是分支、一个是总部", EN: "they are different branches, or a branch and its head office"},
	"region":   {ZH: "字号相同，法定名称中的地区不同", EN: "one brand, but different regions in the legal names"},
	"form":     {ZH: "字号相同，一个是集团、一个不是", EN: "one brand, but one is the group and the other is not"},
	"industry": {ZH: "字号相同，行业不同", EN: "one brand, but different trades"},
}

// terms shows words of the matcher in a row.
func (a *app) terms(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = a.term(w)
	}
	return strings.Join(out, a.say("、", ", "))
}

// evidence shows a short code of evidence, such as id:uscc+whole-name.
func (a *app) evidence(why string) string {
	parts := strings.Split(why, "+")
	for i, p := range parts {
		head, tail, typed := strings.Cut(p, ":")
		if parts[i] = a.term(head); typed {
			parts[i] += ":" + tail
		}
	}
	return strings.Join(parts, "+")
}

// roundBits takes the dust of sums off: bits have two decimals.
func roundBits(v float64) float64 { return math.Round(v*100) / 100 }

func (s story) document() pairJSON {
	e := s.why
	out := pairJSON{A: s.pair[0].Ref, B: s.pair[1].Ref, Gates: append([]string{}, e.Gates...), Total: e.Total, Probability: e.Posterior,
		MergeFrom: e.MergeFrom, ReviewFrom: e.ReviewFrom, Steward: e.Steward, Verdict: e.Verdict, One: s.apart == nil}
	sum := 0.0
	for _, f := range e.Fields {
		sum += f.Bits
		out.Fields = append(out.Fields, matchFieldJSON{f.Field, f.A, f.B, f.Level, f.Bits, roundBits(sum)})
	}
	for _, st := range s.steps {
		out.Steps = append(out.Steps, stepJSON{st.A, st.B, st.Left, st.Right, st.Bits, st.Why})
	}
	if p := s.apart; p != nil {
		w := &whyNotJSON{NeverCompared: p.Unmet, Gates: p.Gates, Missing: roundBits(max(e.MergeFrom-e.Total, 0)), Mean: roundBits(p.Mean), Best: roundBits(p.Best), Twins: p.Twins}
		if len(p.Gates) > 0 {
			w.GateA, w.GateB = &p.A, &p.B
		}
		for _, g := range e.Would {
			w.Would = append(w.Would, gainJSON{g.Field, g.Bits})
		}
		out.WhyNot = w
	}
	return out
}

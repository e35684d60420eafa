package main

import (
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
	"github.com/tierloop/tierloop/sync/engine"
)

// withNames are the codes whose sentence names customers; a message leaves the
// company and must not.
var withNames = map[string]model.Text{
	"E2205": {ZH: "上级关系成环", EN: "parent relations form a cycle"},
}

// digest is what a run has to tell: counts, codes and sources.
func digest(r engine.Report, err error) notify.Message {
	m := notify.Message{Run: r.Run.ID, Facts: figures(r)}
	seen := map[string]bool{}
	add := func(f *fault.Fault) {
		p := problem(f)
		if !seen[p.Key()] {
			seen[p.Key()] = true
			m.Problems = append(m.Problems, p)
			m.Level = max(m.Level, p.Level)
		}
	}
	if err != nil {
		add(fault.Of(err)) // the worst, which decides the exit code
	}
	for _, f := range r.Faults {
		add(f)
	}
	return m
}

func problem(f *fault.Fault) notify.Problem {
	p := notify.Problem{Level: notify.Critical, Code: f.Code, Text: model.Text{ZH: f.What("zh"), EN: f.What("en")}}
	if f.Exit() == fault.ExitPartial {
		p.Level = notify.Warning
	}
	if text, ok := withNames[f.Code]; ok {
		p.Text = text
	}
	if len(f.Where) > 0 {
		p.Where, _ = strings.CutPrefix(f.Where[0], "source ")
		if p.Where == f.Where[0] {
			p.Where = "" // a record or a file, not a source
		}
	}
	e := fault.Lookup(f.Code)
	p.Fix = model.Text{ZH: e.FixZH, EN: e.FixEN}
	return p
}

// told are the counters that a digest shows.
var told = []struct {
	name model.Text
	keys []string
}{
	{model.Text{ZH: "拉取", EN: "pulled"}, []string{"pull.rows"}},
	{model.Text{ZH: "新增与变更", EN: "new and changed"}, []string{"pull.new", "pull.changed"}},
	{model.Text{ZH: "隔离", EN: "quarantined"}, []string{"pull.rejected", "map.rejected"}},
	{model.Text{ZH: "待人工判定", EN: "for the steward"}, []string{"match.doubts"}},
	{model.Text{ZH: "等级变动", EN: "tiers changed"}, []string{"score.changed"}},
	{model.Text{ZH: "上一评审期升级", EN: "promoted in the last review"}, []string{"review.up"}},
	{model.Text{ZH: "上一评审期降级", EN: "demoted in the last review"}, []string{"review.down"}},
	{model.Text{ZH: "写回确认", EN: "writes confirmed"}, []string{"apply.confirmed", "verify.confirmed"}},
	{model.Text{ZH: "写回失败", EN: "writes failed"}, []string{"apply.rejected", "apply.missing", "apply.conflict"}},
	{model.Text{ZH: "结果未定", EN: "writes unknown"}, []string{"apply.unknown", "apply.pending"}},
}

func figures(r engine.Report) []notify.Fact {
	out := []notify.Fact{}
	for _, t := range told {
		var n int64
		for _, k := range t.keys {
			n += r.Run.Counts[k]
		}
		if n > 0 {
			out = append(out, notify.Fact{Name: t.name, Value: model.Text{ZH: fmt.Sprint(n), EN: fmt.Sprint(n)}})
		}
	}
	if !r.Run.Resume.IsZero() {
		at := r.Run.Resume.Format("2006-01-02 15:04 UTC")
		out = append(out, notify.Fact{Name: model.Text{ZH: "额度用尽，自动继续于", EN: "quota used up, goes on at"}, Value: model.Text{ZH: at, EN: at}})
	}
	return out
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/probe"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

// sourceProbe is what a deep check of one source found.
type sourceProbe struct {
	Source   string          `json:"source"`
	System   string          `json:"system"`
	Findings []probe.Finding `json:"findings"`
	Error    *errorJSON      `json:"error,omitempty"`
	fault    *fault.Fault
}

// deepCheck looks at every mapped object of the sources. A check that fails is an
// assertion; a system that does not answer is a connection's matter and comes first.
func (a *app) deepCheck(ctx context.Context, e *engine.Engine, names []string, rows int) error {
	if rows < 1 {
		return usage("--rows wants a number above 0")
	}
	var list []sourceProbe
	var first *fault.Fault
	failed, all := 0, 0
	for _, name := range names {
		p := a.probeSource(ctx, e, name, rows)
		for _, f := range p.Findings {
			if all++; f.Result == probe.Failed {
				failed++
			}
		}
		if first == nil {
			first = p.fault
		}
		list = append(list, p)
	}
	if a.json {
		a.printJSON("tierloop.check-deep/v1", map[string]any{"sources": list})
		a.json = false
	} else {
		a.showProbes(list)
	}
	switch {
	case first != nil:
		return first
	case failed > 0:
		return fault.New("E8002", failed, all)
	}
	return nil
}

func (a *app) probeSource(ctx context.Context, e *engine.Engine, name string, rows int) sourceProbe {
	src, _ := e.Config.Source(name)
	out := sourceProbe{Source: name, System: src.Type.Name, Findings: []probe.Finding{}}
	conn, err := e.Connector(name)
	if err == nil {
		err = conn.Check(ctx)
	}
	for _, object := range src.Mapping.Objects() {
		if err != nil {
			break
		}
		r := probe.Request{Object: object, Fields: src.Mapping.Object(object).SourceFields(), Now: a.clock.Now(), Rows: rows}
		if src.Mapping.TargetObject() == object && src.Writeback != "off" && connectors.AbilitiesOf(conn).Push {
			r.Targets = src.Mapping.Targets()
		}
		var found []probe.Finding
		found, err = probe.Object(ctx, probe.Of(conn, object), r)
		out.Findings = append(out.Findings, found...)
		if rules := src.Mapping.Object(object); err == nil && rules.IsCustomer() {
			found, err = numbersOf(ctx, conn, rules, r)
			out.Findings = append(out.Findings, found...)
		}
	}
	if err != nil {
		f, ok := errors.AsType[*fault.Fault](err)
		if !ok {
			f = engine.Fault(name, err)
		}
		doc := faultJSON(f, a.language())
		out.fault, out.Error = f, &doc
	}
	return out
}

// numbersOf warns where the phone numbers of an object's first rows are those of
// another country than the configuration says.
func numbersOf(ctx context.Context, conn connectors.Connector, rules *mapping.Object, r probe.Request) ([]probe.Finding, error) {
	puller, ok := conn.(connectors.Puller)
	if !ok {
		return nil, nil
	}
	var customers []model.Customer
	err := puller.Pull(ctx, connectors.PullRequest{Object: r.Object, Fields: r.Fields, Until: r.Now, PageSize: min(r.Rows, 100)}, func(p connectors.Page) error {
		for _, rec := range p.Records {
			if res, _ := rules.Map(rec, "", ""); res.Customer != nil {
				customers = append(customers, *res.Customer)
			}
		}
		if len(customers) >= r.Rows {
			return errSampled
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSampled) {
		return nil, err
	}
	seen := mapping.PhoneCountry(customers, rules.Country())
	if seen == rules.Country() {
		return nil, nil
	}
	return []probe.Finding{{Object: r.Object, Check: "numbers", Result: probe.Warned, Detail: model.Text{
		ZH: fmt.Sprintf("未写国家的号码多为 %s 的号码，却按 %s 读取；在映射中设 country: %s", seen, rules.Country(), seen),
		EN: fmt.Sprintf("most phone numbers without a country are those of %s, and are read as those of %s; set country: %s in the mapping", seen, rules.Country(), seen),
	}}}, nil
}

func (a *app) showProbes(list []sourceProbe) {
	rows := [][]string{{a.say("来源", "SOURCE"), a.say("对象", "OBJECT"), a.say("检查", "CHECK"), a.say("结果", "RESULT"), a.say("说明", "DETAIL")}}
	words := map[probe.Result]string{probe.Passed: "通过", probe.Warned: "注意", probe.Failed: "未通过", probe.Skipped: "略过"}
	checks := map[string]string{"fields": "字段", "order": "次序", "ids": "编号", "pages": "分页", "resume": "续读", "clock": "时钟", "fetch": "按编号读取", "count": "计数", "rights": "权限", "numbers": "电话号码"}
	for _, p := range list {
		for _, f := range p.Findings {
			rows = append(rows, []string{p.Source, f.Object, a.say(checks[f.Check], f.Check), a.say(words[f.Result], string(f.Result)), f.Detail.In(a.language())})
		}
		if p.fault != nil {
			rows = append(rows, []string{p.Source, "", "", a.say("中断", "stopped"), p.fault.Code + " " + p.fault.What(a.language())})
		}
	}
	a.table(rows)
}

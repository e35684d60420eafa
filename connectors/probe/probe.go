package probe

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Result is what came of a check.
type Result string

// The results. Skipped says that the system or its data give nothing to look at.
const (
	Passed  Result = "ok"
	Warned  Result = "warning"
	Failed  Result = "failed"
	Skipped Result = "skipped"
)

// Finding is the outcome of one check of one object.
type Finding struct {
	Object string     `json:"object"`
	Check  string     `json:"check"` // its stable name
	Result Result     `json:"result"`
	Detail model.Text `json:"detail"`
}

// System is what is looked at. Verbs that the system lacks are nil.
type System struct {
	Pull      connectors.Puller
	Fetch     connectors.Fetcher
	Enumerate connectors.Enumerator
	Describe  connectors.Describer
	Rights    connectors.Entitled
	Caps      connectors.Caps
}

// Of takes the reading verbs of a connector.
func Of(c connectors.Connector, object string) System {
	s := System{Caps: c.Caps(object)}
	s.Pull, _ = c.(connectors.Puller)
	s.Fetch, _ = c.(connectors.Fetcher)
	s.Enumerate, _ = c.(connectors.Enumerator)
	s.Describe, _ = c.(connectors.Describer)
	s.Rights, _ = c.(connectors.Entitled)
	return s
}

// Request says what to look at.
type Request struct {
	Object  string
	Fields  []string // that the mapping reads; nil is all
	Targets []string // that are written back
	Now     time.Time
	// Rows bounds each reading: the checks look at the first so many records.
	Rows int
}

// probe is one object under way.
type probe struct {
	System
	Request
	found []Finding
}

// Object looks at one object. The error is of the system, where it stopped answering.
func Object(ctx context.Context, s System, r Request) ([]Finding, error) {
	p := &probe{System: s, Request: r}
	for _, check := range []func(context.Context) error{p.fields, p.rights} {
		if err := check(ctx); err != nil {
			return p.found, err
		}
	}
	if p.Pull == nil {
		return p.found, nil
	}
	whole, err := p.read(ctx, nil, r.Rows, 0, 0)
	if err != nil {
		return p.found, err
	}
	for _, check := range []func(context.Context, *reading) error{p.twice, p.ids, p.pages, p.resume, p.clock, p.byID, p.count} {
		if err := check(ctx, whole); err != nil {
			return p.found, err
		}
	}
	return p.found, nil
}

// say notes an outcome.
func (p *probe) say(check string, r Result, zh, en string, args ...any) {
	p.found = append(p.found, Finding{Object: p.Request.Object, Check: check, Result: r, Detail: model.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
}

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) explainCommand() *cobra.Command {
	var asOf, valid string
	c := &cobra.Command{
		Use: "explain ENTITY|NAME|SOURCE/OBJECT/ID", GroupID: "look",
		Short: a.say("解释一个客户：为何合并、各值来自何处、为何是这个等级、各系统显示什么", "Explain a customer: why merged, where each value came from, why this tier, what each system shows"),
		Example: `  tierloop explain 中国移动
  tierloop explain G-PE4BZE784ZHPV --json
  tierloop explain cloud-crm/AccountObj/5a9c0b7d
  tierloop explain G-PE4BZE784ZHPV --as-of 2026-09-30   # what was known that evening
  tierloop explain G-PE4BZE784ZHPV --valid-on 2024-12-31 # the group as it was then, by what is known now`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("%s wants an entity id, a name or source/object/id", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			x := &explainer{app: a, engine: e, ctx: cmd.Context()}
			id, err := a.findEntity(cmd.Context(), e.Store, strings.Join(args, " "))
			if err != nil {
				return err
			}
			doc, err := x.document(id, asOf, valid)
			if err != nil {
				return err
			}
			if a.json {
				a.printJSON("tierloop.explain/v1", doc)
				return nil
			}
			x.print(doc)
			return nil
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", a.say("当时所知：日期 YYYY-MM-DD（当日结束时）或运行编号", "what was known at the end of a day, YYYY-MM-DD, or after a run"))
	c.Flags().StringVar(&valid, "valid-on", "", a.say("集团关系在某日的样子：日期 YYYY-MM-DD（业务日期）；可与 --as-of 同用", "the hierarchy as it was in business on a day, YYYY-MM-DD; goes with --as-of"))
	return c
}

// document is all that is known of an entity: now, or as it was known at asOf, with
// the hierarchy as it was on the day valid.
func (x *explainer) document(id, asOf, valid string) (out explainJSON, err error) {
	var at pointInTime
	if at.day, err = validOn(valid); err != nil {
		return out, err
	}
	if asOf == "" {
		out, err = x.read(id)
	} else if at.run, at.until, err = x.runAt(asOf); err == nil {
		out, err = x.past(id, at.run, at.until)
	}
	if err != nil || at.day == 0 {
		return out, err
	}
	return out, x.relativesOn(at, &out)
}

// explainer gathers all that the store knows of one entity.
type explainer struct {
	*app
	engine *engine.Engine
	ctx    context.Context
}

// explainJSON is tierloop.explain/v1.
type explainJSON struct {
	Entity string      `json:"entity"`
	Asked  string      `json:"asked_as,omitempty"` // a redirected id
	Kind   model.Kind  `json:"kind"`
	Name   string      `json:"name"`
	Values []valueJSON `json:"values"`
	// Overrides are the values set by hand, ended ones too.
	Overrides []model.Override `json:"overrides,omitempty"`
	Members   []memberJSON     `json:"members"`
	// ValidOn is the day of Parent, Group and Below, where one was asked for.
	ValidOn model.Date        `json:"valid_on,omitzero"`
	Parent  *relativeJSON     `json:"parent,omitempty"`
	Group   *relativeJSON     `json:"group,omitempty"`
	Below   []relativeJSON    `json:"below,omitempty"`
	Tier    *model.TierResult `json:"tier,omitempty"`
	// Since is the day of the result before, Changes what has moved since then.
	Since   model.Date           `json:"since,omitzero"`
	Changes []model.Text         `json:"changes,omitempty"`
	Units   []model.TierResult   `json:"unit_tiers,omitempty"`
	Others  []model.TierResult   `json:"other_policies,omitempty"`
	Pins    []model.Pin          `json:"pins,omitempty"`
	History []historyJSON        `json:"history"`
	Journal []model.JournalEntry `json:"journal"`
	// Built tells how the entity was built, step by step.
	Built []builtJSON `json:"built,omitempty"`
	Shown []shownJSON `json:"shown"`
}

type valueJSON struct {
	Attribute string `json:"attribute"`
	model.Value
}

type memberJSON struct {
	Customer model.Ref      `json:"customer"`
	Name     string         `json:"name"`
	Units    []string       `json:"units,omitempty"`
	Deleted  bool           `json:"deleted,omitempty"`
	Evidence model.Evidence `json:"evidence"`
}

type relativeJSON struct {
	Entity string         `json:"entity"`
	Name   string         `json:"name"`
	Kind   model.EdgeKind `json:"kind,omitempty"`
	Why    string         `json:"why,omitempty"`
	Share  string         `json:"share,omitempty"`
	From   model.Date     `json:"from,omitzero"`
	To     model.Date     `json:"to,omitzero"`
}

type historyJSON struct {
	AsOf  model.Date `json:"as_of"`
	Scope string     `json:"scope"`
	Tier  string     `json:"tier"`
	Score string     `json:"score,omitempty"`
}

type shownJSON struct {
	Target model.Ref `json:"target"`
	Field  string    `json:"field"`
	// Value is what the system showed when it was last read.
	Value string `json:"value"`
	// Wrote and State are of our last write of the field; "" when there is none.
	Wrote string           `json:"wrote,omitempty"`
	State model.WriteState `json:"state,omitempty"`
	Said  string           `json:"said,omitempty"`
	Run   string           `json:"run,omitempty"`
}

func (x *explainer) read(id string) (explainJSON, error) {
	db, p := x.engine.Store, x.principal()
	e, err := db.Entity(x.ctx, p, id)
	if err != nil {
		return explainJSON{}, err
	}
	out := explainJSON{Entity: e.ID, Kind: e.Kind, Name: e.Name(), Members: []memberJSON{}, History: []historyJSON{}, Shown: []shownJSON{}, Journal: []model.JournalEntry{}}
	if id != e.ID {
		out.Asked = id
	}
	for _, name := range slices.Sorted(maps.Keys(e.Values)) {
		out.Values = append(out.Values, valueJSON{name, e.Values[name]})
	}
	if out.Overrides, err = db.OverridesOf(x.ctx, p, e.ID); err != nil {
		return out, err
	}
	for _, step := range []func(store.StoredEntity, *explainJSON) error{x.members, x.relatives, x.tiers} {
		if err := step(e, &out); err != nil {
			return out, err
		}
	}
	if j, err := db.Journal(x.ctx, p, e.ID); err != nil {
		return out, err
	} else if j != nil {
		out.Journal = j
	}
	out.Built, err = x.built(e.ID, out.Journal)
	return out, err
}

func (x *explainer) members(e store.StoredEntity, out *explainJSON) error {
	db, p := x.engine.Store, x.principal()
	members, err := db.Members(x.ctx, p, e.ID)
	if err != nil {
		return err
	}
	customers, err := db.CustomersOfEntity(x.ctx, p, e.ID)
	if err != nil {
		return err
	}
	byRef := map[model.Ref]store.StoredCustomer{}
	for _, c := range customers {
		byRef[c.Ref] = c
	}
	for _, m := range members {
		c := byRef[m.Customer]
		out.Members = append(out.Members, memberJSON{m.Customer, c.Name, c.Units, !c.Deleted.IsZero(), m.Evidence})
		if c.Deleted.IsZero() {
			if err := x.shown(m.Customer, out); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *explainer) relatives(e store.StoredEntity, out *explainJSON) error {
	relative := func(id string) (relativeJSON, error) {
		r, err := x.engine.Store.Entity(x.ctx, x.principal(), id)
		return relativeJSON{Entity: id, Name: r.Name()}, err
	}
	edges, err := x.engine.Store.EdgesOf(x.ctx, x.principal(), e.ID)
	if err != nil {
		return err
	}
	return out.relate(e.ID, e.Group, edges, relative)
}

// relate takes those of the edges that are an entity's, and its group; relative names
// another entity.
func (out *explainJSON) relate(id, group string, edges []model.Edge, relative func(id string) (relativeJSON, error)) error {
	for _, edge := range edges {
		if edge.Child != id && edge.Parent != id {
			continue
		}
		other := edge.Parent
		if edge.Parent == id {
			other = edge.Child
		}
		r, err := relative(other)
		if err != nil {
			return err
		}
		r.Kind, r.Why, r.Share, r.From, r.To = edge.Kind, edge.Why, edge.Share, edge.From, edge.To
		if edge.Child == id {
			out.Parent = &r
		} else {
			out.Below = append(out.Below, r)
		}
	}
	if group != "" && group != id {
		r, err := relative(group)
		if err != nil {
			return err
		}
		out.Group = &r
	}
	return nil
}

func (x *explainer) tiers(e store.StoredEntity, out *explainJSON) error {
	db, p := x.engine.Store, x.principal()
	policy := x.engine.Config.Policy.Policy().Name
	past, err := db.TierHistory(x.ctx, p, e.ID)
	if err != nil {
		return err
	}
	for _, t := range past {
		if t.Policy != policy {
			if t.ToRun == 0 && t.Scope == model.ScopeGroup {
				out.Others = append(out.Others, t.TierResult)
			}
			continue
		}
		out.History = append(out.History, historyJSON{t.AsOf, t.Scope, t.Final, t.Score})
		switch {
		case t.ToRun != 0:
			if t.Scope == model.ScopeGroup && out.Tier != nil && out.Since == 0 { // newest first
				out.Since, out.Changes = t.AsOf, scoring.Changes(t.TierResult, *out.Tier)
			}
		case t.Scope == model.ScopeGroup:
			r := t.TierResult
			out.Tier = &r
		default:
			out.Units = append(out.Units, t.TierResult)
		}
	}
	pins, err := db.Pins(x.ctx, p)
	for _, pin := range pins {
		if pin.Entity == e.ID {
			out.Pins = append(out.Pins, pin)
		}
	}
	return err
}

// shown adds what the customer's own system shows in our fields, as last read,
// and what became of our last write of each.
func (x *explainer) shown(ref model.Ref, out *explainJSON) error {
	src, ok := x.engine.Config.Source(ref.Source)
	if !ok || len(src.Mapping.Targets()) == 0 {
		return nil
	}
	raw, err := x.engine.Store.Raw(x.ctx, x.principal(), ref)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	target := src.Mapping.Target(ref, recordOf(raw))
	if target.IsZero() {
		return nil
	}
	if target != ref {
		if raw, err = x.engine.Store.Raw(x.ctx, x.principal(), target); errors.Is(err, store.ErrNotFound) {
			raw = store.RawRecord{}
		} else if err != nil {
			return err
		}
	}
	seen := seenTargets(raw)
	last := map[string]model.LedgerEntry{}
	receipts, err := x.engine.Store.Ledger(x.ctx, x.principal(), store.LedgerFilter{Target: target})
	if err != nil {
		return err
	}
	for _, r := range receipts {
		last[r.Field] = r
	}
	for _, field := range src.Mapping.Targets() {
		r := last[field]
		out.Shown = append(out.Shown, shownJSON{Target: target, Field: field, Value: seen[field], Wrote: r.New, State: r.State, Said: r.Said, Run: r.Run})
	}
	return nil
}

// number counts things in a headline.
func number(n int) string { return fmt.Sprintf("(%d)", n) }

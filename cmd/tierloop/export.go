package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) exportCommand() *cobra.Command {
	var out string
	what := []string{"entities", "members", "tiers", "orders"}
	c := &cobra.Command{
		Use: "export entities|members|tiers|orders", GroupID: "look", ValidArgs: what,
		Short: a.say("导出黄金记录、对照表、等级或订单到 CSV、Excel、JSON", "Export golden records, the crosswalk, tiers or orders to CSV, Excel or JSON"),
		Long: a.say("entities 黄金记录；members 来源客户与实体的对照；tiers 当前等级；orders 归到实体的单据。Excel 中编号为文本；CSV 带 BOM，公式样的内容前加单引号。",
			"entities are the golden records, members the crosswalk from source customers, tiers the\npresent tiers, orders the documents by entity. Ids are text in Excel; CSV has a byte order\nmark, and text that a spreadsheet would run as a formula gets a quote."),
		Example: `  tierloop export entities --out entities.xlsx
  tierloop export members --out crosswalk.csv
  tierloop export tiers --out tiers.json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				for _, w := range what {
					if args[0] == w {
						return nil
					}
				}
				return usage("cannot export %q%s; there are %s", args[0], model.DidYouMean(args[0], what), strings.Join(what, ", "))
			}
			return usage("%s wants one of %s", cmd.CommandPath(), strings.Join(what, ", "))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			n, err := a.export(cmd.Context(), e, args[0], out)
			if err == nil && out != "" {
				a.note("%s：%d 行", "%s: %d {row|rows}", out, n)
			}
			return err
		},
	}
	c.Flags().StringVar(&out, "out", "", a.say("文件 .csv、.xlsx 或 .json（默认以 CSV 输出）", "file .csv, .xlsx or .json (default: CSV on standard output)"))
	return c
}

// export writes a file, "" is standard output, and returns its rows.
func (a *app) export(ctx context.Context, e *engine.Engine, what, out string) (int, error) {
	s, finish, abandon, err := a.createSheet(out, what)
	if err != nil {
		return 0, err
	}
	defer func() { _ = abandon() }()
	x := &exporter{app: a, engine: e, ctx: ctx, sheet: s}
	step := map[string]func() error{"entities": x.entities, "members": x.members, "tiers": x.tiers, "orders": x.orders}[what]
	if err := step(); err != nil {
		return x.n, err
	}
	if err := s.close(); err != nil {
		return x.n, err
	}
	return x.n, finish()
}

type exporter struct {
	*app
	engine *engine.Engine
	ctx    context.Context
	sheet  sheet
	n      int
}

func (x *exporter) write(cells ...string) error {
	x.n++
	if err := x.ctx.Err(); err != nil {
		return err
	}
	return x.sheet.row(cells)
}

// entities has one column per attribute that any golden record has.
func (x *exporter) entities() error {
	db, p := x.engine.Store, x.principal()
	present := map[string]bool{}
	if err := db.EachEntity(x.ctx, p, func(e store.StoredEntity) error {
		for name := range e.Values {
			present[name] = true
		}
		return nil
	}); err != nil {
		return err
	}
	delete(present, "kind")
	delete(present, "name")
	attributes := slices.Sorted(maps.Keys(present))
	tiers := map[string]model.TierResult{} // without parts and reasons, which are large
	if err := db.CurrentTiers(x.ctx, p, x.policy(), model.ScopeGroup, func(t store.StoredTier) error {
		tiers[t.Entity] = model.TierResult{Final: t.Final, Score: t.Score, AsOf: t.AsOf}
		return nil
	}); err != nil {
		return err
	}
	columns := append(texts("entity_id", "kind", "name", "parent_id", "group_id", "tier"), sheetColumn{name: "score", number: true}, sheetColumn{name: "as_of"})
	if err := x.sheet.head(append(columns, texts(attributes...)...)); err != nil {
		return err
	}
	return db.EachEntity(x.ctx, p, func(e store.StoredEntity) error {
		t := tiers[e.ID]
		cells := []string{e.ID, string(e.Kind), e.Name(), e.Parent, e.Group, t.Final, t.Score, t.AsOf.String()}
		for _, name := range attributes {
			cells = append(cells, e.Values[name].Text)
		}
		return x.write(cells...)
	})
}

func (x *exporter) policy() string { return x.engine.Config.Policy.Policy().Name }

// members is the crosswalk: every source customer with its entity and why.
func (x *exporter) members() error {
	db, p := x.engine.Store, x.principal()
	state, err := x.state()
	if err != nil {
		return err
	}
	group := groupsByID(state)
	why := make(map[model.Ref]model.Evidence, len(state.Members))
	for _, m := range state.Members {
		why[m.Customer] = m.Evidence
	}
	if err := x.sheet.head(append(texts("entity_id", "source", "object", "id", "name", "units", "deleted", "matched_with", "why"), sheetColumn{name: "bits", number: true}, sheetColumn{name: "group_id"})); err != nil {
		return err
	}
	return db.EachCustomer(x.ctx, p, func(c store.StoredCustomer) error {
		e := why[c.Ref]
		with, bits, deleted := "", "", ""
		if !e.With.IsZero() {
			with, bits = e.With.String(), fmt.Sprintf("%.2f", e.Bits)
		}
		if !c.Deleted.IsZero() {
			deleted = c.Deleted.UTC().Format("2006-01-02 15:04:05Z")
		}
		return x.write(c.Entity, c.Ref.Source, c.Ref.Object, c.Ref.ID, c.Name, strings.Join(c.Units, " "), deleted, with, e.Why, bits, group[c.Entity])
	})
}

// tiers are the present results in every scope.
func (x *exporter) tiers() error {
	db, p, policy := x.engine.Store, x.principal(), x.engine.Config.Policy
	scopes, err := db.Policies(x.ctx, p)
	if err != nil {
		return err
	}
	indicators, outputs := policy.IndicatorIDs(), policy.OutputIDs()
	columns := append(texts("entity_id", "scope", "policy", "as_of", "tier", "label"), sheetColumn{name: "score", number: true})
	columns = append(columns, texts("raw_tier", "held_tier", "reason")...)
	for _, id := range append(append([]string{}, indicators...), outputs...) {
		columns = append(columns, sheetColumn{name: id})
	}
	columns = append(columns, sheetColumn{name: "group_id"})
	state, err := x.state()
	if err != nil {
		return err
	}
	group := groupsByID(state)
	if err := x.sheet.head(columns); err != nil {
		return err
	}
	for _, scope := range scopes[x.policy()] {
		err := db.CurrentTiers(x.ctx, p, x.policy(), scope, func(t store.StoredTier) error {
			cells := []string{t.Entity, t.Scope, t.Policy, t.AsOf.String(), t.Final, policy.TierLabel(t.Final).In(x.language()), t.Score, t.Raw, t.Held, t.Reason.In(x.language())}
			for _, id := range indicators {
				cells = append(cells, t.Indicators[id])
			}
			for _, id := range outputs {
				cells = append(cells, t.Outputs[id])
			}
			return x.write(append(cells, group[t.Entity])...)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *exporter) orders() error {
	columns := texts("entity_id", "source", "object", "id", "kind", "number", "customer", "unit", "date", "due", "currency")
	columns = append(columns, sheetColumn{name: "amount", number: true}, sheetColumn{name: "open", number: true}, sheetColumn{name: "cost", number: true})
	if err := x.sheet.head(append(columns, texts("status", "role", "group_id")...)); err != nil {
		return err
	}
	state, err := x.state()
	if err != nil {
		return err
	}
	group := groupsByID(state)
	return x.engine.Store.EachOrderByEntity(x.ctx, x.principal(), func(entity string, o model.Order) error {
		cost := ""
		if o.HasCost {
			cost = o.Cost.String()
		}
		return x.write(entity, o.Ref.Source, o.Ref.Object, o.Ref.ID, string(o.Kind), o.Number, o.Customer.ID, o.Unit, o.Date.String(), o.Due.String(),
			o.Currency, o.Amount.String(), o.Open.String(), cost, string(o.Status), o.Role, group[entity])
	})
}

// state is who belongs to whom; a unit does not learn of groups and evidence.
func (x *exporter) state() (store.MasterState, error) {
	if p := x.principal(); p.Group() {
		return x.engine.Store.LoadMasterState(x.ctx, p)
	}
	return store.MasterState{}, nil
}

// groupsByID is the ultimate parent of every entity.
func groupsByID(s store.MasterState) map[string]string {
	out := make(map[string]string, len(s.Entities))
	for _, e := range s.Entities {
		out[e.ID] = e.Group
	}
	return out
}

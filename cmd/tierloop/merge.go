package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) mergeCommand() *cobra.Command {
	var s stewardFlags
	c := &cobra.Command{
		Use: "merge A B", GroupID: "steward",
		Short: a.say("裁定两个客户是同一家，合并", "Decide that two customers are one, and merge them"),
		Long: a.say("A、B 为实体编号、名称或 来源/对象/编号。合并后保留较早的编号，另一个永久转向它；tierloop split 可原样撤销。",
			"A and B are entity ids, names or source/object/id. The older id stays and the other leads\nto it for ever; tierloop split takes the merge back exactly."),
		Example: `  tierloop merge G-PE4BZE784ZHPV G-0H5QX7M2KD3RT --reason 同一营业执照
  tierloop merge 泊岚电气 crm/account/A-17 --reason "same licence" --yes`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("%s wants two customers, found %d {argument|arguments}", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(cmd); err != nil {
				return err
			}
			r, err := a.rearranger(cmd.Context(), s)
			if err != nil {
				return err
			}
			x, y, err := r.sides(args[0], args[1])
			if err != nil {
				return err
			}
			if x.ID == y.ID {
				return usage("both are %s %s already", x.ID, x.Name())
			}
			r.show(x, y)
			return r.carry("merge", []master.Part{slices.Concat(x.members, y.members)}, [2]model.Ref{x.named, y.named})
		},
	}
	s.add(a, c)
	return c
}

func (a *app) splitCommand() *cobra.Command {
	var s stewardFlags
	c := &cobra.Command{
		Use: "split CUSTOMER SOURCE/OBJECT/ID…", GroupID: "steward",
		Short: a.say("裁定某些记录不属于该客户，拆出", "Decide that records do not belong to a customer, and split them off"),
		Long: a.say("列出的记录拆出并成为一个实体；若它们正是某次合并前的实体，则恢复其原编号。",
			"The records named leave together and become one entity; when they are exactly what an id\nheld before it was merged, they take it back."),
		Example: `  tierloop split 泊岚电气 crm/account/A-17 --reason 另一家公司
  tierloop split G-PE4BZE784ZHPV crm/account/A-17 erp/customers/K009 --reason "another plant" --yes`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("%s wants a customer and the records to split off; tierloop explain lists its records", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(cmd); err != nil {
				return err
			}
			r, err := a.rearranger(cmd.Context(), s)
			if err != nil {
				return err
			}
			x, err := r.side(args[0])
			if err != nil {
				return err
			}
			out, stay := master.Part{}, slices.Clone(x.members)
			for _, text := range args[1:] {
				ref, ok := model.ParseRef(text)
				at := slices.Index(stay, ref)
				if !ok || at < 0 {
					return usage("%s has no record %q; tierloop explain %s lists them", x.ID, text, x.ID)
				}
				out, stay = append(out, ref), slices.Delete(stay, at, at+1)
			}
			if len(stay) == 0 {
				return usage("these are all records of %s; one must stay", x.ID)
			}
			r.show(half{x.StoredEntity, stay, stay[0], a.say("留下", "stays")}, half{x.StoredEntity, out, out[0], a.say("拆出", "leaves")})
			return r.carry("split", []master.Part{stay, out})
		},
	}
	s.add(a, c)
	return c
}

// half is one side of a merge or split.
type half struct {
	store.StoredEntity
	members master.Part
	named   model.Ref // the record that stands for it
	label   string
}

// rearranger carries merges and splits out.
type rearranger struct {
	*app
	engine *engine.Engine
	ctx    context.Context
	flags  stewardFlags
}

func (a *app) rearranger(ctx context.Context, s stewardFlags) (*rearranger, error) {
	e, err := a.openEngine(ctx)
	return &rearranger{app: a, engine: e, ctx: ctx, flags: s}, err
}

// side finds the entity that a text means. Where a record was named, it is the
// one that the verdict is about, else the entity's founder.
func (r *rearranger) side(text string) (half, error) {
	id, err := r.findEntity(r.ctx, r.engine.Store, text)
	if err != nil {
		return half{}, err
	}
	h := half{}
	if h.StoredEntity, err = r.engine.Store.Entity(r.ctx, r.principal(), id); err != nil {
		return h, err
	}
	members, err := r.engine.Store.Members(r.ctx, r.principal(), h.ID)
	if err != nil {
		return h, err
	}
	for _, m := range members {
		h.members = append(h.members, m.Customer)
		if m.Evidence.With.IsZero() || h.named.IsZero() {
			h.named = m.Customer
		}
	}
	if ref, ok := model.ParseRef(text); ok && slices.Contains(h.members, ref) {
		h.named = ref
	}
	if len(h.members) == 0 {
		return h, usage("%s has no record any more", h.ID)
	}
	return h, nil
}

// sides are the two of a pair.
func (r *rearranger) sides(a, b string) (x, y half, err error) {
	if x, err = r.side(a); err == nil {
		y, err = r.side(b)
	}
	return x, y, err
}

// show prints the sides with their records.
func (r *rearranger) show(sides ...half) {
	width := 0
	for _, h := range sides {
		for _, ref := range h.members {
			width = max(width, columns(ref.String()))
		}
	}
	for _, h := range sides {
		fmt.Fprintf(r.stdout, "%s  %s  %s\n", printable(h.Name()), h.ID, h.label)
		for _, ref := range h.members {
			name := ""
			if c, err := r.engine.Store.CustomerByRef(r.ctx, r.principal(), ref); err == nil {
				name = c.Name
			}
			fmt.Fprintf(r.stdout, "    %s  %s\n", pad(ref.String(), width), printable(name))
		}
	}
}

// carry rehearses the wish, asks, keeps the verdicts and shows what came of it.
func (r *rearranger) carry(action string, want []master.Part, joins ...[2]model.Ref) error {
	plan, err := r.engine.Rearrange(r.ctx, r.principal(), want, joins...)
	if err != nil {
		return err
	}
	if len(plan.Conflicts) > 0 {
		c := plan.Conflicts[0]
		return fault.New("E2207", len(plan.Conflicts), c.A.String()+" = "+c.B.String()).Quoting(r.term(c.Gate))
	}
	fmt.Fprint(r.stdout, r.say("将记录 %d 项裁定\n", "%d {verdict|verdicts} will be kept\n", len(plan.Decisions)))
	if !r.agreed(r.flags) {
		return nil
	}
	var refs []string
	for _, part := range want {
		refs = append(refs, part[0].String())
	}
	err = r.layDown(r.ctx, r.engine, r.flags, action, strings.Join(refs, " "), func(tx *store.Tx) error {
		return plan.Keep(r.ctx, tx, r.flags.author, r.flags.reason)
	})
	if err != nil || r.flags.later {
		return err
	}
	for _, part := range want {
		id, err := r.engine.Store.EntityOf(r.ctx, r.principal(), part[0])
		if err != nil {
			return err
		}
		e, err := r.engine.Store.Entity(r.ctx, r.principal(), id)
		if err != nil {
			return err
		}
		members, err := r.engine.Store.Members(r.ctx, r.principal(), id)
		if err != nil {
			return err
		}
		fmt.Fprint(r.stdout, r.say("→ %s  %s  %d 条记录\n", "→ %s  %s  %d {record|records}\n", e.ID, printable(e.Name()), len(members)))
	}
	return nil
}

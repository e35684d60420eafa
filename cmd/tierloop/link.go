package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (a *app) linkCommand() *cobra.Command {
	var s stewardFlags
	var kind, from, to string
	var forbid, withdraw, top bool
	c := &cobra.Command{
		Use: "link CHILD PARENT", GroupID: "steward",
		Short: a.say("裁定谁属于谁：子公司、分支机构，或不属于", "Decide who belongs to whom: subsidiary, branch, or not at all"),
		Long: a.say(`人工裁定高于股东名单、来源的上级字段与名称推断。--forbid 表示 CHILD 不属于 PARENT；
--top 表示 CHILD 不属于任何一家；--withdraw 收回先前的裁定。归属关系从不导致合并。`,
			`A steward's word stands above lists of shareholders, parent fields and what names tell.
--forbid: CHILD does not belong to PARENT; --top: CHILD belongs to nobody; --withdraw takes
an earlier word back. Links never lead to a merge.`),
		Example: `  tierloop link 杭州云帆 云帆控股 --reason 工商登记
  tierloop link 云帆上海分公司 杭州云帆 --kind branch-of --from 2024-05-01 --reason "register" --yes
  tierloop link 杭州云帆 海曙五金 --forbid --reason 同名而已 --yes
  tierloop link import 股东名单.xlsx`,
		RunE: func(cmd *cobra.Command, args []string) error {
			want := 2
			if top {
				want = 1
			}
			if len(args) != want {
				return usage("%s wants a child and a parent, or a child and --top; found %d {argument|arguments}", cmd.CommandPath(), len(args))
			}
			if err := s.check(cmd); err != nil {
				return err
			}
			d := model.LinkDecision{Verdict: model.LinkSet, Kind: model.EdgeKind(kind), Author: s.author, Reason: s.reason}
			if d.Kind != model.SubsidiaryOf && d.Kind != model.BranchOf {
				return usage("--kind is %s or %s, found %q", model.SubsidiaryOf, model.BranchOf, kind)
			}
			var err error
			if d.From, err = model.ParseDate(from); err == nil {
				d.To, err = model.ParseDate(to)
			}
			if err != nil || d.To != 0 && d.To < d.From {
				return usage("--from and --to are the first and the last day, YYYY-MM-DD; found %q and %q", from, to)
			}
			switch {
			case withdraw:
				d.Verdict = model.LinkWithdrawn
			case forbid || top:
				d.Verdict = model.LinkForbidden
			}
			return a.link(cmd, s, d, args)
		},
	}
	s.add(a, c)
	f := c.Flags()
	f.StringVar(&kind, "kind", string(model.SubsidiaryOf), a.say("subsidiary-of 子公司，branch-of 分支机构", "subsidiary-of or branch-of"))
	f.StringVar(&from, "from", "", a.say("生效首日 YYYY-MM-DD", "first day, YYYY-MM-DD"))
	f.StringVar(&to, "to", "", a.say("生效末日 YYYY-MM-DD", "last day, YYYY-MM-DD"))
	f.BoolVar(&forbid, "forbid", false, a.say("CHILD 不属于 PARENT", "CHILD does not belong to PARENT"))
	f.BoolVar(&top, "top", false, a.say("CHILD 不属于任何一家", "CHILD belongs to nobody"))
	f.BoolVar(&withdraw, "withdraw", false, a.say("收回先前的裁定", "take an earlier word back"))
	c.AddCommand(a.linkListCommand(), a.linkTemplateCommand(), a.linkImportCommand())
	return c
}

// link shows both sides with their place in the hierarchy, asks, and keeps the word.
func (a *app) link(cmd *cobra.Command, s stewardFlags, d model.LinkDecision, names []string) error {
	r, err := a.rearranger(cmd.Context(), s)
	if err != nil {
		return err
	}
	ctx, db := cmd.Context(), r.engine.Store
	child, err := r.side(names[0])
	if err != nil {
		return err
	}
	parent := half{}
	d.Child = child.named
	if len(names) > 1 {
		if parent, err = r.side(names[1]); err != nil {
			return err
		}
		if d.Parent = parent.named; parent.ID == child.ID {
			return usage("%s and %s are one customer, %s; tierloop split parts them", names[0], names[1], child.ID)
		}
	}
	if d.Verdict == model.LinkWithdrawn {
		if d, err = a.spoken(cmd, db, child, parent); err != nil {
			return err
		}
		d.Verdict, d.Author, d.Reason, d.At = model.LinkWithdrawn, s.author, s.reason, a.clock.Now()
	}
	fmt.Fprintf(a.stdout, "%s  %s\n", printable(child.Name()), child.ID)
	if child.Parent != "" {
		now, err := db.Entity(ctx, a.principal(), child.Parent)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, a.say("  现上级  %s  %s\n", "  parent now  %s  %s\n"), printable(now.Name()), now.ID)
	}
	who := a.say("任何一家", "anybody")
	if parent.ID != "" {
		who = printable(parent.Name()) + "  " + parent.ID
	}
	fmt.Fprintf(a.stdout, "  %s  %s\n", a.linkWord(d), who)
	if !a.agreed(s) {
		return nil
	}
	return a.layDown(ctx, r.engine, s, "link", d.Child.String()+" "+d.Parent.String(), func(tx *store.Tx) error { return tx.SaveLink(ctx, d) })
}

// spoken finds the binding word on two entities, through whichever records it
// was given.
func (a *app) spoken(cmd *cobra.Command, db *store.DB, child, parent half) (model.LinkDecision, error) {
	all, err := db.Links(cmd.Context(), a.principal())
	if err != nil {
		return model.LinkDecision{}, err
	}
	for _, d := range slices.Backward(all) {
		if slices.Contains(child.members, d.Child) && (slices.Contains(parent.members, d.Parent) || parent.ID == "" && d.Parent.IsZero()) {
			return d, nil
		}
	}
	return model.LinkDecision{}, usage("nothing was decided on this link; tierloop link list shows what was")
}

func (a *app) linkWord(d model.LinkDecision) string {
	span := ""
	if d.From != 0 || d.To != 0 {
		span = fmt.Sprintf(a.say("%s…%s", " %s…%s"), d.From, d.To)
	}
	switch {
	case d.Verdict == model.LinkForbidden:
		return a.say("不属于", "does not belong to")
	case d.Verdict == model.LinkWithdrawn:
		return a.say("收回裁定", "word withdrawn")
	case d.Kind == model.BranchOf:
		return a.say("是其分支机构：", "is a branch of") + span
	}
	return a.say("是其子公司：", "is a subsidiary of") + span
}

func (a *app) linkListCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("列出人工裁定的归属与已导入的股东名单", "List what was decided, and the lists imported"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			read := e.Store.Links
			if all {
				read = e.Store.LinkHistory
			}
			links, err := read(cmd.Context(), a.principal())
			if err != nil {
				return err
			}
			holdings, err := e.Store.Holdings(cmd.Context(), a.principal())
			if err != nil {
				return err
			}
			lists := map[string]int{}
			for _, h := range holdings {
				lists[h.List]++
			}
			if a.json {
				a.printJSON("tierloop.links/v1", map[string]any{"links": append([]model.LinkDecision{}, links...), "lists": lists})
				return nil
			}
			if len(links) > 0 {
				rows := [][]string{{a.say("下级", "CHILD"), a.say("裁定", "DECIDED"), a.say("上级", "PARENT"), a.say("裁定人", "AUTHOR"), a.say("原因", "REASON")}}
				for _, d := range links {
					parent := d.Parent.String()
					if d.Parent.IsZero() {
						parent = a.say("任何一家", "anybody")
					}
					rows = append(rows, []string{d.Child.String(), a.linkWord(d), parent, d.Author, d.Reason})
				}
				a.table(rows)
			}
			for _, name := range slices.Sorted(maps.Keys(lists)) {
				fmt.Fprint(a.stdout, a.say("名单 %s  %d 行\n", "list %s  %d {line|lines}\n", name, lists[name]))
			}
			if len(links)+len(lists) == 0 {
				a.note("没有人工裁定的归属，也没有股东名单", "no link was decided, and no list is imported")
			}
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, a.say("包括已被取代与收回的", "those replaced and withdrawn too"))
	return c
}

func (a *app) linkTemplateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "template FILE", Args: oneArg("file"), Short: a.say("生成待填的股东名单（Excel 或 CSV）", "Write a list of shareholders to fill in (Excel or CSV)"),
		Example: `  tierloop link template 股东名单.xlsx`,
		RunE:    func(_ *cobra.Command, args []string) error { return a.holdingsTemplate(args[0]) },
	}
}

func (a *app) linkImportCommand() *cobra.Command {
	var list, errorsTo string
	var columns []string
	var remove, later bool
	c := &cobra.Command{
		Use: "import FILE", Args: oneArg("file"),
		Short: a.say("导入股东名单（CSV 或 Excel），取代同名的旧名单", "Import a list of shareholders (CSV or Excel); it takes the place of the one with its name"),
		Long: a.say(`列：下级、上级、持股比例（%）、起、止。双方写实体编号、来源/对象/编号、证件号或名称。
超过 50% 为子公司；20%–50% 列入待审；更少的只是投资。未写比例视为控制。
有一行不合格就整份拒收，逐行指出行与列，并写回带错误原因的同一份文件。`,
			`Columns: child, parent, share in percent, from, to. Each side is an entity id,
source/object/id, a valid code or a name. More than 50 % makes a subsidiary, 20 % to 50 %
goes to review, less is an investment; without a share it is control. With one wrong line
nothing is taken, every wrong line is told with row and column, and the same file comes
back with the reason of each.`),
		Example: `  tierloop link import 股东名单.xlsx
  tierloop link import register.csv --list register --map parent=holder
  tierloop link import register.csv --remove`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if list == "" {
				list = sourceOf(args[0])
			}
			var holdings []model.Holding
			if !remove {
				f, err := a.readFormBy(args[0], holdingHeaders, columns, "child", "parent")
				if err != nil {
					return err
				}
				if holdings = a.holdingsOf(f); len(f.faults) > 0 {
					return a.sendBack(f, args[0], errorsTo, "share")
				}
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			s := stewardFlags{author: a.who(), reason: phrase.Counted("%d {line|lines}", len(holdings)), later: later}
			if err := a.layDown(ctx, e, s, "link.import", "list "+list, func(tx *store.Tx) error { return tx.SaveHoldings(ctx, list, holdings) }); err != nil {
				return err
			}
			fmt.Fprint(a.stdout, a.say("名单 %s：%d 行\n", "list %s: %d {line|lines}\n", list, len(holdings)))
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&list, "list", "", a.say("名单名称（默认取文件名）", "name of the list (default: the file's)"))
	f.StringSliceVar(&columns, "map", nil, a.say("指定列：字段=列名", "name columns: FIELD=COLUMN"))
	f.StringVar(&errorsTo, "errors", "", a.say("有误时写回的文件（默认 名称.errors.后缀）", "the file to write back (default NAME.errors.EXT)"))
	f.BoolVar(&remove, "remove", false, a.say("删除该名单", "remove the list"))
	f.BoolVar(&later, "later", false, a.say("只记录，由下一次运行执行", "note it only; the next run carries it out"))
	return c
}

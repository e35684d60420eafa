package main

import (
	"fmt"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func (a *app) overrideCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "override", GroupID: "steward", Args: noArgs,
		Short: a.say("人工改正黄金值：设定、列出、撤销", "Correct golden values by hand: set, list, remove"),
		Long: a.say("人工改正的值覆盖来源值，重跑不丢，导出、评级与 explain 都以它为准；不参与匹配，也不写回来源。",
			"A corrected value stands over what the sources say, through every run, in exports,\nscoring and explain. It takes no part in matching and is not written to the sources."),
		Example: `  tierloop override set G-PE4BZE784ZHPV city 苏州 --reason 营业执照 --yes
  tierloop override list
  tierloop override remove G-PE4BZE784ZHPV city --reason 来源已更正 --yes`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.overrideSetCommand(), a.overrideListCommand(), a.overrideRemoveCommand())
	return c
}

func threeArgs(cmd *cobra.Command, args []string) error {
	if len(args) != 3 {
		return usage("%s wants a customer, an attribute and a value, found %d {argument|arguments}", cmd.CommandPath(), len(args))
	}
	return nil
}

func (a *app) overrideSetCommand() *cobra.Command {
	var s stewardFlags
	var until string
	c := &cobra.Command{
		Use: "set CUSTOMER ATTRIBUTE VALUE", Args: threeArgs,
		Short: a.say("设定一个值", "Set a value"),
		Long: a.say("--until forever 永久（默认）；change 直到来源值变化；YYYY-MM-DD 到该日（含）。",
			"--until forever (default); change: until the sources say something else; YYYY-MM-DD:\nup to and with that day."),
		Example: `  tierloop override set 泊岚电气 city 苏州 --reason 营业执照
  tierloop override set G-PE4BZE784ZHPV phone +8651288880000 --until change --reason 已电话核实 --yes
  tierloop override set G-PE4BZE784ZHPV status active --until 2027-03-31 --reason 年审中 --yes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := s.check(cmd); err != nil {
				return err
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			entity, err := a.entityNamed(ctx, e.Store, args[0])
			if err != nil {
				return err
			}
			o := model.Override{Entity: entity.ID, Attribute: args[1], Text: args[2], Author: s.author, Reason: s.reason, At: a.clock.Now()}
			if err := checkAttribute(entity.Entity, o.Attribute, o.Text); err != nil {
				return err
			}
			if err := setEnd(&o, until, model.DateOf(a.clock.Now().In(e.Config.Location))); err != nil {
				return err
			}
			before, err := e.Store.OverridesOf(ctx, a.principal(), entity.ID)
			if err != nil {
				return err
			}
			o.Base = baseOf(entity.Entity, before, o.Attribute)
			fmt.Fprintf(a.stdout, "%s  %s\n  %s  %s → %s  (%s)\n", printable(entity.Name()), entity.ID, o.Attribute,
				printable(orNone(entity.Values[o.Attribute].Text)), printable(o.Text), a.untilText(o))
			if !a.agreed(s) {
				return nil
			}
			return a.layDown(ctx, e, s, "override.set", "entity "+entity.ID+" "+o.Attribute, func(tx *store.Tx) error { return tx.SaveOverride(ctx, o) })
		},
	}
	s.add(a, c)
	c.Flags().StringVar(&until, "until", string(model.UntilForever), a.say("forever、change 或 YYYY-MM-DD", "forever, change or YYYY-MM-DD"))
	return c
}

// checkAttribute refuses attributes that nothing would ever read, and words that
// an attribute of ours does not take.
func checkAttribute(e model.Entity, attribute, text string) error {
	if attribute == "kind" {
		return usage("the kind of a customer cannot be set by hand; correct the mapping of its source")
	}
	if attribute == "status" && !slices.Contains([]string{string(model.Active), string(model.Inactive), string(model.Blocked)}, text) {
		return usage("status is active, inactive or blocked, found %q", text)
	}
	if text == "" {
		return usage("the value is empty; tierloop override remove takes a value set by hand away")
	}
	if _, has := e.Values[attribute]; has || master.Canonical(attribute) {
		return nil
	}
	known := append(slices.Sorted(maps.Keys(e.Values)), master.CanonicalAttributes...)
	return usage("no attribute %q%s; take one that the customer has, or one of the usual ones", attribute, model.DidYouMean(attribute, known))
}

// setEnd reads --until.
func setEnd(o *model.Override, until string, today model.Date) error {
	switch model.OverrideUntil(until) {
	case model.UntilForever, model.UntilChange:
		o.Until = model.OverrideUntil(until)
		return nil
	}
	day, err := model.ParseDate(until)
	if err != nil || day == 0 {
		return usage("--until is forever, change or YYYY-MM-DD, found %q", until)
	}
	if day < today {
		return usage("--until %s is past; today is %s", day, today)
	}
	o.Until, o.Expires = model.UntilDate, day
	return nil
}

// baseOf is what the sources say: the golden value, or what it was before a
// steward's value was laid over it.
func baseOf(e model.Entity, overrides []model.Override, attribute string) string {
	if e.Values[attribute].Rule != model.RuleSteward {
		return e.Values[attribute].Text
	}
	base := ""
	for _, o := range overrides { // oldest first
		if o.Attribute == attribute {
			base = o.Base
		}
	}
	return base
}

func (a *app) untilText(o model.Override) string {
	switch o.Until {
	case model.UntilChange:
		return a.say("直到来源值变化", "until the source's value changes")
	case model.UntilDate:
		return fmt.Sprintf(a.say("至 %s", "until %s"), o.Expires)
	}
	return a.say("永久", "forever")
}

// orNone shows an absent value.
func orNone(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (a *app) overrideListCommand() *cobra.Command {
	var all bool
	c := &cobra.Command{
		Use: "list [CUSTOMER]", Args: cobra.MaximumNArgs(1), Short: a.say("列出人工改正的值", "List values set by hand"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			list, err := e.Store.Overrides(ctx, a.principal())
			if err == nil && len(args) == 1 {
				var id string
				if id, err = a.findEntity(ctx, e.Store, args[0]); err == nil {
					list, err = e.Store.OverridesOf(ctx, a.principal(), id)
				}
			}
			if err != nil {
				return err
			}
			today := model.DateOf(a.clock.Now().In(e.Config.Location))
			list = slices.DeleteFunc(list, func(o model.Override) bool { return !all && !o.InForce(today) })
			if a.json {
				a.printJSON("tierloop.overrides/v1", map[string]any{"overrides": append([]model.Override{}, list...)})
				return nil
			}
			if len(list) == 0 {
				a.note("没有人工改正的值", "no value is set by hand")
				return nil
			}
			rows := [][]string{{a.say("实体", "ENTITY"), a.say("属性", "ATTRIBUTE"), a.say("人工值", "VALUE"), a.say("当时来源值", "SOURCES SAID"),
				a.say("有效期", "UNTIL"), a.say("裁定人", "AUTHOR"), a.say("原因", "REASON"), a.say("状态", "STATE")}}
			for _, o := range list {
				state := a.say("生效", "in force")
				if !o.Ended.IsZero() {
					state = fmt.Sprintf(a.say("已由 %s 结束", "ended by %s"), o.EndedBy)
				} else if !o.InForce(today) {
					state = a.say("已到期", "expired")
				}
				rows = append(rows, []string{o.Entity, o.Attribute, o.Text, orNone(o.Base), a.untilText(o), o.Author, o.Reason, state})
			}
			a.table(rows)
			return nil
		},
	}
	c.Flags().BoolVar(&all, "all", false, a.say("包括已结束的", "ended ones too"))
	return c
}

func (a *app) overrideRemoveCommand() *cobra.Command {
	var s stewardFlags
	c := &cobra.Command{
		Use: "remove CUSTOMER ATTRIBUTE", Short: a.say("撤销人工值，恢复来源值", "Take a value away; the source's shows again"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("%s wants a customer and an attribute, found %d {argument|arguments}", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if err := s.check(cmd); err != nil {
				return err
			}
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			entity, err := a.entityNamed(ctx, e.Store, args[0])
			if err != nil {
				return err
			}
			list, err := e.Store.OverridesOf(ctx, a.principal(), entity.ID)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(list, func(o model.Override) bool { return o.Attribute == args[1] && o.Ended.IsZero() })
			if at < 0 {
				return usage("%s of %s is not set by hand; tierloop override list shows what is", args[1], entity.ID)
			}
			fmt.Fprintf(a.stdout, a.say("%s  %s\n  %s  %s 撤销（%s：%s）\n", "%s  %s\n  %s  %s is taken away (%s: %s)\n"),
				printable(entity.Name()), entity.ID, args[1], printable(list[at].Text), list[at].Author, printable(list[at].Reason))
			if !a.agreed(s) {
				return nil
			}
			return a.layDown(ctx, e, s, "override.remove", "entity "+entity.ID+" "+args[1], func(tx *store.Tx) error {
				_, err := tx.EndOverrides(ctx, entity.ID, args[1], s.author)
				return err
			})
		},
	}
	s.add(a, c)
	return c
}

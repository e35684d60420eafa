package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// pinFlags are what set and remove have in common.
type pinFlags struct{ kind, unit, reason, author string }

func (f *pinFlags) scope() string {
	if f.unit == "" {
		return model.ScopeGroup
	}
	return model.UnitScope(f.unit)
}

func (a *app) pinCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "pin", Args: noArgs,
		Short: a.say("人工指定等级：固定、保底或封顶，附理由与期限", "Set a tier by hand: pin, floor or cap it, with a reason and an end"),
		Long: a.say(`人工指定不改写评分，只叠加在评分结果之上，到期后恢复为原本的等级。
pin 固定为某级；floor 至少为某级；cap 至多为某级。下一次 score 起生效。
撤销（undo）之后若不想让下次同步再次写入同一等级，请在此固定。`,
			`A pin changes no score: it is laid over the result, and when it ends the tier below
shows again. pin sets a tier, floor is at least that tier, cap at most. It counts from
the next score on. After an undo, a pin keeps the next sync from planning the same tier
again.`),
		Example: `  tierloop tier pin set 星辰科技 platinum --reason "战略客户" --until 2027-03-31
  tierloop tier pin set G-PE4BZE784ZHPV gold --kind floor --reason "merger under way"
  tierloop tier pin list --expiring 30
  tierloop tier pin remove 星辰科技 --reason "合作结束"`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(a.pinSetCommand(), a.pinListCommand(), a.pinRemoveCommand(), a.pinTemplateCommand(), a.pinImportCommand())
	return c
}

func (a *app) addPinFlags(c *cobra.Command, f *pinFlags) {
	c.Flags().StringVar(&f.kind, "kind", string(model.PinTier), a.say("pin 固定、floor 保底或 cap 封顶", "pin, floor or cap"))
	c.Flags().StringVar(&f.unit, "unit", "", a.say("只针对某业务单元的等级（默认集团等级）", "of a business unit's tier (default: the group tier)"))
	c.Flags().StringVar(&f.reason, "reason", "", a.say("理由，记入审计", "why; kept in the audit log"))
	c.Flags().StringVar(&f.author, "author", a.who(), a.say("决定人", "who decided"))
}

func (a *app) pinSetCommand() *cobra.Command {
	var f pinFlags
	var until string
	c := &cobra.Command{
		Use:   "set ENTITY|NAME|SOURCE/OBJECT/ID TIER",
		Short: a.say("指定一个客户的等级", "Set the tier of a customer"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usage("%s wants a customer and a tier", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			p := model.Pin{Scope: f.scope(), Kind: model.PinKind(f.kind), Tier: args[len(args)-1], Author: f.author, Reason: f.reason, At: a.clock.Now()}
			if p.Expires, err = model.ParseDate(until); err != nil {
				return usage("--until: %v", err)
			}
			return a.setPin(cmd.Context(), e, strings.Join(args[:len(args)-1], " "), p)
		},
	}
	a.addPinFlags(c, &f)
	c.Flags().StringVar(&until, "until", "", a.say("最后有效日 YYYY-MM-DD（默认按策略 overrides.expire_default）", "last day, YYYY-MM-DD (default: overrides.expire_default of the policy)"))
	return c
}

// setPin refuses what the policy does not take. The end is kept as it will be,
// so that a later change of the policy's default does not move it.
func (a *app) setPin(ctx context.Context, e *engine.Engine, who string, p model.Pin) error {
	entity, err := a.entityNamed(ctx, e.Store, who)
	if err != nil {
		return err
	}
	p.Entity = entity.ID
	policy := e.Config.Policy
	if r, ok := errors.AsType[*scoring.Refusal](policy.CheckPin(p)); ok {
		return fault.New("E6011", r.In(a.language()))
	}
	if p.Expires != 0 && p.Expires < model.DateOf(a.clock.Now().In(e.Config.Location)) {
		return fault.New("E6011", a.say("最后有效日已过", "its last day is over"))
	}
	end := policy.PinEnd(p)
	if p.Expires != 0 && end < p.Expires {
		return fault.New("E6011", fmt.Sprintf(a.say("策略 overrides.max 最长到 %s", "overrides.max of the policy ends it on %s at the latest"), end))
	}
	p.Expires = end
	err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := tx.SavePin(ctx, p); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Author, Action: "pin.set", Subject: p.Entity,
			Detail: strings.TrimSpace(fmt.Sprintf("%s %s %s until %s: %s", p.Scope, p.Kind, p.Tier, p.Expires, p.Reason))})
	})
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.pin/v1", p)
		return nil
	}
	a.table([][]string{{a.kindWord(p.Kind), entity.Name(), p.Entity, policy.TierLabel(p.Tier).In(a.language()), a.endWord(p.Expires)}})
	a.note("下一次评级起生效：tierloop score，随后 tierloop plan 查看将写入什么", "it counts from the next score on: tierloop score, then tierloop plan shows what would be written")
	return nil
}

func (a *app) pinRemoveCommand() *cobra.Command {
	var f pinFlags
	c := &cobra.Command{
		Use:   "remove ENTITY|NAME|SOURCE/OBJECT/ID",
		Short: a.say("取消一个指定；历史保留", "Take a pin away; its history stays"),
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			entity, err := a.entityNamed(ctx, e.Store, strings.Join(args, " "))
			if err != nil {
				return err
			}
			var found bool
			err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
				if found, err = tx.RemovePin(ctx, entity.ID, f.scope(), model.PinKind(f.kind), f.author); err != nil || !found {
					return err
				}
				return tx.Audit(ctx, store.AuditEntry{Actor: f.author, Action: "pin.remove", Subject: entity.ID,
					Detail: strings.TrimSpace(f.scope() + " " + f.kind + ": " + f.reason)})
			})
			if err != nil {
				return err
			}
			if !found {
				return usage("%s has no %s in %s; tierloop tier pin list shows all", entity.ID, f.kind, f.scope())
			}
			a.note("已取消；下一次评级起恢复为评分所得等级", "removed; from the next score on the tier is what the score gives")
			return nil
		},
	}
	a.addPinFlags(c, &f)
	return c
}

func (a *app) pinListCommand() *cobra.Command {
	var days int
	c := &cobra.Command{
		Use: "list", Args: noArgs,
		Short: a.say("列出未取消的指定，已到期的也在内", "List the pins that nobody removed, expired ones too"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			return a.listPins(cmd.Context(), e, days)
		},
	}
	c.Flags().IntVar(&days, "expiring", -1, a.say("只列出将在这么多天内到期的", "only those that end within so many days"))
	return c
}

// pinJSON is one line of tierloop.pins/v1.
type pinJSON struct {
	model.Pin
	Name    string `json:"name"`
	Expired bool   `json:"expired,omitempty"`
}

func (a *app) listPins(ctx context.Context, e *engine.Engine, days int) error {
	pins, err := e.Store.Pins(ctx, a.principal())
	if err != nil {
		return err
	}
	today, list := model.DateOf(a.clock.Now().In(e.Config.Location)), []pinJSON{}
	for _, p := range pins {
		p.Expires = e.Config.Policy.PinEnd(p)
		if days >= 0 && (p.Expires == 0 || p.Expires < today || p.Expires > today+model.Date(days)) {
			continue
		}
		entity, err := e.Store.Entity(ctx, a.principal(), p.Entity)
		if err != nil {
			return err
		}
		list = append(list, pinJSON{p, entity.Name(), p.Expires != 0 && p.Expires < today})
	}
	if a.json {
		a.printJSON("tierloop.pins/v1", map[string]any{"pins": list})
		return nil
	}
	if len(list) == 0 {
		a.note("没有人工指定", "no tier is set by hand")
		return nil
	}
	rows := [][]string{{a.say("客户", "CUSTOMER"), "ID", a.say("范围", "SCOPE"), a.say("方式", "KIND"), a.say("等级", "TIER"), a.say("期限", "END"), a.say("决定人", "AUTHOR"), a.say("理由", "REASON")}}
	for _, p := range list {
		end := a.endWord(p.Expires)
		if p.Expired {
			end += a.say("（已到期）", " (over)")
		}
		rows = append(rows, []string{p.Name, p.Entity, p.Scope, a.kindWord(p.Kind), e.Config.Policy.TierLabel(p.Tier).In(a.language()), end, p.Author, p.Reason})
	}
	a.table(rows)
	return nil
}

var pinKindZH = map[model.PinKind]string{model.PinTier: "固定", model.FloorTier: "保底", model.CapTier: "封顶"}

func (a *app) kindWord(k model.PinKind) string {
	if zh, ok := pinKindZH[k]; ok && a.language() == "zh" {
		return zh
	}
	return string(k)
}

func (a *app) endWord(d model.Date) string {
	if d == 0 {
		return a.say("长期", "no end")
	}
	return fmt.Sprintf(a.say("至 %s", "until %s"), d)
}

package main

import (
	"cmp"
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

// pinHeaders are the columns of a file of pins.
var pinHeaders = []header{
	{"customer", []string{"customer", "entity_id", "客户", "客户编号"}},
	{"name", []string{"name", "客户名称"}},
	{"tier", []string{"tier", "等级"}},
	{"kind", []string{"kind", "方式"}},
	{"unit", []string{"unit", "单元", "业务单元"}},
	{"until", []string{"until", "最后有效日"}},
	{"reason", []string{"reason", "理由"}},
	{"author", []string{"author", "决定人"}},
	{"error", []string{"error", "错误原因"}},
}

func (a *app) pinTemplateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "template FILE", Args: oneArg("file"), Short: a.say("生成待填的 Excel 或 CSV", "Write an Excel or CSV file to fill in"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			return a.pinsTemplate(e, args[0])
		},
	}
}

func (a *app) pinsTemplate(e *engine.Engine, path string) error {
	return a.emptyForm(path, "pins", pinHeaders, nil, [2]string{a.say("等级", "Tiers"), strings.Join(e.Config.Policy.Levels(), ", ")},
		[2]string{a.say("方式", "Kinds"), a.say("固定（默认）、保底、封顶", "pin (default), floor, cap")})
}

func (a *app) pinImportCommand() *cobra.Command {
	var errorsTo, author, reason string
	c := &cobra.Command{
		Use: "import FILE", Args: oneArg("file"), Short: a.say("导入填好的指定；有误则整份退回并逐行注明", "Import pins; with a fault nothing is taken and the file comes back with each fault"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			e, err := a.openEngine(ctx)
			if err != nil {
				return err
			}
			f, err := a.readForm(args[0], pinHeaders, "customer", "tier")
			if err != nil {
				return err
			}
			pins := a.pinsOf(ctx, e, f, author, reason)
			if len(f.faults) > 0 {
				return a.sendBack(f, args[0], errorsTo)
			}
			err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return savePins(ctx, tx, pins) })
			if err == nil {
				a.note("%d 项指定；下一次评级起生效", "%d {pin; it counts|pins; they count} from the next score on", len(pins))
			}
			return err
		},
	}
	c.Flags().StringVar(&author, "author", a.who(), a.say("未填决定人的行的决定人", "the author of rows that name none"))
	c.Flags().StringVar(&reason, "reason", "", a.say("未填理由的行所用的理由", "the reason of rows that have none"))
	c.Flags().StringVar(&errorsTo, "errors", "", a.say("有误时写回的文件（默认 名称.errors.后缀）", "the file to write back (default NAME.errors.EXT)"))
	return c
}

// savePins keeps pins, each with its line in the audit log.
func savePins(ctx context.Context, tx *store.Tx, pins []model.Pin) error {
	for _, p := range pins {
		if err := tx.SavePin(ctx, p); err != nil {
			return err
		}
		detail := strings.TrimSpace(fmt.Sprintf("%s %s %s until %s: %s", p.Scope, p.Kind, p.Tier, p.Expires, p.Reason))
		if err := tx.Audit(ctx, store.AuditEntry{Actor: p.Author, Action: "pin.set", Subject: p.Entity, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}

// pinsOf reads the rows of a form; what is wrong is noted in it.
func (a *app) pinsOf(ctx context.Context, e *engine.Engine, f *form, author, reason string) []model.Pin {
	kinds := map[string]model.PinKind{"": model.PinTier}
	for kind, zh := range pinKindZH {
		kinds[string(kind)], kinds[zh] = kind, kind
	}
	tiers := map[string]string{}
	for _, id := range e.Config.Policy.Levels() {
		label := e.Config.Policy.TierLabel(id)
		tiers[id], tiers[label.ZH], tiers[strings.ToLower(label.EN)] = id, id, id
	}
	said := map[string]int{}
	var out []model.Pin
	for i := range f.rows {
		cell, named := f.row(i)
		if cell["customer"] == "" && cell["tier"] == "" {
			continue
		}
		p := model.Pin{Scope: model.ScopeGroup, Kind: kinds[strings.ToLower(cell["kind"])], Author: cmp.Or(cell["author"], author),
			Reason: cmp.Or(cell["reason"], reason), At: a.clock.Now(), Tier: cmp.Or(tiers[cell["tier"]], tiers[strings.ToLower(cell["tier"])])}
		if cell["unit"] != "" {
			p.Scope = model.UnitScope(cell["unit"])
		}
		switch {
		case rounded(cell["customer"]):
			f.fault(i, named["customer"], "%s", a.roundedText(cell["customer"]))
			continue
		case p.Tier == "":
			f.fault(i, named["tier"], a.say("%q 不是等级；有 %s", "%q is no tier; there are %s"), cell["tier"], strings.Join(e.Config.Policy.Levels(), ", "))
			continue
		case p.Kind == "":
			f.fault(i, named["kind"], a.say("%q 不是方式；写 固定、保底 或 封顶", "%q is no kind; write pin, floor or cap"), cell["kind"])
			continue
		}
		var err error
		if cell["until"] != "" {
			if p.Expires, err = model.ParseDate(isoDate(cell["until"])); err != nil || p.Expires == 0 {
				f.fault(i, named["until"], a.say("%q 不是日期；写 YYYY-MM-DD", "%q is no date; write YYYY-MM-DD"), cell["until"])
				continue
			}
		}
		if p.Entity, err = a.findEntity(ctx, e.Store, cell["customer"]); err != nil {
			f.fault(i, named["customer"], "%s", fault.Of(err).What(a.language()))
			continue
		}
		if r, ok := errors.AsType[*scoring.Refusal](e.Config.Policy.CheckPin(p)); ok {
			f.fault(i, named["tier"], "%s", r.In(a.language()))
			continue
		}
		end := e.Config.Policy.PinEnd(p)
		if today := model.DateOf(a.clock.Now().In(e.Config.Location)); p.Expires != 0 && (p.Expires < today || end < p.Expires) {
			f.fault(i, named["until"], a.say("%s 已过，或超过策略 overrides.max 允许的 %s", "%s is over, or after %s, where overrides.max of the policy ends it"), p.Expires, end)
			continue
		}
		key := p.Entity + " " + p.Scope + " " + string(p.Kind)
		if before, twice := said[key]; twice {
			f.fault(i, named["customer"], a.say("与第 %d 行是同一指定", "is the same pin as row %d"), f.lines[before])
			continue
		}
		said[key] = i
		p.Expires = end
		out = append(out, p)
	}
	return out
}

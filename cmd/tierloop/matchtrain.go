package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// modelFlags are what the commands share that make a version of the trained models.
type modelFlags struct {
	activate       bool
	author, reason string
}

func (f *modelFlags) add(a *app, c *cobra.Command) {
	c.Flags().BoolVar(&f.activate, "activate", false, a.say("直接启用新版本，不再询问", "make the new version the active one without asking"))
	c.Flags().StringVar(&f.author, "author", a.who(), a.say("由谁启用", "who activates it"))
	c.Flags().StringVar(&f.reason, "reason", "", a.say("原因，记入审计日志", "why, for the audit log"))
}

func (a *app) matchTrainCommand() *cobra.Command {
	var f modelFlags
	c := &cobra.Command{
		Use: "train", Args: noArgs, Short: a.say("按现有客户重新训练匹配权重，并显示前后对比", "Train the weights of the matching anew on the stored customers, and show before and after"),
		Long: a.say(`从已存储的客户中学习同一客户的记录在各字段上一致的频率（无需标注），保存为新版本，
并以现有版本与新版本各做一次完整匹配：实体、合并、待审的数量，以及哪些客户会换实体。
不加 --activate 也未在终端确认时，仅保存，不启用；启用后由下一次运行执行。`,
			`Learns from the stored customers, without labels, how often records of one customer agree
in each field, keeps that as a new version, and matches everything by the present version
and by the new one: how many entities, merges and questions, and who would be in another
entity. Without --activate, and without a yes at a terminal, the version is kept and not
switched on. Once active, the next run goes by it.`),
		Example: `  tierloop match train
  tierloop match train --activate --reason "the dealers' system was added"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.rearranger(cmd.Context(), stewardFlags{author: f.author, reason: f.reason})
			if err != nil {
				return err
			}
			return r.train(f)
		},
	}
	f.add(a, c)
	return c
}

// trainJSON is tierloop.match-train/v1.
type trainJSON struct {
	Version       int64       `json:"version"`
	Active        bool        `json:"active"` // runs go by it from now on
	Was           int64       `json:"was"`    // the version that was active, 0 when none was
	Organisations int         `json:"organisations"`
	Persons       int         `json:"persons"`
	Before        outcomeJSON `json:"before"`
	After         outcomeJSON `json:"after"`
	Moved         int         `json:"customers_moved"` // whose entity would hold other customers
	Movers        []moverJSON `json:"movers,omitempty"`
}

func (r *rearranger) train(f modelFlags) error {
	m, was, err := r.engine.Matcher(r.ctx)
	if err != nil {
		return err
	}
	s, err := r.stock()
	if err != nil {
		return err
	}
	if len(s.records) == 0 {
		return usage("the store holds no customers to train on; tierloop sync pulls them")
	}
	after := r.engine.Config.Matcher.Match(s.records, s.decisions)
	before := after
	if was > 0 {
		before = m.Match(s.records, s.decisions)
	}
	doc := trainJSON{Was: was, Before: outcomeOf(before), After: outcomeOf(after)}
	doc.Movers, doc.Moved = s.movers(before, after)
	if k := after.Models.Organisations; k != nil {
		doc.Organisations = k.Records
	}
	if k := after.Models.Persons; k != nil {
		doc.Persons = k.Records
	}
	if !r.json {
		r.table([][]string{{"", r.say("实体", "ENTITIES"), r.say("合并", "MERGES"), r.say("待审", "QUESTIONS")},
			r.outcomeLine(r.say("现在", "now"), doc.Before), r.outcomeLine(r.say("训练后", "trained"), doc.After)})
		r.showMovers(doc.Movers, doc.Moved)
	}
	doc.Version, doc.Active, err = r.keepModels(after.Models, engine.ModelByTrain, f)
	if err == nil && r.json {
		r.printJSON("tierloop.match-train/v1", doc)
	}
	return err
}

func (a *app) outcomeLine(name string, o outcomeJSON) []string {
	return []string{name, fmt.Sprint(o.Entities), fmt.Sprint(o.Merges), fmt.Sprint(o.Doubts)}
}

// keepModels keeps models as a version, and activates it when that is wanted.
func (r *rearranger) keepModels(models matching.Models, origin string, f modelFlags) (version int64, active bool, err error) {
	err = r.engine.Store.InTx(r.ctx, store.Fence{}, func(tx *store.Tx) error {
		if version, err = engine.SaveModels(r.ctx, tx, models, origin, f.author); err != nil {
			return err
		}
		return tx.Audit(r.ctx, store.AuditEntry{Actor: f.author, Action: "model." + origin, Subject: fmt.Sprintf("model %d", version), Detail: f.reason})
	})
	if err != nil {
		return version, false, err
	}
	now, _, err := engine.ActiveModels(r.ctx, r.engine.Store)
	if err != nil || now.Version == version {
		r.note("版本 %d 与启用中的版本相同", "version %d is the active one and says the same", version)
		return version, true, err
	}
	r.note("已保存为版本 %d", "kept as version %d", version)
	if !f.activate && !(isTerminal(r.stderr) && r.stdinTerminal() && r.agreed(stewardFlags{})) {
		r.note("启用：tierloop match models activate %d", "to switch it on: tierloop match models activate %d", version)
		return version, false, nil
	}
	return version, true, r.activate(version, f)
}

// activate makes a version the one that runs go by.
func (r *rearranger) activate(version int64, f modelFlags) error {
	err := r.engine.Store.InTx(r.ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := tx.ActivateMatchModel(r.ctx, version, f.author); err != nil {
			return err
		}
		return tx.Audit(r.ctx, store.AuditEntry{Actor: f.author, Action: "model.activate", Subject: fmt.Sprintf("model %d", version), Detail: f.reason})
	})
	if err == nil {
		r.note("版本 %d 已启用；下一次运行按它匹配", "version %d is active; the next run matches by it", version)
	}
	return err
}

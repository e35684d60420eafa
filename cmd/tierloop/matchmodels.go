package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) matchModelsCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "models", Args: noArgs, Short: a.say("列出、查看、启用训练得到的匹配权重的版本", "List, show and activate the versions of the trained weights"),
		Long: a.say(`运行总是按启用中的版本匹配，不会自行重新训练；首次匹配得到版本 1。某类记录不足 1 万条时，
其权重是暂定的：记录数翻倍后由运行再训练一次，除非已有人指定版本。`,
			`Runs match by the active version and never train anew by themselves; the first matching makes
version 1. Weights of fewer than 10,000 records of a kind are provisional: a run that finds twice
as many trains once more, unless a person has chosen a version.`),
		Example: `  tierloop match models
  tierloop match models show 3
  tierloop match models activate 2 --reason "3 merged two dealers"`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := a.rearranger(cmd.Context(), stewardFlags{})
			if err != nil {
				return err
			}
			return r.listModels()
		},
	}
	c.AddCommand(a.modelShowCommand(), a.modelActivateCommand())
	return c
}

// modelJSON is a version in tierloop.match-models/v1.
type modelJSON struct {
	Version       int64  `json:"version"`
	Active        bool   `json:"active"`
	Origin        string `json:"origin"` // run, train or refit
	Hash          string `json:"hash"`
	Organisations int    `json:"organisations"`
	Persons       int    `json:"persons"`
	Author        string `json:"author"`
	Made          string `json:"made"`
	Activated     string `json:"activated,omitempty"`
	ActivatedBy   string `json:"activated_by,omitempty"`
}

func (r *rearranger) listModels() error {
	list, err := r.engine.Store.MatchModels(r.ctx, r.principal())
	if err != nil {
		return err
	}
	const form = "2006-01-02 15:04"
	out := []modelJSON{}
	rows := [][]string{{r.say("版本", "VERSION"), "", r.say("由", "BY"), r.say("组织", "ORGANISATIONS"), r.say("个人", "PERSONS"), r.say("制作", "MADE"), r.say("启用", "ACTIVATED"), "HASH"}}
	for _, m := range list {
		j := modelJSON{Version: m.Version, Active: m.Active, Origin: m.Origin, Hash: m.Hash, Organisations: m.Organisations, Persons: m.Persons,
			Author: m.Author, Made: m.Made.In(r.engine.Config.Location).Format(form), ActivatedBy: m.ActivatedBy}
		state := ""
		if m.Active {
			state = r.say("启用中", "active")
		}
		if !m.Activated.IsZero() {
			j.Activated = m.Activated.In(r.engine.Config.Location).Format(form)
		}
		rows = append(rows, []string{fmt.Sprint(m.Version), state, r.originWord(m.Origin), fmt.Sprint(m.Organisations), fmt.Sprint(m.Persons),
			j.Made + " " + j.Author, j.Activated + " " + j.ActivatedBy, m.Hash})
		out = append(out, j)
	}
	switch {
	case r.json:
		r.printJSON("tierloop.match-models/v1", map[string]any{"models": out})
	case len(list) == 0:
		r.note("尚无版本；首次匹配会训练一个", "no version yet; the first matching trains one")
	default:
		r.table(rows)
	}
	_, models, err := engine.ActiveModels(r.ctx, r.engine.Store)
	if fields := models.Unlearned(); err == nil && len(fields) > 0 {
		list := strings.Join(fields, r.say("、", ", "))
		r.note(fmt.Sprintf("启用中的版本由较早的程序训练，不含 %s，这些字段按初始估计计分；可用 tierloop match train 重新训练", list),
			fmt.Sprintf("the active version was trained by an earlier program and knows nothing of %s, which weigh by first guesses; tierloop match train learns them", list))
	}
	return err
}

var originZH = map[string]string{engine.ModelByRun: "运行", engine.ModelByTrain: "训练", engine.ModelByRefit: "按裁定重估"}

// originWord says who made a version.
func (a *app) originWord(origin string) string {
	if zh, ok := originZH[origin]; ok && a.language() == "zh" {
		return zh
	}
	return origin
}

func (a *app) modelShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show VERSION", Short: a.say("以 JSON 输出一个版本", "Print a version as JSON"), Args: oneVersion,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, version, err := a.modelAt(cmd, args, stewardFlags{})
			if err == nil {
				fmt.Fprintln(r.stdout, string(version.Text))
			}
			return err
		},
	}
}

func (a *app) modelActivateCommand() *cobra.Command {
	var f modelFlags
	c := &cobra.Command{
		Use: "activate VERSION", Short: a.say("启用一个版本；下一次运行按它匹配", "Make a version the active one; the next run matches by it"), Args: oneVersion,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, version, err := a.modelAt(cmd, args, stewardFlags{author: f.author, reason: f.reason})
			if err != nil {
				return err
			}
			return r.activate(version.Version, f)
		},
	}
	c.Flags().StringVar(&f.author, "author", a.who(), a.say("由谁启用", "who activates it"))
	c.Flags().StringVar(&f.reason, "reason", "", a.say("原因，记入审计日志", "why, for the audit log"))
	return c
}

func oneVersion(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("%s wants a version; tierloop match models lists them", c.CommandPath())
	}
	return nil
}

// modelAt reads the version that the argument names.
func (a *app) modelAt(cmd *cobra.Command, args []string, s stewardFlags) (*rearranger, store.MatchModel, error) {
	n, err := strconv.ParseInt(args[0], 10, 64)
	if err != nil {
		return nil, store.MatchModel{}, usage("%q is no version; tierloop match models lists them", args[0])
	}
	r, err := a.rearranger(cmd.Context(), s)
	if err != nil {
		return nil, store.MatchModel{}, err
	}
	m, err := r.engine.Store.MatchModel(r.ctx, r.principal(), n)
	if errors.Is(err, store.ErrNotFound) {
		return nil, m, usage("there is no version %d; tierloop match models lists them", n)
	}
	if err != nil {
		return nil, m, fault.New("E4001", "match_model").Because(err)
	}
	return r, m, nil
}

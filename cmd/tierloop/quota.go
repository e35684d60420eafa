package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) quotaCommand() *cobra.Command {
	var days int
	c := &cobra.Command{
		Use: "quota", GroupID: "look", Args: noArgs,
		Short: a.say("各来源每天的调用次数与额度", "The calls that each source made a day, against its quota"),
		Long: a.say("统计各次运行的 API 调用：读取（拉取、核对）、写回（写入及其前后的读取）、其他（登录、描述）。额度写在来源的 quota 下。",
			"Sums the API calls of runs: read (pulls and reconciles), write (pushes and the reading around them), other\n(logins, descriptions). The quota stands under quota of the source."),
		Example: `  tierloop quota
  tierloop quota --days 30 --json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if days < 1 {
				return usage("--days wants a number above 0")
			}
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			since := model.DateOf(a.clock.Now().In(e.Config.Location).AddDate(0, 0, 1-days))
			list, err := e.Spending(cmd.Context(), a.principal(), since)
			if err != nil {
				return err
			}
			a.showSpending(e.Config, list)
			return nil
		},
	}
	c.Flags().IntVar(&days, "days", 7, a.say("最近多少天", "so many days up to today"))
	return c
}

// spendJSON is one line of tierloop.quota/v1.
type spendJSON struct {
	engine.Spend
	Total   int64 `json:"total"`
	Daily   int   `json:"daily,omitempty"`
	Reserve int   `json:"reserve,omitempty"`
}

func (a *app) showSpending(cfg *configs.Config, list []engine.Spend) {
	docs := []spendJSON{}
	rows := [][]string{{a.say("日期", "DAY"), a.say("来源", "SOURCE"), a.say("读取", "READ"), a.say("写回", "WRITE"), a.say("其他", "OTHER"), a.say("合计", "TOTAL"), a.say("额度", "QUOTA"), a.say("已用", "USED"), a.say("写回预留", "KEPT FOR WRITING")}}
	for _, s := range list {
		doc := spendJSON{Spend: s, Total: s.Total()}
		daily, used, kept := "—", "—", "—"
		if src, ok := cfg.Source(s.Source); ok && src.Quota.Daily > 0 {
			doc.Daily, doc.Reserve = src.Quota.Daily, int(src.Quota.Writeback.Value*float64(src.Quota.Daily))
			daily, kept = fmt.Sprint(doc.Daily), fmt.Sprint(doc.Reserve)
			used = fmt.Sprintf("%.1f %%", 100*float64(doc.Total)/float64(doc.Daily))
		}
		docs = append(docs, doc)
		rows = append(rows, []string{s.Day.String(), s.Source, fmt.Sprint(s.Calls[connectors.Reading]), fmt.Sprint(s.Calls[connectors.Writing]),
			fmt.Sprint(s.Calls[connectors.Other]), fmt.Sprint(doc.Total), daily, used, kept})
	}
	if a.json {
		a.printJSON("tierloop.quota/v1", map[string]any{"days": docs})
		return
	}
	a.table(rows)
	if len(list) == 0 {
		a.note("没有运行调用过 API", "no run called an API")
	}
}

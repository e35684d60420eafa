package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
)

func (a *app) notifyCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "notify", GroupID: "admin", Args: noArgs,
		Short: a.say("通知渠道：列出并试发", "The channels that are told of runs: list them, try them"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	list := &cobra.Command{
		Use: "list", Args: noArgs, Short: a.say("列出渠道", "List the channels"),
		RunE: func(*cobra.Command, []string) error { return a.listNotices() },
	}
	test := &cobra.Command{
		Use: "test NAME", Args: cobra.ExactArgs(1), Short: a.say("向一个渠道发送测试消息", "Send a test message to a channel"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.testNotice(cmd.Context(), args[0]) },
	}
	c.AddCommand(list, test)
	return c
}

func (a *app) listNotices() error {
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	if a.json {
		type row struct {
			Name     string   `json:"name"`
			Type     string   `json:"type"`
			Level    string   `json:"level"`
			Always   bool     `json:"always"`
			Repeat   string   `json:"repeat"`
			Jobs     []string `json:"jobs"`
			Language string   `json:"language"`
		}
		rows := []row{}
		for _, n := range cfg.Notices {
			rows = append(rows, row{n.Name, n.Type, n.Rule.Least.String(), n.Rule.Always, n.Rule.Repeat.String(), n.Jobs, n.Language})
		}
		a.printJSON("tierloop.channels/v1", map[string]any{"channels": rows})
		return nil
	}
	if len(cfg.Notices) == 0 {
		a.note("没有配置通知渠道；在 tierloop.yaml 的 notify 下添加", "no channel is configured; add one under notify in tierloop.yaml")
		return nil
	}
	rows := [][]string{{a.say("名称", "NAME"), a.say("类型", "TYPE"), a.say("最低级别", "LEAST"), a.say("时机", "WHEN"), a.say("语言", "LANGUAGE")}}
	for _, n := range cfg.Notices {
		when := a.say("变化时", "changes")
		if n.Rule.Always {
			when = a.say("每次运行", "every run")
		}
		rows = append(rows, []string{n.Name, n.Type, n.Rule.Least.String(), when, n.Language})
	}
	a.table(rows)
	return nil
}

func (a *app) testNotice(ctx context.Context, name string) error {
	cfg, err := a.loadConfig()
	if err != nil {
		return err
	}
	var names []string
	var found *configs.Notice
	for i := range cfg.Notices {
		names = append(names, cfg.Notices[i].Name)
		if cfg.Notices[i].Name == name {
			found = &cfg.Notices[i]
		}
	}
	if found == nil {
		text := fmt.Sprintf("no channel %q under notify", name)
		if near := model.Nearest(name, names); near != "" {
			text += fmt.Sprintf("; did you mean %q?", near)
		}
		return usage("%s", text)
	}
	c, err := a.noticeChannel(cfg, found)
	if err != nil {
		return err
	}
	m := notify.Message{Title: model.Text{ZH: "这是来自 " + cfg.File.Group.Name + " 的测试消息", EN: "A test message of " + cfg.File.Group.Name}, Facts: []notify.Fact{}}
	if err := c.Send(ctx, m); err != nil {
		return fault.New("E3401", name).At(found.Type).Because(err)
	}
	a.note("已送达", "delivered")
	return nil
}

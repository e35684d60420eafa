package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/sync/engine"
)

// watched is how far the register looks back into the audit log, and the actions
// that count as looking at or handing out data of persons.
const watchedDays = 90

var watchedActions = []string{"export", "export.take", "audit.export", "privacy.export", "privacy.erase", "privacy.release", "request.grant", "unmask"}

func (a *app) privacyRegisterCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use: "register", Args: noArgs,
		Short: a.say("个人信息处理登记：目的、字段、接收方、保存期限、访问记录（Markdown）", "Register of processing: purposes, fields, recipients, retention, access log (Markdown)"),
		Example: `  tierloop privacy register --lang zh --out 处理登记.md
  tierloop privacy register --lang en --out register.md`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			var b strings.Builder
			if err := a.register(cmd.Context(), &b, e); err != nil {
				return err
			}
			if out == "" {
				_, err := io.WriteString(a.stdout, b.String())
				return err
			}
			if err := os.WriteFile(out, []byte(b.String()), 0o600); err != nil {
				return notWritten(out, err)
			}
			a.note("已写入 %s", "written to %s", out)
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "", a.say("文件（默认输出到屏幕）", "file (default: standard output)"))
	return c
}

// register writes the document in the language of the program.
func (a *app) register(ctx context.Context, w io.Writer, e *engine.Engine) error {
	cfg := e.Config
	fmt.Fprintf(w, "# "+a.say("个人信息处理活动登记：%s", "Register of processing of personal data: %s")+"\n\n", cfg.File.Group.Name)
	fmt.Fprintf(w, a.say("生成于 %s，配置 %s。联系人在映射写明目的之前不被拉取。", "Made on %s from configuration %s. Contacts are not pulled unless a mapping states why.")+"\n\n",
		a.clock.Now().In(cfg.Location).Format("2006-01-02 15:04 MST"), cfg.Hash)
	section := func(zh, en string) { fmt.Fprintf(w, "\n## %s\n\n", a.say(zh, en)) }

	section("1 目的与字段", "1 Purposes and fields")
	rows := [][]string{{a.say("来源", "Source"), a.say("系统", "System"), a.say("对象", "Object"), a.say("字段", "Fields"), a.say("目的", "Purpose")}}
	for _, s := range cfg.Sources {
		for _, p := range s.Mapping.Personal() {
			purpose := p.Purpose
			if purpose == "" {
				purpose = a.say("企业客户的联系方式：统一客户与评级", "contact data of organisations: one customer, one tier")
			}
			rows = append(rows, []string{s.Name, s.SourceRule.Type, p.Object, strings.Join(p.Fields, ", "), purpose})
		}
	}
	markdown(w, rows)
	fmt.Fprintf(w, "\n"+a.say("自动化决策：等级策略 %s 按规则评级；每个结果可用 tierloop explain 说明理由与提升条件，可由人固定、保底或封顶。",
		"Automated decisions: the tier policy %s rates by rules; tierloop explain tells the reason of each result and what would lift it, and people can pin, floor or cap it.")+"\n", cfg.Policy.Policy().Name)

	section("2 接收方", "2 Recipients")
	rows = [][]string{{a.say("接收方", "Recipient"), a.say("内容", "What")}}
	for _, s := range cfg.Sources {
		if fields := s.Mapping.Targets(); len(fields) > 0 {
			rows = append(rows, []string{s.Name + " (" + s.SourceRule.Type + ")", a.say("回写字段：", "fields written back: ") + strings.Join(fields, ", ")})
		}
	}
	for _, n := range cfg.Notices {
		rows = append(rows, []string{n.Name + " (" + n.Type + ")", a.say("运行摘要，不含个人信息", "digests of runs, without personal data")})
	}
	for _, d := range cfg.Deliveries {
		rows = append(rows, []string{d.Name, a.say("定时报表", "scheduled reports")})
	}
	markdown(w, rows)

	section("3 保存期限", "3 Retention")
	markdown(w, a.retentionRows(cfg.Retention))

	section("4 可见范围", "4 Who sees what")
	if err := a.registerAccounts(ctx, w, e); err != nil {
		return err
	}
	section("5 访问记录", "5 Access log")
	if err := a.registerAccess(ctx, w, e); err != nil {
		return err
	}
	section("6 删除回执", "6 Receipts of erasures")
	list, err := e.Store.Erasures(ctx, a.principal())
	if err != nil {
		return err
	}
	rows = [][]string{{a.say("回执", "Receipt"), a.say("时间", "At"), a.say("办理人", "By"), a.say("原因", "Reason")}}
	for _, r := range list {
		rows = append(rows, []string{r.ID, r.At.In(cfg.Location).Format("2006-01-02 15:04"), r.Author, r.Reason})
	}
	markdown(w, rows)
	return nil
}

// registerAccounts lists what each account is kept from seeing.
func (a *app) registerAccounts(ctx context.Context, w io.Writer, e *engine.Engine) error {
	list, err := e.Store.Accounts(ctx, a.principal())
	if err != nil {
		return err
	}
	rows := [][]string{{a.say("账户", "Account"), a.say("角色", "Role"), a.say("业务单元", "Units"), a.say("遮盖", "Masked")}}
	for _, x := range list {
		if !x.Disabled.IsZero() {
			continue
		}
		units := a.say("整个集团", "the whole group")
		if x.Units != nil {
			units = strings.Join(x.Units, ", ")
		}
		rows = append(rows, []string{x.Name, string(x.Role), units, orNone(strings.Join(x.Masked, ", "))})
	}
	markdown(w, rows)
	fmt.Fprintf(w, "\n"+a.say("新账户默认遮盖 %s，管理员、操作员与数据管家除外。", "New accounts are kept from %s, but for admins, operators and stewards.")+"\n", strings.Join(access.Maskable(), ", "))
	return nil
}

// registerAccess counts who looked at or took out data of persons.
func (a *app) registerAccess(ctx context.Context, w io.Writer, e *engine.Engine) error {
	since := a.clock.Now().Add(-watchedDays * 24 * time.Hour)
	type what struct{ actor, action string }
	counts := map[what]int{}
	for before, more := int64(0), true; more; {
		lines, err := e.Store.AuditLog(ctx, a.principal(), before, 500)
		if err != nil {
			return err
		}
		more = len(lines) == 500
		for _, l := range lines {
			before = l.Seq
			if more = more && l.At.After(since); l.At.After(since) && slices.Contains(watchedActions, l.Action) {
				counts[what{l.Actor, l.Action}]++
			}
		}
	}
	fmt.Fprintln(w, a.say("最近 %d 天；逐行见审计日志。", "The last %d {day|days}; the audit log has each line.", watchedDays)+"\n")
	rows := [][]string{{a.say("谁", "Who"), a.say("动作", "Action"), a.say("次数", "Times")}}
	for _, k := range slices.SortedFunc(maps.Keys(counts), func(x, y what) int { return strings.Compare(x.actor+"\x00"+x.action, y.actor+"\x00"+y.action) }) {
		rows = append(rows, []string{k.actor, k.action, strconv.Itoa(counts[k])})
	}
	markdown(w, rows)
	return nil
}

// retentionRows say how long what is kept.
func (a *app) retentionRows(r configs.Retention) [][]string {
	span := func(s configs.Span) string { return spanLabel(s).In(a.language()) }
	return [][]string{
		{a.say("内容", "What"), a.say("期限", "How long")},
		{a.say("来源客户与黄金记录", "source records and golden records"), a.say("来源删除后不再使用；按请求删除", "unused once the source deletes them; erased on request")},
		{a.say("来源已删除的记录的原始报文", "payloads of records that their source has deleted"), span(r.Raw)},
		{a.say("行级日志：隔离行、对方应答、被取代的计划", "the log of rows: rejects, answers of systems, plans that were replaced"), span(r.Rows)},
		{a.say("审计日志", "the audit log"), span(r.Audit)},
		{a.say("人员与程序的导出文件", "files exported by people and programs"), a.say("%d 天，或至删除个人信息时", "%d {day|days}, or until a person is erased", int(exportLife.Hours())/24)},
		{a.say("等级历史", "history of tiers"), a.say("企业长期保留；个人随删除而清除", "kept for organisations; goes with the person")},
	}
}

// markdown writes a table; the first row is the header.
func markdown(w io.Writer, rows [][]string) {
	for i, r := range rows {
		for j := range r {
			r[j] = strings.NewReplacer("|", "\\|", "\n", " ").Replace(printable(r[j]))
		}
		fmt.Fprintln(w, "| "+strings.Join(r, " | ")+" |")
		if i == 0 {
			fmt.Fprintln(w, "|"+strings.Repeat(" --- |", len(r)))
		}
	}
}

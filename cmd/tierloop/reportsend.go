package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/notify"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) reportSendCommand() *cobra.Command {
	return &cobra.Command{
		Use: "send NAME", Args: oneArg("name"),
		Short: a.say("立即发送 reports 中配置的一份报表", "Send a report of the section reports now"),
		Long: a.say("邮件附上文件；聊天群收到摘要。tierloop serve 按 cron 自动发送，见 docs/reports.zh-CN.md。",
			"A mailbox gets the file, a chat a digest. tierloop serve sends on schedule: docs/reports.md."),
		Example: `  tierloop report send monthly-tiers`,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			var names []string
			for i := range e.Config.Deliveries {
				d := &e.Config.Deliveries[i]
				if names = append(names, d.Name); d.Name != args[0] {
					continue
				}
				if err := a.deliver(cmd.Context(), e, d, nil); err != nil {
					return err
				}
				a.note("已发送", "sent")
				return nil
			}
			return usage("no delivery %q under reports%s", args[0], model.DidYouMean(args[0], names))
		},
	}
}

// outbox notes each message of a delivery before it leaves and after.
type outbox interface {
	begin(ctx context.Context, channel string) (send bool, err error)
	end(ctx context.Context, channel string, err error) error
}

// deliver asks for the report and sends it to its channels, to each in its own
// language. One that refuses does not keep it from the others. out may be nil.
func (a *app) deliver(ctx context.Context, e *engine.Engine, d *configs.Delivery, out outbox) error {
	dir, err := os.MkdirTemp("", "tierloop-report-")
	if err != nil {
		return notWritten(os.TempDir(), err)
	}
	defer os.RemoveAll(dir)
	messages := map[string]notify.Message{}
	var failed []error
	for i := range e.Config.Notices {
		n := &e.Config.Notices[i]
		if !slices.Contains(d.Channels, n.Name) {
			continue
		}
		speaker := *a
		speaker.lang, speaker.quiet = n.Language, true
		m, done := messages[n.Language]
		if !done {
			if m, err = speaker.reportMessage(ctx, e, d, dir); err != nil {
				return err
			}
			messages[n.Language] = m
		}
		if err := a.sendTo(ctx, e, n, m, out); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// sendTo sends a message to one channel.
func (a *app) sendTo(ctx context.Context, e *engine.Engine, n *configs.Notice, m notify.Message, out outbox) error {
	if out != nil {
		if send, err := out.begin(ctx, n.Name); err != nil || !send {
			return err
		}
	}
	c, err := a.noticeChannel(e.Config, n)
	if err == nil {
		err = c.Send(ctx, m)
	}
	if err != nil {
		err = fault.New("E3401", n.Name).At(n.Type).Because(err)
	}
	if out != nil {
		err = errors.Join(err, out.end(ctx, n.Name, err))
	}
	return err
}

// chatRows is how many rows of a report a chat is told.
const chatRows = 12

// reportMessage is a report as a message: its first rows as facts, the whole of it
// as an attachment.
func (a *app) reportMessage(ctx context.Context, e *engine.Engine, d *configs.Delivery, dir string) (notify.Message, error) {
	f := reportFlags{months: d.Months, by: d.By, compare: d.Compare, units: d.Units, groups: d.Groups, best: max(1, d.Best)}
	review := "quarterly"
	if s := e.Config.Policy.Policy().Tiers.Stability; s != nil {
		review = s.Review
	}
	if err := f.dates(d.Report, model.DateOf(a.clock.Now().In(d.Location)), review); err != nil {
		return notify.Message{}, err
	}
	t, err := askReport(ctx, a.roomOf(e, d.Units), d.Report, &f)
	if err != nil {
		return notify.Message{}, err
	}
	name := d.Name + "-" + f.until.String() + "." + d.Format
	path := filepath.Join(dir, a.language()+"-"+name)
	if err := a.writeReport(path, t, e.Config, &f); err != nil {
		return notify.Message{}, err
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return notify.Message{}, err
	}
	group := e.Config.File.Group.Name
	title := func(lang string) string {
		r, _ := findReport(d.Report)
		if lang == "zh" {
			return group + " · " + r.zh
		}
		return group + ": " + r.en
	}
	m := notify.Message{Title: model.Text{ZH: title("zh"), EN: title("en")}, Facts: a.reportFacts(t, e.Config, &f),
		Attachments: []notify.Attachment{{Name: name, Body: body}}}
	return m, nil
}

// reportFacts are the first rows in words. A report that lists customers tells a
// chat how many there are: names leave the company by mail only.
func (a *app) reportFacts(t report.Table, cfg *configs.Config, f *reportFlags) []notify.Fact {
	text := func(s string) model.Text { return model.Text{ZH: s, EN: s} }
	var out []notify.Fact
	if !slices.Contains(ofNow, t.Name) {
		out = append(out, notify.Fact{Name: model.Text{ZH: "期间", EN: "span"}, Value: text(f.span.String() + ", " + cfg.Policy.Policy().Currency.Base)})
	}
	rows := t.Rows
	if t.Name == "whitespace" {
		rows = nil
	}
	for _, r := range rows[:min(chatRows, len(rows))] {
		name, value := "", ""
		for i, c := range t.Columns {
			cell := a.cell(i == 0, c, r[i], cfg.Policy)
			switch {
			case c.Kind == report.Text || c.Kind == report.Tier:
				if cell != "" {
					name += " " + cell
				}
			case r[i] != "":
				value += " · " + c.Label.In(a.language()) + " " + cell
			}
		}
		if name != "" && value != "" {
			out = append(out, notify.Fact{Name: text(name[1:]), Value: text(value[len(" · "):])})
		}
	}
	if left := len(t.Rows) - min(chatRows, len(rows)); left > 0 {
		out = append(out, notify.Fact{Name: model.Text{ZH: "其余行数", EN: "further rows"}, Value: text(fmt.Sprint(left))})
	}
	for _, m := range t.Missing {
		out = append(out, notify.Fact{Name: model.Text{ZH: "缺少数据", EN: "missing data"}, Value: m})
	}
	return out
}

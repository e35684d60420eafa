package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) backfillCommand() *cobra.Command {
	var from, to, size string
	var objects []string
	c := &cobra.Command{
		Use: "backfill SOURCE", GroupID: "loop", Args: cobra.ExactArgs(1),
		Short: a.say("按修改时间重读一段历史，不影响增量游标", "Read a span of history again, by time of change, beside the increments"),
		Long: a.say(`按修改时间逐窗重读，每窗有自己的游标，不影响增量拉取。中断后再次运行同一命令会从停下处继续。
系统不能按时间段查询时，整体读取一次，只保留该时间段内有修改的记录。随后运行 match、score 等阶段。`,
			`Reads what changed in the span, window by window, each with a cursor of its own; the increments
are not disturbed. The same command goes on where it stood when it was cut off. A system that
cannot be asked for a span is read once in whole, and what changed outside of it is left out.
Run match, score and the other stages afterwards.`),
		Example: `  tierloop backfill cloud-crm --from 2024-01-01 --to 2024-12-31
  tierloop backfill cloud-crm --from 2024-01-01 --to 2024-12-31 --window 7d --object order`,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			if _, err := sourceNames(e.Config, args); err != nil {
				return err
			}
			src, _ := e.Config.Source(args[0])
			for _, o := range objects {
				if src.Mapping.Object(o) == nil {
					return usage("the mapping of %s has no object %q%s", src.Name, o, model.DidYouMean(o, src.Mapping.Objects()))
				}
			}
			b := engine.Backfill{Source: args[0], Objects: objects}
			if b.From, err = dayStart("--from", from, e.Config.Location, 0); err != nil {
				return err
			}
			if b.To, err = dayStart("--to", to, e.Config.Location, 1); err != nil {
				return err
			}
			if now := a.clock.Now(); b.To.After(now) {
				b.To = now.Truncate(time.Second)
			}
			if !b.From.Before(b.To) {
				return usage("--from %s is not before --to %s", from, to)
			}
			if b.Window, err = windowOf(size); err != nil {
				return err
			}
			r, err := e.Backfill(cmd.Context(), b)
			if r.Run.ID == "" {
				return err
			}
			if a.json {
				a.printJSON("tierloop.run/v1", reportJSON(r, a.language()))
				a.json = false
				return err
			}
			a.summary(a.stdout, r)
			return err
		},
	}
	f := c.Flags()
	f.StringVar(&from, "from", "", a.say("首日 YYYY-MM-DD（必需）", "first day, YYYY-MM-DD (needed)"))
	f.StringVar(&to, "to", "", a.say("末日 YYYY-MM-DD（必需，含当日）", "last day, YYYY-MM-DD (needed; the day is part of it)"))
	f.StringVar(&size, "window", "30d", a.say("每窗的时长，如 7d、12h", "time of each window, such as 7d or 12h"))
	f.StringSliceVar(&objects, "object", nil, a.say("只读这些对象（默认全部已映射对象）", "only these objects (default: all that are mapped)"))
	return c
}

// dayStart is the first instant of a day, or of so many days later.
func dayStart(flag, text string, zone *time.Location, later int) (time.Time, error) {
	day, err := model.ParseDate(text)
	if err != nil || day == 0 {
		return time.Time{}, usage("%s wants a day such as 2024-01-31, found %q", flag, text)
	}
	y, m, d := day.Time().Date()
	return time.Date(y, m, d+later, 0, 0, 0, 0, zone), nil
}

// windowOf reads days or a duration, of an hour or more.
func windowOf(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		d = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || d < time.Hour {
		return 0, usage("%s", fmt.Sprintf("--window wants a time of an hour or more, such as 7d or 12h, found %q", text))
	}
	return d, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) checkCommand() *cobra.Command {
	var deep bool
	var rows int
	c := &cobra.Command{
		Use: "check [SOURCE…]", GroupID: "start",
		Short: a.say("检查连接：网络、凭据、权限，以及该系统能做什么", "Check connections: network, credentials, permissions, and what the system can do"),
		Long: a.say(`--deep 只读地检查在线系统：分页是否完整、相同时间戳是否丢失、能否从游标续读、按编号读取、
字段与映射、账号是否有多余的权限、时钟、计数与枚举。从不写入。每个对象最多看 --rows 条，约需数十次调用。`,
			`--deep looks at the live systems by reading alone: whether pages are complete, ties get
lost, a pull goes on from its cursor, records are found by id, fields fit the mapping,
the account may do no more than it needs, clocks and counts agree. It never writes. It looks at --rows records of each object,
which takes some dozens of calls.`),
		Example: `  tierloop check
  tierloop check sales-crm --json
  tierloop check sales-crm --deep`,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			names, err := sourceNames(e.Config, args)
			if err != nil {
				return err
			}
			if deep {
				return a.deepCheck(cmd.Context(), e, names, rows)
			}
			var list []sourceCheck
			for _, name := range names {
				list = append(list, checkSource(cmd.Context(), e, name))
			}
			if a.json {
				var docs []checkJSON
				for _, c := range list {
					docs = append(docs, c.json(a.language()))
				}
				a.printJSON("tierloop.check/v1", map[string]any{"sources": docs})
			} else {
				for _, c := range list {
					a.showCheck(c)
				}
			}
			return a.firstFault(list)
		},
	}
	c.Flags().BoolVar(&deep, "deep", false, a.say("只读地检查分页、游标、计数等", "look at paging, cursors, counts and more, by reading alone"))
	c.Flags().IntVar(&rows, "rows", 500, a.say("--deep 每个对象最多看的记录数", "--deep: look at so many records of each object"))
	return c
}

// sourceCheck is what one connection answered.
type sourceCheck struct {
	name, system string
	abilities    connectors.Abilities
	objects      []string
	caps         map[string]connectors.Caps
	fault        *fault.Fault
}

// checkSource asks a source; it writes nothing.
func checkSource(ctx context.Context, e *engine.Engine, name string) sourceCheck {
	src, _ := e.Config.Source(name)
	c := sourceCheck{name: name, system: src.Type.Name, caps: map[string]connectors.Caps{}, objects: src.Mapping.Objects()}
	conn, err := e.Connector(name)
	if err == nil {
		c.abilities = connectors.AbilitiesOf(conn)
		err = conn.Check(ctx)
	}
	if err != nil {
		f, ok := errors.AsType[*fault.Fault](err)
		if !ok {
			f = engine.Fault(name, err)
		}
		c.fault = f
		return c
	}
	for _, object := range c.objects {
		c.caps[object] = conn.Caps(object)
	}
	return c
}

// firstFault is the fault that decides the exit code; the others are printed.
func (a *app) firstFault(list []sourceCheck) error {
	var first *fault.Fault
	for _, c := range list {
		switch {
		case c.fault == nil:
		case first == nil:
			first = c.fault
		default:
			fmt.Fprint(a.stderr, faultText(c.fault, a.language()))
		}
	}
	a.json = false
	if first == nil {
		return nil
	}
	return first
}

// showCheck prints one source: whether it answers, and its objects.
func (a *app) showCheck(c sourceCheck) {
	if c.fault != nil {
		fmt.Fprintf(a.stdout, "✗ %s (%s)  %s %s\n", c.name, c.system, c.fault.Code, c.fault.What(a.language()))
		return
	}
	fmt.Fprintf(a.stdout, "✓ %s (%s)  %s\n", c.name, c.system, strings.Join(a.abilityWords(c.abilities), " · "))
	rows := [][]string{{"  " + a.say("对象", "OBJECT"), a.say("增量", "INCREMENTAL"), a.say("删除", "DELETES"), a.say("写入方式", "WRITE"), a.say("每批", "BATCH"), a.say("每页", "PAGE"), a.say("限额", "LIMIT")}}
	for _, object := range c.objects {
		k := c.caps[object]
		write := string(k.Write)
		if write == "" {
			write = "—"
		}
		limit := "—"
		if k.Limit.Calls > 0 {
			limit = fmt.Sprintf("%d/%v", k.Limit.Calls, k.Limit.Per)
		}
		if k.Limit.Daily > 0 {
			limit += fmt.Sprintf(a.say(" 每日 %d", " %d a day"), k.Limit.Daily)
		}
		rows = append(rows, []string{"  " + object, a.tick(k.Incremental), a.tick(k.SeesDeletes), write, count(k.MaxPushBatch), count(k.MaxPullPage), limit})
	}
	a.table(rows)
}

func (a *app) tick(yes bool) string {
	if yes {
		return a.say("是", "yes")
	}
	return a.say("否", "no")
}

func count(n int) string {
	if n == 0 {
		return "—"
	}
	return fmt.Sprint(n)
}

func (a *app) abilityWords(b connectors.Abilities) []string {
	var out []string
	for _, w := range []struct {
		has    bool
		zh, en string
	}{
		{b.Pull, "拉取", "pull"}, {b.Enumerate, "核对编号", "enumerate"}, {b.Fetch, "回读", "read back"}, {b.Push, "写回", "push"},
		{b.Collect, "异步结果", "collect"}, {b.Describe, "发现字段", "describe"}, {b.EnsureFields, "写回字段", "fields"},
	} {
		if w.has {
			out = append(out, a.say(w.zh, w.en))
		}
	}
	return out
}

// checkJSON is one source of tierloop.check/v1.
type checkJSON struct {
	Source    string                     `json:"source"`
	System    string                     `json:"system"`
	OK        bool                       `json:"ok"`
	Abilities connectors.Abilities       `json:"abilities"`
	Objects   map[string]connectors.Caps `json:"objects,omitempty"`
	Error     *errorJSON                 `json:"error,omitempty"`
}

func (c sourceCheck) json(lang string) checkJSON {
	out := checkJSON{Source: c.name, System: c.system, OK: c.fault == nil, Abilities: c.abilities, Objects: c.caps}
	if c.fault != nil {
		f := faultJSON(c.fault, lang)
		out.Error = &f
	}
	return out
}

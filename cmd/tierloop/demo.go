package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/cmd/tierloop/demo"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) demoCommand() *cobra.Command {
	var dir string
	var seed int64
	var exit bool
	c := &cobra.Command{
		Use: "demo", GroupID: "start", Args: noArgs,
		Short: a.say("在本地替身系统上演示完整一圈，无需网络", "The whole loop on local fakes, offline"),
		Long: a.say("启动四套厂商系统的替身和一个文件投递夹，植入五个事业部的脏数据，然后完整跑一圈。终端中会一直运行到 Ctrl-C；--exit 或非终端则结束即退出。",
			"Starts fakes of four vendors' systems and a file drop, plants the dirty data of five units, and turns the loop. On a terminal it stays up until Ctrl-C; --exit, or no terminal, ends it after the loop."),
		Example: `  tierloop demo
  tierloop demo --exit --lang zh`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.demo(cmd.Context(), dir, seed, exit || !isTerminal(a.stderr))
		},
	}
	f := c.Flags()
	f.StringVar(&dir, "dir", "tierloop-demo", a.say("演示文件夹（会被重建）", "the demo's folder (made anew)"))
	f.Int64Var(&seed, "seed", 7, a.say("随机种子", "seed of everything drawn by chance"))
	f.BoolVar(&exit, "exit", false, a.say("跑完即退出", "end after the loop"))
	return c
}

// demoMark stands in a folder that a demo made, and that it may make anew.
const demoMark = ".tierloop-demo"

func (a *app) demo(ctx context.Context, dir string, seed int64, exit bool) error {
	if err := freshFolder(dir); err != nil {
		return err
	}
	started := a.clock.Now()
	data := demo.New(seed, started)
	fakes, ids, err := a.demoSystems(dir, seed, data)
	if err != nil {
		return err
	}
	before := a.shownTiers(data, fakes, ids)
	a.config = filepath.Join(dir, "tierloop.yaml")
	e, err := a.openEngine(ctx)
	if err != nil {
		return err
	}
	var report engine.Report
	if !a.quiet && !a.json {
		p := newProgress(a.stderr, a.language(), isTerminal(a.stderr))
		e.Progress = p
		report, err = e.Run(ctx, engine.Request{Job: "demo", Trigger: "demo"})
		p.end()
	} else {
		report, err = e.Run(ctx, engine.Request{Job: "demo", Trigger: "demo"})
	}
	// The planted rows that cannot be read are part of the story: exit 5 is right.
	if f, ok := errors.AsType[*fault.Fault](err); err != nil && (!ok || f.Code != "E2201") {
		return err
	}
	story, err := a.operatorStory(ctx, e, data, fakes, ids, before)
	if err != nil {
		return err
	}
	story.Run, story.Took = report.Run.ID, a.clock.Now().Sub(started).Round(time.Millisecond).String()
	story.Folder = dir
	if !exit { // else the pages end with the program
		for _, f := range fakes {
			story.Pages = append(story.Pages, f.System+"  "+f.Page)
		}
	}
	if a.json {
		a.printJSON("tierloop.demo/v1", story)
	} else {
		a.summary(a.stdout, report)
		a.tell(story)
	}
	if err := story.assert(); err != nil {
		return err
	}
	if exit {
		return nil
	}
	return a.stayUp(ctx, e)
}

// stayUp serves the console beside the fakes until the demo is stopped.
func (a *app) stayUp(ctx context.Context, e *engine.Engine) error {
	pages, guard, err := a.console(ctx, e, nil)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:8080")
	if err != nil { // somebody has it
		ln, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return usage("cannot listen on 127.0.0.1: %v", err)
	}
	server := &http.Server{Handler: pages, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	a.note("", "")
	if err := a.tellSetup(ctx, guard, "http://"+ln.Addr().String()); err != nil {
		return errors.Join(err, server.Close())
	}
	a.note("\n控制台与替身系统保持运行，Ctrl-C 停止", "\nThe console and the fakes stay up; Ctrl-C stops them")
	<-ctx.Done()
	err = server.Close()
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}

// freshFolder makes the folder anew, if a demo made it.
func freshFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, demoMark)); err != nil {
			return usage("folder %s exists and no demo made it; name another with --dir", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return fault.New("E1015", dir).Because(err)
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.New("E1015", dir).Because(err)
	}
	return os.WriteFile(filepath.Join(dir, demoMark), nil, 0o600)
}

// demoSystems starts and fills the fakes, plants a few faults and writes the
// folder. ids are the native ids by unit and customer.
func (a *app) demoSystems(dir string, seed int64, data *demo.Data) ([]*runningFake, map[string]map[string]string, error) {
	var fakes []*runningFake
	var links []demo.Link
	ids := map[string]map[string]string{}
	for _, u := range data.Units {
		if u.System == "file" {
			inbox, err := filepath.Abs(filepath.Join(dir, "inbox"))
			if err != nil {
				return nil, nil, err
			}
			links = append(links, demo.Link{Name: u.Name, Type: "file", Unit: u.Name, Options: map[string]any{"folder": inbox, "settle": "0s"},
				Objects: map[string]map[string]any{"customers": {"key": []string{"客户编号"}}, "orders": {"key": []string{"订单号"}, "writeback": false}}})
			continue
		}
		f, err := startFake(u.System, 0, sandbox.Setup{Clock: a.clock, Seed: seed})
		if err != nil {
			return nil, nil, err
		}
		a.onClose(f.close)
		ids[u.Name] = u.Fill(f.fake)
		f.fake.Faults().Next("", demoFaults(u.System)...)
		fakes = append(fakes, f)
		t, _ := connectors.Lookup(u.System)
		secret := map[string]bool{}
		for _, o := range t.Options {
			secret[o.Name] = o.Secret
		}
		links = append(links, demo.Link{Name: u.Name, Type: u.System, Unit: u.Name, Options: f.Options, Objects: f.Objects, Secret: secret})
	}
	return fakes, ids, data.WriteFolder(dir, links)
}

// demoFaults are the first calls that go wrong. Fxiaoke is spared the rate limit:
// its documents ask for 20 seconds of silence after one.
func demoFaults(system string) []sandbox.Fault {
	if system == "fxiaoke" {
		return []sandbox.Fault{sandbox.ServerError, sandbox.Truncate}
	}
	return []sandbox.Fault{sandbox.RateLimit, sandbox.ServerError, sandbox.Truncate}
}

// shownTiers is what each fake shows for the operator's customers, by unit and
// customer.
func (a *app) shownTiers(data *demo.Data, fakes []*runningFake, ids map[string]map[string]string) map[string]string {
	out := map[string]string{}
	i := 0
	for _, u := range data.Units {
		if u.System == "file" {
			continue
		}
		f := fakes[i]
		i++
		for _, c := range u.Operators() {
			fields, _ := f.fake.Get(u.Object(), ids[u.Name][c.ID])
			out[c.ID] = connectors.TextOf(fields[u.TierField()])
		}
	}
	return out
}

// operatorStory is tierloop.demo/v1: what became of the one customer that is
// eleven.
type operatorStory struct {
	Run       string             `json:"run"`
	Took      string             `json:"took"`
	Folder    string             `json:"folder"`
	Pages     []string           `json:"pages"`
	Name      string             `json:"name"`
	Entity    string             `json:"entity"`
	Customers []operatorCustomer `json:"customers"`
	Systems   int                `json:"systems"`
	Companies int                `json:"companies"`
	Total     string             `json:"total"`
	Tier      string             `json:"tier"`
	Reason    model.Text         `json:"reason"`
	label     model.Text         // of the tier
}

type operatorCustomer struct {
	Ref    string `json:"ref"`
	Name   string `json:"name"`
	Total  string `json:"total"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// operatorStory reads from the store and the fakes; it computes nothing itself.
func (a *app) operatorStory(ctx context.Context, e *engine.Engine, data *demo.Data, fakes []*runningFake, ids map[string]map[string]string, before map[string]string) (operatorStory, error) {
	s := operatorStory{Name: demo.Operator}
	p := a.principal()
	found, err := e.Store.FindEntities(ctx, p, demo.Operator, 1)
	if err != nil || len(found) == 0 {
		return s, errors.Join(err, fmt.Errorf("the operator %s is not in the store", demo.Operator))
	}
	s.Entity = found[0].Group
	after := a.shownTiers(data, fakes, ids)
	native := map[string]string{} // by unit and native id: the demo's id
	for unit, m := range ids {
		for id, n := range m {
			native[unit+"/"+n] = id
		}
	}
	members, err := e.Store.EntitiesOfGroup(ctx, p, s.Entity)
	if err != nil {
		return s, err
	}
	s.Companies = len(members)
	total, systems := model.Amount(0), map[string]bool{}
	for _, m := range members {
		customers, err := e.Store.CustomersOfEntity(ctx, p, m.ID)
		if err != nil {
			return s, err
		}
		orders, err := e.Store.OrdersOfEntity(ctx, p, m.ID)
		if err != nil {
			return s, err
		}
		own := map[model.Ref]model.Amount{}
		for _, o := range orders {
			own[o.Customer] += o.Amount
			total += o.Amount
		}
		for _, c := range customers {
			systems[c.Ref.Source] = true
			oc := operatorCustomer{Ref: c.Ref.String(), Name: strings.TrimSpace(c.Name), Total: own[c.Ref].String()}
			if id := native[c.Ref.Source+"/"+c.Ref.ID]; id != "" {
				oc.Before, oc.After = before[id], after[id]
			} else {
				// A file drop shows no tier before the first result file.
				if last, err := e.Store.LastConfirmed(ctx, p, c.Ref, "集团等级"); err == nil {
					oc.After = last.New
				}
			}
			s.Customers = append(s.Customers, oc)
		}
	}
	s.Systems, s.Total = len(systems), total.String()
	history, err := e.Store.TierHistory(ctx, p, s.Entity)
	if err != nil {
		return s, err
	}
	for _, t := range history {
		if t.Scope == model.ScopeGroup && t.ToRun == 0 {
			s.Tier, s.Reason, s.label = t.Final, t.Reason, e.Config.Policy.TierLabel(t.Final)
		}
	}
	return s, nil
}

// assert holds the story to what was planted.
func (s operatorStory) assert() error {
	if len(s.Customers) != demo.OperatorCustomers || s.Systems != demo.OperatorSystems || s.Total != demo.OperatorTotal || s.Tier != "platinum" {
		return fmt.Errorf("the demo's operator is %d customers in %d systems with %s and tier %s; want %d, %d, %s, platinum",
			len(s.Customers), s.Systems, s.Total, s.Tier, demo.OperatorCustomers, demo.OperatorSystems, demo.OperatorTotal)
	}
	for _, c := range s.Customers {
		if c.After != "A" {
			return fmt.Errorf("the demo's customer %s shows tier %q, want A", c.Ref, c.After)
		}
	}
	return nil
}

// tell prints the story for people.
func (a *app) tell(s operatorStory) {
	w := a.stdout
	fmt.Fprint(w, a.say("\n%s：%d 套系统中的 %d 个客户，其实是同一集团的 %d 家公司\n", "\n%s: %[3]d {customer|customers} in %[2]d {system|systems} are %[4]d {company|companies} of one group\n", s.Name, s.Systems, len(s.Customers), s.Companies))
	var rows [][]string
	for _, c := range s.Customers {
		before := c.Before
		if before == "" {
			before = "—"
		}
		rows = append(rows, []string{"  " + c.Ref, c.Name, c.Total, before + " → " + c.After})
	}
	a.table(rows)
	fmt.Fprintf(w, a.say("  集团合计 ¥ %s，等级 %s\n  %s\n", "  together ¥ %s, tier %s\n  %s\n"), s.Total, s.label.In(a.language()), s.Reason.In(a.language()))
	fmt.Fprintf(w, a.say("  用时 %s\n", "  took %s\n"), s.Took)
	if len(s.Pages) > 0 {
		fmt.Fprint(w, a.say("\n看：每套替身系统的客户页上已出现等级\n", "\nLook: the tier on each fake's customer page\n"))
	}
	for _, p := range s.Pages {
		fmt.Fprintf(w, "  %s\n", p)
	}
	fmt.Fprint(w, a.say("\n试：\n", "\nTry:\n"))
	for _, line := range [][3]string{
		{"tierloop -c %s/tierloop.yaml explain 华宁移动通信集团有限公司", "它为什么是铂金", "why it is platinum"},
		{"tierloop -c %s/tierloop.yaml runs", "每次运行与写入回执", "runs and the receipt of every write"},
		{"tierloop -c %s/tierloop.yaml dlq list", "三行坏数据在哪里、为什么", "where the three broken rows are, and why"},
	} {
		fmt.Fprintf(w, "  %s  # %s\n", fmt.Sprintf(line[0], s.Folder), a.say(line[1], line[2]))
	}
}

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

const sameCode = `客户编号,客户名称,统一社会信用代码,联系电话,地址,上级客户编号
C1,星辰科技（深圳）有限公司,91440300710931256Q,,,
C2,星辰科技(深圳)有限公司,91440300710931256Q,,,
C3,星辰科技深圳有限公司,91440300710931256Q,,,
C4,宁波海曙五金有限公司,91330200101692843E,,,
C5,宁波海曙五金有限公司,913302006307841967,,,
`

// askedAbout is the desk over the customers of a file, matched by one that merges
// nothing by itself.
func askedAbout(t *testing.T, file string) *stewardDesk {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if code, _, stderr := tierloop("init"); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, stderr)
	}
	config, err := os.ReadFile("tierloop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	careful := append(config, []byte("\nmatching: {auto: 0.9999999999999}\n")...)
	past := time.Date(2026, time.January, 6, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{"tierloop.yaml": string(careful), "inbox/customers-1.csv": file, "inbox/orders-1.csv": twinOrders} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := tierloop("sync"); code != 6 {
		t.Fatalf("sync: exit %d\n%s", code, stderr)
	}
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true}
	t.Cleanup(func() { _ = a.close() })
	e, err := a.openEngine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a.stewardDesk(e)
}

func TestGroupsAreAcceptedAndTakenBackOnTheRealEngine(t *testing.T) {
	ctx, sys := t.Context(), model.SystemPrincipal()
	desk := askedAbout(t, sameCode)
	e, room := desk.engine, &customers.Room{Store: desk.engine.Store}
	chief := model.Principal{Name: "chief", Role: model.Admin}
	groups, err := room.KeyGroups(ctx, chief)
	if err != nil || len(groups) != 1 || len(groups[0].Records) < 2 {
		t.Fatalf("groups %+v, %v", groups, err)
	}
	asked := func() map[[2]model.Ref]bool {
		open, err := e.Store.Doubts(ctx, sys)
		if err != nil {
			t.Fatal(err)
		}
		out := map[[2]model.Ref]bool{}
		for _, q := range open {
			out[[2]model.Ref{q.A, q.B}] = true
		}
		return out
	}
	batch, answered, left, err := desk.Accept(ctx, chief, []web.Key{{Type: "uscc", Value: "91440300710931256Q"}, {Type: "uscc", Value: "gone"}}, "one code")
	if err != nil || answered != len(groups[0].Pairs) || left != 1 || batch == "" {
		t.Fatalf("accepted %s: %d answered, %d left, %v", batch, answered, left, err)
	}
	if _, err := e.Run(ctx, engine.Request{Trigger: "manual", Stages: []string{"match"}}); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, id := range []string{"C1", "C2", "C3"} {
		entity, err := e.Store.EntityOf(ctx, sys, model.Ref{Source: "inbox", Object: "customers", ID: id})
		if err != nil {
			t.Fatal(err)
		}
		ids[entity] = true
	}
	if len(ids) != 1 {
		t.Errorf("the group is %d customers after the match: %v", len(ids), ids)
	}
	n, err := desk.TakeBack(ctx, chief, batch, "a mistake")
	if err != nil || n == 0 {
		t.Fatalf("took back %d, %v", n, err)
	}
	if _, err := e.Run(ctx, engine.Request{Trigger: "manual", Stages: []string{"match"}}); err != nil {
		t.Fatal(err)
	}
	after := asked()
	for _, q := range groups[0].Pairs {
		if !after[[2]model.Ref{q.A, q.B}] {
			t.Errorf("%s and %s are not asked again: %v", q.A, q.B, after)
		}
	}
	trail, err := e.Store.AuditLog(ctx, sys, 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, x := range trail {
		said += x.Actor + " " + x.Action + " " + x.Subject + "\n"
	}
	for _, want := range []string{"chief review.accept " + batch, "chief review.takeback " + batch} {
		if !strings.Contains(said, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, said)
		}
	}
}

// Two codes that look the same behind a mask, 9144••••256Q.
const alikeCodes = `客户编号,客户名称,统一社会信用代码,联系电话,地址,上级客户编号
C1,星辰科技（深圳）有限公司,91440300710931256Q,,,
C2,星辰科技(深圳)有限公司,91440300710931256Q,,,
C3,星辰科技深圳有限公司,91440300710931256Q,,,
C4,海曙科技（深圳）有限公司,91440300100447256Q,,,
C5,海曙科技(深圳)有限公司,91440300100447256Q,,,
C6,海曙科技深圳有限公司,91440300100447256Q,,,
`

// A steward who may not see codes does not join companies whose codes look alike.
func TestWhatLooksAlikeBehindAMaskIsNotAccepted(t *testing.T) {
	desk := askedAbout(t, alikeCodes)
	masked := model.Principal{Name: "half", Role: model.Steward, Masked: []string{"identifier"}}
	groups, err := (&customers.Room{Store: desk.engine.Store}).KeyGroups(t.Context(), masked)
	if err != nil || len(groups) != 2 || groups[0].Value != groups[1].Value {
		t.Fatalf("groups %+v, %v", groups, err)
	}
	if batch, answered, left, err := desk.Accept(t.Context(), masked, []web.Key{{Type: "uscc", Value: groups[0].Value}}, "one code"); err != nil || batch != "" || answered != 0 || left != 1 {
		t.Errorf("accepted %q: %d answered, %d left, %v", batch, answered, left, err)
	}
}

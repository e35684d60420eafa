package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

const scoredPolicy = `apiVersion: tier/v1
name: group
currency: {base: CNY}
indicators:
  revenue: {expr: sum(orders.amount), window: 12m}
  referral: {label: {zh: 推荐意愿, en: willingness to refer}, manual: 0..100, valid: 12m, approve: sales_manager, missing: 0}
  mood: {manual: 0..10, missing: 0}
models:
  value: {type: scorecard, dimensions: [{id: profit, weight: 100, measures: [{use: revenue, max: 100, bands: [[0, 10], [1000, 50]]}]}]}
tiers: {from: value, levels: [{id: key, min: 50}, {id: base, min: 0}]}
`

// scoredStore is the store of twinStore with a policy that takes scores by hand.
func scoredStore(t *testing.T) (*app, *engine.Engine) {
	t.Helper()
	a, e := twinStore(t)
	if err := os.WriteFile("scored.yaml", []byte(scoredPolicy), 0o600); err != nil {
		t.Fatal(err)
	}
	policy, findings := configs.LoadPolicy("scored.yaml")
	if policy == nil || configs.HasErrors(findings) {
		t.Fatal(findings)
	}
	e.Config.Policy = policy
	return a, e
}

// The desk of the console and its lines in the audit log.
func TestScoresAreApprovedBySomebodyElseInThePolicysRole(t *testing.T) {
	ctx := t.Context()
	a, e := scoredStore(t)
	ref := model.Ref{Source: "inbox", Object: "customers", ID: "C3"}
	entity, err := e.Store.EntityOf(ctx, model.SystemPrincipal(), ref)
	if err != nil {
		t.Fatal(err)
	}
	today := model.DateOf(time.Now())
	for _, s := range []model.ManualScore{{Indicator: "referral", Score: "60", Author: "zhang"}, {Indicator: "referral", Score: "90", Author: "Li"}, {Indicator: "referral", Score: "20", Author: "wang"}, {Indicator: "mood", Score: "3", Author: "zhang"}} {
		s.Date, s.Customer = today, ref
		if err := e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
			return tx.EnterScores(ctx, []store.EntityScore{{ManualScore: s}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	d, li := a.stewardDesk(e), model.Principal{Name: "li", Role: model.Approver}
	list, err := d.WaitingScores(ctx, li, 0, 10)
	if err != nil || len(list) != 3 {
		t.Fatalf("waiting: %+v, %v", list, err)
	}
	if s := list[0]; s.Entity != entity || s.Name == "" || s.Indicator.ZH != "推荐意愿" || s.Range != "0..100" || s.Role != "sales_manager" || s.Own || !list[1].Own {
		t.Errorf("the first %+v, the second is li's: %v", s, list[1].Own)
	}
	if err := d.ApproveScores(ctx, li, []string{list[0].Key, list[1].Key}); !isRefusal(err) {
		t.Errorf("one's own: %v", err)
	}
	if err := d.ApproveScores(ctx, li, []string{fmt.Sprint(list[0].ID, "-00000000")}); !saysChanged(err, "referral 60, which zhang gave") {
		t.Errorf("entered anew since it was shown: %v", err)
	}
	if n, err := d.CountWaitingScores(ctx, li); err != nil || n != 3 {
		t.Errorf("after that %d wait, %v", n, err)
	}
	if err := d.ApproveScores(ctx, li, []string{list[0].Key, list[0].Key}); err != nil {
		t.Error(err)
	}
	if err := d.ApproveScores(ctx, li, []string{list[0].Key}); err != nil {
		t.Errorf("by the same person again: %v", err)
	}
	if err := d.ApproveScores(ctx, model.Principal{Name: "wu", Role: model.Approver}, []string{list[0].Key}); !saysChanged(err, "was approved by li") {
		t.Errorf("by somebody else again: %v", err)
	}
	if err := d.DeclineScores(ctx, li, []string{list[0].Key}, "r"); !saysChanged(err, "was approved by li") {
		t.Errorf("declined after that: %v", err)
	}
	if err := d.DeclineScores(ctx, li, []string{list[2].Key}, "no visit yet"); err != nil {
		t.Error(err)
	}
	scores, err := e.Store.ManualScores(ctx, model.SystemPrincipal())
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range scores {
		got += fmt.Sprintln(s.Indicator, s.Score, s.Author, s.ApprovedBy, s.ApprovedAs)
	}
	if want := "mood 3 zhang  \nreferral 60 zhang li sales_manager\nreferral 90 Li  \n"; got != want {
		t.Errorf("scores\n%s", got)
	}
	log, err := e.Store.AuditLog(ctx, model.SystemPrincipal(), 0, 2)
	if err != nil || log[1].Action != "scores.approve" || log[1].Actor != "li" || !strings.HasPrefix(log[1].Detail, "sales_manager: ") ||
		log[0].Action != "scores.decline" || !strings.Contains(log[0].Detail, "no visit yet") || !strings.Contains(log[0].Detail, "20 of") || !strings.Contains(log[0].Detail, "by wang") {
		t.Errorf("audit log %+v, %v", log, err)
	}
}

// saysChanged: what was looked at is otherwise by now, and it is said how.
func saysChanged(err error, how string) bool {
	no, ok := errors.AsType[*web.Refusal](err)
	return ok && no.Changed && strings.Contains(no.Text.EN, how)
}

// A program that speaks for a person enters scores, all or none, and says so again
// without harm.
func TestAProgramEntersScores(t *testing.T) {
	ctx := t.Context()
	a, e := scoredStore(t)
	d, bot := a.stewardDesk(e), model.Principal{Name: "zhang", Role: model.Analyst, Token: "visits"}
	const customer = "inbox/customers/C3"
	faults, err := d.EnterScores(ctx, bot, "en", []web.GivenScore{{Customer: customer, Indicator: "referral", Score: "60"},
		{Customer: customer, Indicator: "growth", Score: "1"}, {Customer: customer, Indicator: "mood", Score: "11"}, {Customer: "inbox/customers/C404", Indicator: "mood", Score: "1"}, {Customer: customer, Indicator: "mood"}})
	if err != nil || len(faults) != 4 || faults[0].Row != 2 || faults[0].Column != "indicator" || faults[1].Column != "score" || faults[2].Column != "customer" || faults[3].Text != "has no score" {
		t.Fatalf("%+v, %v", faults, err)
	}
	li := model.Principal{Name: "li", Role: model.Approver}
	if n, err := d.CountWaitingScores(ctx, li); err != nil || n != 0 {
		t.Fatalf("with a fault %d are taken, %v", n, err)
	}
	for _, again := range []bool{false, true} {
		if faults, err := d.EnterScores(ctx, bot, "en", []web.GivenScore{{Customer: customer, Indicator: "referral", Score: "60"}}); err != nil || len(faults) > 0 {
			t.Fatal(faults, err)
		}
		list, err := d.WaitingScores(ctx, li, 0, 10)
		if err != nil || len(list) != map[bool]int{false: 1, true: 0}[again] {
			t.Fatalf("waiting: %+v, %v", list, err)
		}
		if !again {
			if err := d.ApproveScores(ctx, li, []string{list[0].Key}); err != nil {
				t.Fatal(err)
			}
		}
	}
	log, err := e.Store.AuditLog(ctx, model.SystemPrincipal(), 0, 1)
	if err != nil || log[0].Actor != "zhang" || log[0].Action != "scores.enter" || log[0].Detail != "(token visits)" {
		t.Errorf("audit log %+v, %v", log, err)
	}
}

func TestRequestsToSeeStandInTheAuditLog(t *testing.T) {
	ctx := t.Context()
	a, e := twinStore(t)
	ref := model.Ref{Source: "inbox", Object: "customers", ID: "C3"}
	entity, err := e.Store.EntityOf(ctx, model.SystemPrincipal(), ref)
	if err != nil {
		t.Fatal(err)
	}
	c, err := e.Store.CustomersOfEntity(ctx, model.SystemPrincipal(), entity)
	if err != nil || len(c) == 0 {
		t.Fatal(c, err)
	}
	// The record gets a second unit, which is nobody's but north's.
	err = e.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		twin := c[0].Customer
		twin.Ref.ID, twin.Units = "C99", []string{"north"}
		if _, err := tx.SaveCustomers(ctx, 9, []model.Customer{twin}); err != nil {
			return err
		}
		_, err := tx.ApplyMaster(ctx, 9, store.MasterChange{Members: []model.Member{{Customer: twin.Ref, Entity: entity, Evidence: model.Evidence{With: ref, Why: "id:uscc"}}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d := a.stewardDesk(e)
	wu, zhao := model.Principal{Name: "wu", Role: model.Viewer, Units: c[0].Units}, model.Principal{Name: "zhao", Role: model.Steward, Units: []string{"north"}}
	if err := d.AskToSee(ctx, wu, entity, "one offer"); err != nil {
		t.Fatal(err)
	}
	if err := d.AskToSee(ctx, wu, entity, "one offer"); !isRefusal(err) {
		t.Errorf("asked twice: %v", err)
	}
	waits, err := e.Store.ViewsToDecide(ctx, zhao, true, 0, 10)
	if err != nil || len(waits) != 1 {
		t.Fatal(waits, err)
	}
	until := time.Now().Add(24 * time.Hour).UTC().Truncate(time.Second)
	if err := d.AnswerView(ctx, zhao, waits[0].ID, until, "joint tender"); err != nil {
		t.Fatal(err)
	}
	if err := d.EndView(ctx, zhao, waits[0].ID, "tender is over"); err != nil {
		t.Fatal(err)
	}
	log, err := e.Store.AuditLog(ctx, model.SystemPrincipal(), 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []store.AuditEntry{
		{Actor: "zhao", Action: "request.end", Detail: "wu of unit north: tender is over"},
		{Actor: "zhao", Action: "request.grant", Detail: "wu of unit north until " + until.Format(time.RFC3339) + ": joint tender"},
		{Actor: "wu", Action: "request.ask", Detail: "one offer"},
	} {
		if log[i].Actor != want.Actor || log[i].Action != want.Action || log[i].Detail != want.Detail || !strings.Contains(log[i].Subject, entity) {
			t.Errorf("line %d: %+v, want %+v", i, log[i], want)
		}
	}
}

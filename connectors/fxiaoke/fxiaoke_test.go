package fxiaoke

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tenant is a fake with a connector to it, on a clock set by hand.
type tenant struct {
	*Fake
	clk    *clock.Manual
	tokens *conformance.Tokens
	base   string
	tr     *http.Transport
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	base, tr := conformance.Serve(t, f)
	return &tenant{Fake: f, clk: clk, tokens: &conformance.Tokens{}, base: base, tr: tr}
}

// connect makes a connector with the fake's options, some of them changed.
func (n *tenant) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	options, objects := n.Options(n.base)
	maps.Copy(options, change)
	return conformance.Connect(t, Name, connectors.Env{Source: "crm", Transport: n.tr, Clock: n.clk, Tokens: n.tokens}, options, objects).(*conn)
}

func TestPullShowsEveryRowOfOneTimestampBeyondTheOffsetCap(t *testing.T) {
	n := newTenant(t)
	for i := range 10_001 {
		n.Put("AccountObj", "", map[string]any{"name": fmt.Sprintf("客户%05d", i)})
	}
	c := n.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj", Fields: []string{"name"}, Until: n.clk.Now()})
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Last || !p.Last.Complete {
		t.Fatalf("%d rows, %d different, last %v, complete %v", p.Shown, len(p.Records), p.Last.Last, p.Last.Complete)
	}
	again := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj", Fields: []string{"name"}, From: p.From()})
	if len(again.Records) != 10_001 || again.Last.Complete {
		t.Errorf("the overlap shows %d rows again, complete %v", len(again.Records), again.Last.Complete)
	}
	count, err := c.Enumerate(context.Background(), "AccountObj", func(ids []string) error { p.Shown -= len(ids); return nil })
	if err != nil || count != 10_001 || p.Shown != 0 {
		t.Errorf("enumerated %d, %d not shown, %v", count, p.Shown, err)
	}
}

func TestIncrementalPullGivesWhatChangedSinceThePassBegan(t *testing.T) {
	n := newTenant(t)
	var ids []string
	for i := range 150 {
		ids = append(ids, n.Put("AccountObj", "", map[string]any{"name": fmt.Sprint(i)}))
	}
	n.clk.Advance(time.Hour)
	c := n.connect(t, nil)
	req := connectors.PullRequest{Object: "AccountObj"}
	p := &conformance.Pulled{}
	err := c.Pull(context.Background(), req, func(page connectors.Page) error {
		if p.Shown == 0 { // behind the reader, ahead of it, and new
			n.clk.Advance(time.Minute)
			n.Put("AccountObj", ids[0], map[string]any{"name": "behind"})
			n.Put("AccountObj", ids[149], map[string]any{"name": "ahead"})
			n.Put("AccountObj", "", map[string]any{"name": "new"})
		}
		return p.Take(page)
	})
	if err != nil || len(p.Records) != 151 || p.Records[ids[149]].Fields["name"] != "ahead" {
		t.Fatalf("%d rows, %v", len(p.Records), err)
	}
	n.clk.Advance(24 * time.Hour)
	req.From = p.From()
	next := conformance.Pull(t, c, req)
	if len(next.Records) != 3 || next.Records[ids[0]].Fields["name"] != "behind" {
		t.Errorf("the next pass shows %d rows", len(next.Records))
	}
	req.From = next.From()
	if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || !quiet.Last.Last {
		t.Errorf("a quiet day shows %d rows", quiet.Shown)
	}
}

func TestTheWatermarkItselfIsReadAgain(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, map[string]any{"overlap": "0s"})
	first := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj"})
	late := n.Put("AccountObj", "", map[string]any{"name": "in the same millisecond"})
	if next := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj", From: first.From()}); next.Records[late].ID == "" {
		t.Error("a row that shares the watermark is lost")
	}
}

func TestPullGoesOnFromEveryCursor(t *testing.T) {
	n := newTenant(t)
	for i := range 25 {
		n.Put("AccountObj", "", map[string]any{"name": fmt.Sprint(i)})
	}
	c := n.connect(t, nil)
	stop := errors.New("stop")
	for pages := 1; pages <= 3; pages++ {
		p, seen := &conformance.Pulled{}, 0
		req := connectors.PullRequest{Object: "AccountObj", PageSize: 10}
		err := c.Pull(context.Background(), req, func(page connectors.Page) error {
			if seen++; seen > pages {
				return stop
			}
			return p.Take(page)
		})
		if err != stop {
			t.Fatalf("the error of emit came back as %v", err)
		}
		req.From = p.From()
		if err := c.Pull(context.Background(), req, p.Take); err != nil || p.Shown != 25 || p.Last.Complete {
			t.Errorf("after %d pages: %d rows, complete %v, %v", pages, p.Shown, p.Last.Complete, err)
		}
	}
}

func TestValuesComeInTheWritingThatPushTakes(t *testing.T) {
	n := newTenant(t)
	day := time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC).UnixMilli() // midnight of 1 March in Shanghai
	id := n.Put("AccountObj", "", map[string]any{"name": "甲", "group_score__c": 87.5, "group_tier_date__c": day, "group_tier__c": "A"})
	c := n.connect(t, nil)
	fields := []string{"name", "group_score__c", "group_tier_date__c", "group_tier__c", "group_tier_reason__c", "owner"}
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj", Fields: fields})
	fetched, err := c.Fetch(context.Background(), "AccountObj", []string{id, "000000000000000000000000"}, fields)
	if err != nil || len(fetched) != 1 {
		t.Fatalf("%d records, %v", len(fetched), err)
	}
	for _, rec := range []model.Record{p.Records[id], fetched[0]} {
		for field, want := range map[string]string{"group_score__c": "87.5", "group_tier_date__c": "2026-03-01", "group_tier__c": "A", "group_tier_reason__c": "", "owner": "1000"} {
			v, sent := rec.Fields[field]
			if got := connectors.TextOf(v); got != want || !sent {
				t.Errorf("%s = %q (there: %v), want %q", field, got, sent, want)
			}
		}
		if !rec.Modified.Equal(start) || rec.Version == "" {
			t.Errorf("modified %v, version %q", rec.Modified, rec.Version)
		}
	}
}

func TestUnknownFieldNamesTheNearest(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, nil)
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "AccountObj", Fields: []string{"acount_level"}}, nil)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), `"account_level"`) {
		t.Errorf("got %v", err)
	}
	n.AddField("AccountObj", "acount_level", "text", "x") // an admin adds it while the connector lives
	if err := c.Pull(context.Background(), connectors.PullRequest{Object: "AccountObj", Fields: []string{"acount_level", "parent_account_id__r", "owner.0"}}, (&conformance.Pulled{}).Take); err != nil {
		t.Error(err)
	}
}

func TestCustomObjectsGoByTheirOwnPath(t *testing.T) {
	n := newTenant(t)
	customer := n.Put("AccountObj", "", map[string]any{"name": "甲"})
	n.Put("visit_record__c", "", map[string]any{"name": "V1", "account__c": customer, "visit_time__c": start.UnixMilli()})
	n.Put("NewOpportunityObj", "", map[string]any{"name": "O1", "account_id": customer, "amount": 10})
	c := n.connect(t, nil)
	for _, object := range []string{"visit_record__c", "NewOpportunityObj"} {
		if p := conformance.Pull(t, c, connectors.PullRequest{Object: object}); len(p.Records) != 1 {
			t.Errorf("%s: %d rows", object, len(p.Records))
		}
	}
}

func TestVoidedRowsAreShownAndDeletedOnesAreMissed(t *testing.T) {
	n := newTenant(t)
	voided, deleted := n.Put("AccountObj", "", map[string]any{"name": "甲"}), n.Put("AccountObj", "", map[string]any{"name": "乙"})
	kept := n.Put("AccountObj", "", map[string]any{"name": "丙"})
	n.Void("AccountObj", voided)
	n.Delete("AccountObj", deleted)
	c := n.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj", Fields: []string{"life_status"}})
	if got := p.Records[voided].Fields["life_status"]; got != "invalid" || len(p.Records) != 2 {
		t.Errorf("%d rows, life_status %v", len(p.Records), got)
	}
	ids, count := enumerate(t, c)
	if !slices.Equal(ids, []string{voided, kept}) || count != 2 {
		t.Errorf("enumerated %v of %d", ids, count)
	}
	n.HideVoided(true)
	n.HideTotals(true)
	if ids, count = enumerate(t, c); !slices.Equal(ids, []string{kept}) || count != -1 {
		t.Errorf("enumerated %v of %d where voided rows and totals are hidden", ids, count)
	}
	n.Put("AccountObj", kept, map[string]any{"is_deleted": true})
	if p = conformance.Pull(t, c, connectors.PullRequest{Object: "AccountObj"}); !slices.Equal(p.Last.Deleted, nil) || len(p.Records) != 0 {
		t.Errorf("%d rows after is_deleted", len(p.Records))
	}
}

func enumerate(t *testing.T, c *conn) (ids []string, count int64) {
	t.Helper()
	count, err := c.Enumerate(context.Background(), "AccountObj", func(batch []string) error { ids = append(ids, batch...); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return ids, count
}

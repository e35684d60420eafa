package jiandaoyun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestPullShowsEveryRowOfOneTimestamp(t *testing.T) {
	n := newCompany(t)
	n.customers(10_001)
	c := n.connect(t, nil)
	p := conformance.Pull(t, c, connectors.PullRequest{Object: "customers", Fields: []string{"客户名称"}, Until: n.clk.Now()})
	if p.Shown != 10_001 || len(p.Records) != 10_001 || !p.Last.Last || !p.Last.Complete {
		t.Fatalf("%d rows, %d different, last %v, complete %v", p.Shown, len(p.Records), p.Last.Last, p.Last.Complete)
	}
	count, err := c.Enumerate(context.Background(), "customers", func(ids []string) error { p.Shown -= len(ids); return nil })
	if err != nil || count != -1 || p.Shown != 0 {
		t.Errorf("enumerated %d, %d not shown, %v", count, p.Shown, err)
	}
}

// TestIncrementalPull holds for each thing that the filter may do with
// updateTime: what changed comes, and what did not is not shown again.
func TestIncrementalPull(t *testing.T) {
	for _, mode := range []string{"", "closed", "none"} {
		n := newCompany(t)
		n.Stamps(mode)
		ids := n.customers(250)
		n.clk.Advance(time.Hour)
		c := n.connect(t, nil)
		req := connectors.PullRequest{Object: "customers"}
		p := &conformance.Pulled{}
		err := c.Pull(context.Background(), req, func(page connectors.Page) error {
			if p.Shown == 0 { // behind the reader, ahead of it, and new
				n.clk.Advance(time.Minute)
				n.Put("customers", ids[0], map[string]any{"客户名称": "behind"})
				n.Put("customers", ids[249], map[string]any{"客户名称": "ahead"})
				n.Put("customers", "", map[string]any{"客户名称": "new"})
			}
			return p.Take(page)
		})
		if err != nil || len(p.Records) != 251 || p.Records[ids[249]].Fields[nameField] != "ahead" {
			t.Fatalf("%q: %d rows, %v", mode, len(p.Records), err)
		}
		n.clk.Advance(24 * time.Hour)
		req.From = p.From()
		before := n.Calls()["list"]
		next := conformance.Pull(t, c, req)
		if len(next.Records) != 3 || next.Records[ids[0]].Fields[nameField] != "behind" || next.Last.Complete {
			t.Errorf("%q: the next pass shows %d rows", mode, len(next.Records))
		}
		if calls := n.Calls()["list"] - before; mode != "none" && calls > 5 || mode == "none" && calls < 4 {
			t.Errorf("%q: %d list calls", mode, calls)
		}
		req.From = next.From()
		before = n.Calls()["list"]
		if quiet := conformance.Pull(t, c, req); quiet.Shown != 0 || !quiet.Last.Last || n.Calls()["list"] != before {
			t.Errorf("%q: a quiet day shows %d rows and takes %d list calls", mode, quiet.Shown, n.Calls()["list"]-before)
		}
		n.clk.Advance(24 * time.Hour)
		n.Put("customers", ids[7], map[string]any{"客户名称": "after a quiet day"})
		n.clk.Advance(time.Hour)
		if p := conformance.Pull(t, c, req); len(p.Records) != 1 {
			t.Errorf("%q: %d rows after a quiet day", mode, len(p.Records))
		}
	}
}

func TestAChangeWithinTheOverlapIsReadAgain(t *testing.T) {
	n := newCompany(t)
	n.customers(1)
	c := n.connect(t, nil)
	first := conformance.Pull(t, c, connectors.PullRequest{Object: "customers"})
	late := n.Put("customers", "", map[string]any{"客户名称": "in the same millisecond"})
	if next := conformance.Pull(t, c, connectors.PullRequest{Object: "customers", From: first.From()}); next.Records[late].ID == "" {
		t.Error("a row that shares the last stamp is lost")
	}
}

func TestTheProbeIsMadeOncePerForm(t *testing.T) {
	n := newCompany(t)
	n.customers(1)
	c := n.connect(t, nil)
	req := connectors.PullRequest{Object: "customers", From: conformance.Pull(t, c, connectors.PullRequest{Object: "customers"}).From()}
	before := n.Calls()["list"]
	conformance.Pull(t, c, req)
	probed := n.Calls()["list"] - before
	conformance.Pull(t, c, req)
	if again := n.Calls()["list"] - before - probed; probed != 4 || again != 2 {
		t.Errorf("%d calls with the probe and %d without", probed, again)
	}
}

func TestPullGoesOnFromEveryCursor(t *testing.T) {
	n := newCompany(t)
	n.customers(25)
	c := n.connect(t, nil)
	stop := errors.New("stop")
	for pages := 1; pages <= 3; pages++ {
		p, seen := &conformance.Pulled{}, 0
		req := connectors.PullRequest{Object: "customers", PageSize: 10}
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

func TestFieldsAreFoundByIDAliasAndLabel(t *testing.T) {
	n := newCompany(t)
	id := n.Put("customers", "", map[string]any{"客户名称": "甲", "uscc": "91350100M000100Y43", "联系电话": "0755-26803542",
		"地址": map[string]any{"province": "广东省", "city": "深圳市", "district": "", "detail": "1号"}, "成立日期": "2020-05-01", "年营业额": "88.5"})
	c := n.connect(t, nil)
	want := map[string]string{nameField: "甲", "uscc": "91350100M000100Y43", "_widget_1700000001002": "91350100M000100Y43", "统一社会信用代码": "91350100M000100Y43",
		"成立日期": "2020-05-01", "年营业额": "88.5", "备注": "", "updateTime": start.Format(instant), "website": ""}
	fields := []string{"联系电话.phone", "地址.city"}
	for name := range want {
		fields = append(fields, name)
	}
	rec := conformance.Pull(t, c, connectors.PullRequest{Object: "customers", Fields: fields}).Records[id]
	for name, v := range want {
		got, there := rec.Fields[name]
		if !there || connectors.TextOf(got) != v {
			t.Errorf("%s = %v (there: %v), want %s", name, got, there, v)
		}
	}
	if rec.Fields["联系电话"].(map[string]any)["phone"] != "0755-26803542" || rec.Fields["地址"].(map[string]any)["city"] != "深圳市" || len(rec.Fields) != len(fields) {
		t.Errorf("got %v", rec.Fields)
	}
	if !rec.Modified.Equal(start) || rec.Version == "" {
		t.Errorf("modified %v, version %q", rec.Modified, rec.Version)
	}
	for object, name := range map[string]string{"customers": "客户名秤", "visits": "备注"} {
		err := c.Pull(context.Background(), connectors.PullRequest{Object: object, Fields: []string{name}}, nil)
		switch {
		case object == "customers" && (connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), `"客户名称"`)),
			object == "visits" && (connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "_widget_1700000004004")):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAliasThatChangesInsideAPassLosesNothing(t *testing.T) {
	n := newCompany(t)
	for i := range 30 {
		n.Put("customers", "", map[string]any{"客户名称": fmt.Sprint(i), "uscc": fmt.Sprintf("U%02d", i)})
	}
	c := n.connect(t, nil)
	p := &conformance.Pulled{}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "customers", Fields: []string{"统一社会信用代码"}, PageSize: 10}, func(page connectors.Page) error {
		n.SetAlias("customers", "统一社会信用代码", fmt.Sprintf("code%d", p.Shown))
		return p.Take(page)
	})
	if err != nil || len(p.Records) != 30 {
		t.Fatalf("%d rows, %v", len(p.Records), err)
	}
	for id, r := range p.Records {
		if v := connectors.TextOf(r.Fields["统一社会信用代码"]); len(v) != 3 {
			t.Errorf("%s came with %q", id, v)
		}
	}
}

func TestColumnsOfASubformAreFoundByIDAndAlias(t *testing.T) {
	n := newCompany(t)
	customer := n.customers(1)[0]
	id := n.Put("orders", "", map[string]any{"订单编号": "SO-1", "客户": customer, "订单金额": "100.50", "下单日期": "2026-03-01",
		"订单明细": []any{map[string]any{"产品": "软件", "数量": 2, "金额": "100.50"}}})
	rec := conformance.Pull(t, n.connect(t, nil), connectors.PullRequest{Object: "orders", Fields: []string{"订单明细.product", "客户", "订单金额"}}).Records[id]
	lines, _ := rec.Fields["订单明细"].([]any)
	if len(lines) != 1 {
		t.Fatalf("got %v", rec.Fields)
	}
	line := lines[0].(map[string]any)
	if line["product"] != "软件" || line["_widget_1700000002008"] != "软件" || rec.Fields["客户"] != customer {
		t.Errorf("got %v", rec.Fields)
	}
}

func TestAFormOutsideTheConfigurationIsNamedByItsIDs(t *testing.T) {
	n := newCompany(t)
	n.customers(2)
	c := n.connect(t, nil)
	object := fakeApp + "/" + n.forms["customers"].entry
	if p := conformance.Pull(t, c, connectors.PullRequest{Object: object}); len(p.Records) != 2 {
		t.Errorf("%d rows", len(p.Records))
	}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "custmers"}, nil)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), `"customers"`) {
		t.Errorf("got %v", err)
	}
}

func TestDeletedRowsAreMissedByTheEnumeration(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(205)
	n.Delete("customers", ids[100])
	var got []string
	count, err := n.connect(t, nil).Enumerate(context.Background(), "customers", func(batch []string) error { got = append(got, batch...); return nil })
	if err != nil || count != -1 || !slices.Equal(got, slices.Delete(ids, 100, 101)) {
		t.Errorf("%d of %d, %v", len(got), count, err)
	}
}

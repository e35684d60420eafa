//go:build sdk

package sap

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// The official counterpart is SAP's own OData server with a small model of ours.

const capRows = 257 // the server gives a hundred at once

func capServer(t *testing.T) (base string, tr *http.Transport) {
	t.Helper()
	partners, addresses := "BusinessPartner;Customer;BusinessPartnerCategory;OrganizationBPName1;CreationDate;CreationTime;ETag\n", "BusinessPartner;AddressID;CityName;Country\n"
	for i := range capRows {
		partners += fmt.Sprintf("%d;%d;2;客户 %d;2020-01-01;10:00:00;1\n", 1000001+i, 1000001+i, i)
		addresses += fmt.Sprintf("%d;1;上海;CN\n", 1000001+i)
	}
	base = conformance.NodeServer(t, "cap", map[string]string{"db/data/s4-BP.csv": partners, "db/data/s4-BPAddress.csv": addresses},
		"node_modules/@sap/cds/bin/serve.js", "all", "--port", "0")
	tr = &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return base, tr
}

func capConn(t *testing.T, base string, tr http.RoundTripper, password string) *conn {
	return conformance.Connect(t, Name, connectors.Env{Source: "cap", Transport: tr}, map[string]any{"base_url": base, "user": "SYNC", "password": password}, nil).(*conn)
}

func TestSDKSAPCloudApplicationServer(t *testing.T) {
	base, tr := capServer(t)
	c, ctx := capConn(t, base, tr, "cap-secret-0001"), context.Background()
	if err := capConn(t, base, tr, "wrong-secret").Check(ctx); connectors.KindOf(err) != connectors.KindAuth {
		t.Errorf("a wrong password: %v", err)
	}
	if err := c.Check(ctx); err != nil {
		t.Fatal(err)
	}
	s, err := c.Describe(ctx, partner)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]connectors.Field{}
	for _, f := range s.Fields {
		fields[f.Name] = f
	}
	if f := fields["YY1_CustomerTier_bus"]; f.MaxLen != 10 || !f.Target || !f.Custom || fields["LastChangeDate"].Type != connectors.TypeDate || fields["to_BusinessPartnerAddress"].Type != connectors.TypeList {
		t.Errorf("described as %+v", fields)
	}
	req := connectors.PullRequest{Object: partner, Fields: []string{"OrganizationBPName1", "CreationDate", "to_BusinessPartnerAddress.CityName"}}
	p := conformance.Pull(t, c, req)
	one := p.Records["1000003"]
	if p.Shown != capRows || len(p.Records) != capRows || !p.Last.Complete || one.Fields["CreationDate"] != "2020-01-01" || one.Modified.Format(time.RFC3339) != "2020-01-01T10:00:00Z" ||
		!strings.Contains(fmt.Sprint(one.Fields["to_BusinessPartnerAddress"]), "上海") {
		t.Errorf("%d of %d rows, complete %v, %+v", p.Shown, capRows, p.Last.Complete, one)
	}
	n := 0
	if count, err := c.Enumerate(ctx, partner, func(ids []string) error { n += len(ids); return nil }); err != nil || count != capRows || n != capRows {
		t.Errorf("enumerated %d, count %d, %v", n, count, err)
	}
	capPush(t, c, capConn(t, base, &between{tr, func() { push(t, c, conformance.Item("1000007", "YY1_CustomerTier_bus", "LEAD")) }}, "cap-secret-0001"))
	req.From = p.From()
	if next := conformance.Pull(t, c, req); next.Shown != 4 {
		t.Errorf("%d rows came again after 4 changes", next.Shown)
	}
	addresses := conformance.Pull(t, c, connectors.PullRequest{Object: "A_BusinessPartnerAddress", PageSize: 60})
	if len(addresses.Records) != capRows || addresses.Records["1000002,1"].Fields["CityName"] != "上海" {
		t.Errorf("%d addresses by a key of two parts", len(addresses.Records))
	}
}

// capPush writes three records; a fourth is edited while slow would write it.
func capPush(t *testing.T, c, slow *conn) {
	t.Helper()
	tier := func(id, value string) connectors.PushItem { return conformance.Item(id, "YY1_CustomerTier_bus", value) }
	full := connectors.PushItem{ID: "1000004", Fields: map[string]any{"YY1_CustomerTier_bus": "GOLD", "YY1_GroupScore_bus": "87.5", "YY1_TierDate_bus": "2026-03-01"}}
	expects := tier("1000006", "GOLD")
	expects.Expect = map[string]any{"YY1_CustomerTier_bus": "SILVER"}
	for i, r := range push(t, c, tier("1000001", "GOLD"), tier("1000002", "REFUSED"), tier("1000003", "SILVER"), tier("4711", "GOLD"), full, expects, tier("1000005", "too long a value")) {
		want := []connectors.Outcome{connectors.Written, connectors.Rejected, connectors.Written, connectors.Missing, connectors.Written, connectors.Conflict, connectors.Rejected}[i]
		if r.Outcome != want {
			t.Errorf("%d: %+v, want %s", i, r, want)
		}
		if i == 1 && (connectors.KindOf(r.Err) != connectors.KindInvalid || !strings.Contains(r.Err.Error(), "not in the code list")) {
			t.Errorf("the server's own words are lost: %v", r.Err)
		}
	}
	got, err := c.Fetch(context.Background(), partner, []string{"1000001", "1000004", "4711"}, []string{"YY1_CustomerTier_bus", "YY1_GroupScore_bus", "YY1_TierDate_bus"})
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	for _, rec := range got {
		if rec.ID == "1000004" && (!connectors.SameText(connectors.TextOf(rec.Fields["YY1_GroupScore_bus"]), "87.5") || rec.Fields["YY1_TierDate_bus"] != "2026-03-01") || rec.Fields["YY1_CustomerTier_bus"] != "GOLD" {
			t.Errorf("read back %v", rec.Fields)
		}
	}
	if r := push(t, c, tier("1000001", "GOLD"))[0]; r.Outcome != connectors.Unchanged {
		t.Errorf("a value that stands already: %+v", r)
	}
	late := tier("1000007", "GOLD")
	late.Expect = map[string]any{"YY1_CustomerTier_bus": nil}
	if r := push(t, slow, late)[0]; r.Outcome != connectors.Conflict {
		t.Errorf("an edit in between: %+v", r)
	}
}

// TestSDKPyodataWorksOnTheFake lets SAP's client for Python talk to our server.
func TestSDKPyodataWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	one := f.Put(partner, "", map[string]any{"OrganizationBPName1": "O'Brien", "YY1_TierDate_bus": "2026-03-01", "YY1_GroupScore_bus": "87.5",
		"to_BusinessPartnerAddress": []any{map[string]any{"AddressID": "1", "CityName": "上海"}}})
	other, gone := f.Put(partner, "", map[string]any{"OrganizationBPName1": "乙"}), f.Put(partner, "", nil)
	f.Delete(partner, gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.PythonClient(t, []string{"pyodata==1.12.1", "requests"}, "pyodata_client.py", srv.URL, fakeUser, fakePassword, one, other, gone)
	for name, want := range map[string]string{
		"stranger": `"thrown": 401`,
		"types":    `"A_BusinessPartner"`,
		"read":     `O'Brien`,
		"missing":  `"thrown": 404`,
		"found":    `["` + one + `"]`,
		"day":      `2026-03-01`,
		"score":    `87.5`,
		"counted":  `2`,
		"expanded": `["上海"]`,
		"no token": `"thrown": 403`,
		"no tag":   `"thrown": 428`,
		"patched":  `null`,
		"too long": `ASSERT_DATA_TYPE`,
		"no code":  `not in the code list`,
		"batch":    `2`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	for id, tier := range map[string]string{one: "GOLD", other: "SILVER"} {
		if row, _ := f.Get(partner, id); row["YY1_CustomerTier_bus"] != tier {
			t.Errorf("%s holds %v", id, row["YY1_CustomerTier_bus"])
		}
	}
}

//go:build sdk

package tryton

import (
	"encoding/json"
	"net/url"
	"strconv"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// sdkPackage is the vendor's own client, of the server's series.
const sdkPackage = "proteus==6.0.8"

// TestSDKProteusBesideTheConnector lets both work on one real server: each sees what
// the other wrote.
func TestSDKProteusBesideTheConnector(t *testing.T) {
	e := newERP(t)
	c := e.connect()
	ids := e.parties("甲", "乙")
	first := conformance.Pull(t, c, connectors.PullRequest{Object: partyModel, Fields: []string{"name"}})
	aSecondLater()
	for _, r := range mustPush(t, c, setTier(ids[0], "Gold"), setTier(ids[1], "Gold")) {
		if r.Outcome != connectors.Written {
			t.Fatalf("%+v", r)
		}
	}
	aSecondLater()
	u, err := url.Parse(e.URL + "/" + e.Database + "/")
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(e.User, e.Password)
	got := conformance.PythonClient(t, []string{sdkPackage}, "proteus_client.py", u.String(), ids[0], ids[1], strconv.Itoa(e.tier["Silver"]))
	if tiers := string(got["tiers"]); tiers != `[["Gold"], ["Gold"]]` {
		t.Errorf("proteus sees %s", tiers)
	}
	var made string
	if err := json.Unmarshal(got["made"], &made); err != nil {
		t.Fatal(err)
	}
	next := conformance.Pull(t, c, connectors.PullRequest{Object: partyModel, Fields: []string{"name"}, From: first.From()})
	if next.Records[ids[0]].Fields["name"] != "proteus 改名" || next.Records[made].Fields["name"] != "proteus 新客户" {
		t.Errorf("the connector sees %v", next.Records)
	}
	keep := connectors.PushItem{ID: ids[0], Fields: values{tierField: "Silver"}, Expect: values{tierField: "Gold"}}
	lost := connectors.PushItem{ID: ids[1], Fields: values{tierField: nil}, Expect: values{tierField: "Gold"}}
	results := mustPush(t, c, keep, lost)
	if results[0].Outcome != connectors.Written || results[1].Outcome != connectors.Conflict || e.tierOf(ids[0]) != "Silver" || e.tierOf(ids[1]) != "Silver" {
		t.Errorf("%+v: %q, %q", results, e.tierOf(ids[0]), e.tierOf(ids[1]))
	}
}

func mustPush(t *testing.T, c *conn, items ...connectors.PushItem) []connectors.PushResult {
	t.Helper()
	got, err := c.Push(t.Context(), partyModel, items)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

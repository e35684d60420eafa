package odoo

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

func TestRightsAreToldByTheMethodOfTheVersion(t *testing.T) {
	for _, tt := range []struct {
		major    int
		protocol string
	}{{17, "jsonrpc"}, {18, "jsonrpc"}, {19, "jsonrpc"}, {19, "json2"}} {
		o := newBase(t)
		o.major = tt.major
		c := o.connect(t, map[string]any{"protocol": tt.protocol})
		o.Allow("write", "res.partner")
		o.Allow("unlink", "res.partner")
		o.Allow("create", "sale.order")
		got, err := c.Rights(context.Background(), "res.partner")
		if d := cmp.Diff(connectors.Rights{Write: "write on res.partner", Delete: "unlink on res.partner"}, got); d != "" || err != nil {
			t.Errorf("version %d by %s (-want +got):\n%s%v", tt.major, tt.protocol, d, err)
		}
	}
}

package dynamics

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

// Privileges are compared by id: those of other tables are not this one's.
func TestPrivilegesOnATableAreTold(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	o.Grant("Delete", "opportunity")
	if got, err := c.Rights(context.Background(), "account"); err != nil || !cmp.Equal(got, connectors.Rights{}) {
		t.Errorf("a role that reads: %+v, %v", got, err)
	}
	o.Grant("Write", "account")
	o.Grant("Delete", "account")
	got, err := c.Rights(context.Background(), "account")
	if d := cmp.Diff(connectors.Rights{Write: "prvWriteAccount", Delete: "prvDeleteAccount"}, got); d != "" || err != nil {
		t.Errorf("a role that deletes (-want +got):\n%s%v", d, err)
	}
}

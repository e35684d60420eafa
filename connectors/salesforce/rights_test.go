package salesforce

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

// An administrator's account is told from one that only reads and edits.
func TestRightsOverTheOrganisationAreTold(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, nil)
	if got, err := c.Rights(context.Background(), "Account"); err != nil || len(got.Beyond) != 0 {
		t.Errorf("a user with one permission set: %+v, %v", got, err)
	}
	o.Permit("ModifyAllData")
	o.Permit("CustomizeApplication")
	got, err := c.Rights(context.Background(), "Account")
	if d := cmp.Diff(connectors.Rights{Beyond: []string{"Modify All Data", "Customize Application"}}, got); d != "" || err != nil {
		t.Errorf("an administrator (-want +got):\n%s%v", d, err)
	}
}

package erpnext

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

func TestRightsAreToldOfADocument(t *testing.T) {
	s := newSite(t)
	c := s.connect(t, nil)
	if _, err := c.Rights(context.Background(), "Customer"); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("without a document: %v", err)
	}
	s.Put("Customer", "", map[string]any{"customer_name": "a"})
	s.Allow("delete", "Customer")
	got, err := c.Rights(context.Background(), "Customer")
	if d := cmp.Diff(connectors.Rights{Delete: "delete on Customer"}, got); d != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", d, err)
	}
}

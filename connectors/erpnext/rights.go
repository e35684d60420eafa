package erpnext

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// Rights asks what the user may do with the first document of the DocType: the site
// tells it of documents alone.
func (c *conn) Rights(ctx context.Context, object string) (connectors.Rights, error) {
	rows, err := c.list(ctx, "rights", object, []string{"name"}, nil, 1)
	if err != nil {
		return connectors.Rights{}, err
	}
	if len(rows) == 0 {
		return connectors.Rights{}, &connectors.Error{Kind: connectors.KindUnsupported, Op: "rights", System: Name, Object: object, Said: "there is no document to ask about"}
	}
	var out connectors.Rights
	for _, right := range []struct {
		kind string
		into *string
	}{{"create", &out.Create}, {"write", &out.Write}, {"delete", &out.Delete}} {
		var answer struct {
			Has bool `json:"has_permission"`
		}
		_, err := c.method(ctx, "rights", object, "frappe.client.has_permission", map[string]any{"doctype": object, "docname": connectors.TextOf(rows[0]["name"]), "perm_type": right.kind}, true, &answer)
		if err != nil {
			return connectors.Rights{}, err
		}
		if answer.Has {
			*right.into = right.kind + " on " + object
		}
	}
	return out, nil
}

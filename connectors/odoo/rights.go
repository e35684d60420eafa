package odoo

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// Rights asks what the user's groups allow on the model: has_access, which is there from
// version 18 on, or check_access_rights, which is not there for ever.
func (c *conn) Rights(ctx context.Context, object string) (connectors.Rights, error) {
	json2, _, err := c.server(ctx, "rights")
	if err != nil {
		return connectors.Rights{}, err
	}
	var out connectors.Rights
	for _, right := range []struct {
		operation string
		into      *string
	}{{"create", &out.Create}, {"write", &out.Write}, {"unlink", &out.Delete}} {
		now := request{op: "rights", object: object, method: "has_access", ids: []int64{}, idempotent: true, args: map[string]any{"operation": right.operation}}
		old := request{op: "rights", object: object, method: "check_access_rights", idempotent: true, args: map[string]any{"operation": right.operation, "raise_exception": false}}
		may := false
		if json2 {
			_, err = c.call(ctx, now, &may)
		} else if _, err = c.call(ctx, old, &may); connectors.CodeOf(err) == noMethod {
			_, err = c.call(ctx, now, &may)
		}
		if err != nil {
			return connectors.Rights{}, err
		}
		if may {
			*right.into = right.operation + " on " + object
		}
	}
	return out, nil
}

// noMethod is the class of the error about a method that the version does not have.
const noMethod = "builtins.AttributeError"

package dynamics

import (
	"context"
	"net/url"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Rights holds the privileges of the application user, with those of its teams,
// against the ones that the table has.
func (c *conn) Rights(ctx context.Context, object string) (connectors.Rights, error) {
	get := func(path string, into any) error {
		return c.rest.JSON(ctx, rest.Call{Op: "rights", Object: object, Endpoint: "rights", Path: path}, into)
	}
	var who whoAnswer
	if err := get(apiPath+"WhoAmI", &who); err != nil {
		return connectors.Rights{}, err
	}
	var held heldAnswer
	if err := get(apiPath+"systemusers("+url.PathEscape(who.User)+")/Microsoft.Dynamics.CRM.RetrieveUserPrivileges", &held); err != nil {
		return connectors.Rights{}, err
	}
	var table privilegesAnswer
	if err := get(definition(object)+"?$select=LogicalName,Privileges", &table); err != nil {
		return connectors.Rights{}, err
	}
	has := map[string]bool{}
	for _, p := range held.Privileges {
		has[p.ID] = true
	}
	var out connectors.Rights
	for _, p := range table.Privileges {
		if !has[p.ID] {
			continue
		}
		switch p.Type {
		case "Create":
			out.Create = p.Name
		case "Write":
			out.Write = p.Name
		case "Delete":
			out.Delete = p.Name
		}
	}
	return out, nil
}

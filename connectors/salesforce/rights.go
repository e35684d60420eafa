package salesforce

import (
	"context"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// beyond are permissions of the running user that TierLoop does without: the last one
// is needed while fields are made.
var beyond = []struct{ field, name string }{
	{"PermissionsModifyAllData", "Modify All Data"}, {"PermissionsManageUsers", "Manage Users"}, {"PermissionsCustomizeApplication", "Customize Application"},
}

// Rights asks UserPermissionAccess, which tells each user its own permissions over the
// organisation without any right to see the setup. Whether the user may create and
// delete records of one object is told to administrators alone.
func (c *conn) Rights(ctx context.Context, object string) (connectors.Rights, error) {
	fields := make([]string, len(beyond))
	for i, b := range beyond {
		fields[i] = b.field
	}
	var a rowsAnswer
	if err := c.rest.JSON(ctx, c.queryCall("rights", object, "query", "SELECT "+strings.Join(fields, ", ")+" FROM UserPermissionAccess"), &a); err != nil {
		return connectors.Rights{}, err
	}
	var out connectors.Rights
	for _, row := range a.Records {
		for _, b := range beyond {
			if row[b.field] == true {
				out.Beyond = append(out.Beyond, b.name)
			}
		}
	}
	return out, nil
}

package memory

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// Rights are those of the shape.
func (c *conn) Rights(context.Context, string) (connectors.Rights, error) {
	return c.sys.shape.Rights, nil
}

// Package all registers every system: a blank import, a line each.
package all

import (
	_ "github.com/tierloop/tierloop/connectors/fxiaoke"
)

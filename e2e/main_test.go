package e2e

import (
	"testing"

	_ "github.com/tierloop/tierloop/connectors/all"
	"github.com/tierloop/tierloop/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

package bench

import (
	"testing"

	"github.com/tierloop/tierloop/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

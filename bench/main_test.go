package bench

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/tierloop/tierloop/internal/testkit"
)

// TestMain also is the main of the processes whose memory is measured.
func TestMain(m *testing.M) {
	if step := os.Getenv(stepVariable); step != "" {
		flag.Parse()
		if err := runStep(step, os.Args[len(os.Args)-1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	testkit.Main(m)
}

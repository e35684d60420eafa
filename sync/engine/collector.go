package engine

import (
	"context"
	"os"
	"runtime/debug"
)

// How much garbage may come together in a stage, in percent of what is alive.
const (
	// Through some stages rows stream, and little is alive at once: letting more come
	// together is worth a tenth of their time.
	streaming = 200
	// In others an index of everybody comes about, and collecting it more often costs a
	// thirtieth of their time.
	holding = 50
)

// collected runs a stage with as much garbage as it may have. GOGC, when set, is
// obeyed.
func collected(percent int, stage func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if os.Getenv("GOGC") == "" {
			defer debug.SetGCPercent(debug.SetGCPercent(percent))
		}
		return stage(ctx)
	}
}

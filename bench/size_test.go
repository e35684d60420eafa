package bench

import (
	"flag"
	"time"
)

// The sizes are small unless asked for, so that all benchmarks of the project
// run in minutes.
var (
	pullRows  = flag.Int("rows", 50_000, "customers that one pull and map reads")
	scored    = flag.Int("scored", 10_000, "customers that are scored out of the store, 20 orders each")
	customers = flag.Int("customers", 20_000, "customers of the loop, in two systems; each has two orders")
	keep      = flag.String("keep", "", "folder that keeps the store of the loop's first run, to measure only what follows")
	profiles  = flag.String("profiles", "", "folder for CPU and heap profiles of the loop's processes")
	indexed   = flag.Int("records", 50_000, "records of the matching index")
	idle      = flag.Duration("idle", 30*time.Second, "how long the service rests before it is measured")
)

package bench

import (
	"flag"
	"time"
)

// The sizes are small unless asked for, so that all benchmarks of the project
// run in minutes.
var (
	pullRows  = flag.Int("rows", 50_000, "customers that one pull and map reads")
	customers = flag.Int("customers", 20_000, "customers of the loop, in two systems; each has two orders")
	keep      = flag.String("keep", "", "folder for the loop's store; what lies there is used again")
	onMariaDB = flag.Bool("mariadb", false, "the loop's store is MariaDB instead of SQLite")
	idle      = flag.Duration("idle", 30*time.Second, "how long the service rests before it is measured")
)

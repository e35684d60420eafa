package sqlcheck

import (
	"fmt"
	"regexp"
)

// What MariaDB, MySQL and TiDB do not share or do not mean alike, although TiDB's
// grammar has it. JSON is taken apart in Go; locks are rows with a lease.
var (
	literal = regexp.MustCompile(`'(?:[^'\\]|\\.|'')*'`)
	foreign = []struct {
		what *regexp.Regexp
		why  string
	}{
		{regexp.MustCompile(`(?i)\b(GET_LOCK|RELEASE_LOCK)\s*\(`), "server locks are local to a node"},
		{regexp.MustCompile(`(?i)\bSKIP\s+LOCKED\b`), "row locks are local to a node of a cluster"},
		{regexp.MustCompile(`->>?`), "MariaDB has no JSON operators"},
		{regexp.MustCompile(`(?i)\bJSON_\w+\s*\(`), "JSON functions differ between servers"},
		{regexp.MustCompile(`(?i)\butf8mb4_0900_`), "MariaDB 10.6 has no such collation"},
		{regexp.MustCompile(`(?i)\bRETURNING\b`), "MySQL and TiDB have no RETURNING"},
	}
)

// portable refuses a statement that one of the supported servers would not run.
func portable(sql string) error {
	bare := literal.ReplaceAllString(sql, "''")
	for _, f := range foreign {
		if found := f.what.FindString(bare); found != "" {
			return fmt.Errorf("%s: %s", found, f.why)
		}
	}
	return nil
}

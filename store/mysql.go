package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"
)

const mysqlConnections = 16

// Errors after which the whole transaction may be run again: dead-lock, lock
// wait, MariaDB's snapshot isolation, a Galera node that is joining, and TiDB's
// write conflicts. On Galera 1213 may come at COMMIT.
var mysqlConflicts = []uint16{1213, 1205, 1020, 1047, 8002, 8022, 8028, 9007}

var mysqlDialect = dialect{
	name: "mysql",
	upsert: func(keys, update []string) string {
		sets := make([]string, len(update))
		for i, c := range update {
			sets[i] = c + " = VALUES(" + c + ")"
		}
		if len(update) == 0 {
			sets = []string{keys[0] + " = " + keys[0]}
		}
		return " ON DUPLICATE KEY UPDATE " + strings.Join(sets, ", ")
	},
	rowsPerInsert: 500,
	conflict: func(err error) bool {
		var e *mysql.MySQLError
		return errors.As(err, &e) && slices.Contains(mysqlConflicts, e.Number)
	},
	duplicate: func(err error) bool {
		var e *mysql.MySQLError
		return errors.As(err, &e) && e.Number == 1062
	},
}

func (db *DB) openMySQL(t target) error {
	db.dialect = mysqlDialect
	cfg := t.mysql.Clone()
	cfg.InterpolateParams = true // one round trip per statement
	cfg.ParseTime = false        // no column holds a time
	cfg.MultiStatements = false
	cfg.ClientFoundRows = false // conditional updates count rows that changed
	cfg.Collation = "utf8mb4_bin"
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	// Never cut a value silently.
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return errors.New("the address has settings that do not fit together")
	}
	db.write = sqlx.NewDb(sql.OpenDB(connector), "mysql")
	db.write.SetMaxOpenConns(mysqlConnections)
	db.write.SetMaxIdleConns(mysqlConnections)
	db.write.SetConnMaxIdleTime(3 * time.Minute) // below common server time-outs
	db.read = db.write
	return nil
}

// learnLimits asks the server how long a statement may be; own is the driver's limit,
// 0 that it has none but the server's.
func (db *DB) learnLimits(ctx context.Context, own int) error {
	var most int
	if err := db.reads().get(ctx, &most, "SELECT @@max_allowed_packet"); err != nil {
		return fmt.Errorf("ask how long a statement may be: %w", err)
	}
	if own > 0 {
		most = min(most, own)
	}
	db.statementBytes = min(maxStatementBytes, most/4) // quoting may double a text
	return nil
}

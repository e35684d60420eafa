package sqlsource

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

const system = "sql"

func init() {
	connectors.Register(connectors.Type{
		Name:          system,
		Title:         "SQL (MySQL, MariaDB, PostgreSQL, SQLite)",
		Kind:          "database",
		Help:          "any table or view of a database as a source, any table as the target of tiers",
		HelpZH:        "以数据库的任意表或视图为数据源，等级可写回任意表",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           open,
	})
}

// Connector is one database.
type Connector struct {
	env     connectors.Env
	cfg     connectors.Config
	d       dialect
	db      *sqlx.DB
	zone    *time.Location
	timeout time.Duration

	mu      sync.Mutex
	objects map[string]*object
}

// open makes a connector; the database is reached at the first use.
func open(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	d := dialects[cfg.String("driver")]
	if d == nil {
		return nil, &connectors.OptionError{Option: "driver", Reason: "want one of mysql, postgres, sqlite"}
	}
	zone, err := time.LoadLocation(cfg.String("time_zone"))
	if err != nil {
		return nil, &connectors.OptionError{Option: "time_zone", Reason: "want a name such as Asia/Shanghai"}
	}
	for name := range cfg.Objects {
		if cfg.Object(name).String("query") != "" && len(cfg.Object(name).List("key")) == 0 {
			return nil, &connectors.OptionError{Object: name, Option: "key", Reason: "is required with a query, which has no primary key"}
		}
	}
	dsn := cfg.String("dsn")
	if cfg.String("driver") == "sqlite" && !filepath.IsAbs(dsn) && !strings.Contains(dsn, ":") {
		dsn = filepath.Join(env.Dir, dsn)
	}
	db, err := d.open(dsn, cfg.Duration("connect_timeout"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(parallel + 1)
	db.SetMaxIdleConns(parallel)
	db.SetConnMaxIdleTime(time.Minute)
	return &Connector{env: env, cfg: cfg, d: d, db: db, zone: zone,
		timeout: cfg.Duration("query_timeout"), objects: map[string]*object{}}, nil
}

// Check connects and looks up every configured table, column and right.
func (c *Connector) Check(ctx context.Context) error {
	if err := c.within(ctx, c.db.PingContext); err != nil {
		return c.fail(ctx, "check", "", err)
	}
	c.forget()
	for _, name := range c.cfg.ObjectNames() {
		o, err := c.object(ctx, "check", name)
		if err != nil {
			return err
		}
		if err := c.checkRights(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

// Caps follow from the object's options alone.
func (c *Connector) Caps(name string) connectors.Caps {
	o := c.cfg.Object(name)
	caps := connectors.Caps{
		Incremental: o.String("modified") != "",
		Windows:     o.String("modified") != "",
		SeesDeletes: o.String("deleted") != "",
		MaxPullPage: maxPage,
		MaxFetch:    maxFetch,
		Overlap:     c.cfg.Duration("overlap"),
		Parallel:    parallel,
	}
	if o.String("query") == "" || o.String("table") != "" || o.String("target_table") != "" {
		caps.Write, caps.MaxPushBatch, caps.Optimistic = connectors.WritePerRow, maxPush, true
	}
	return caps
}

// Close ends all connections.
func (c *Connector) Close() error { return c.db.Close() }

// within bounds one statement by the configured time.
func (c *Connector) within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	return do(ctx)
}

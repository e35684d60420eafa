package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
)

func (a *app) dbCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "db", GroupID: "admin", Args: noArgs,
		Short: a.say("存储：升级结构、备份、校验、查看版本", "The store: migrate, back up, verify, show the version"),
		Example: `  tierloop db version
  tierloop db migrate
  tierloop db backup tierloop-backup.db
  tierloop db verify`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	step := func(use, zh, en string, args cobra.PositionalArgs, fn func(context.Context, *store.DB, []string) error) {
		c.AddCommand(&cobra.Command{Use: use, Short: a.say(zh, en), Args: args, RunE: func(cmd *cobra.Command, args []string) error {
			db, err := a.openStoreAsItIs(cmd.Context())
			if err != nil {
				return err
			}
			return fn(cmd.Context(), db, args)
		}})
	}
	step("version", "显示存储结构与程序所需的版本", "Show the schema version that the store has and that this program wants", noArgs, a.dbVersion)
	step("migrate", "把存储结构升级到本程序的版本", "Bring the schema to this program's version", noArgs, a.dbMigrate)
	step("backup FILE", "写出一致的备份（SQLite）；运行中也可执行", "Write a consistent copy (SQLite), also while others work", oneArg("file"), a.dbBackup)
	step("verify", "检查文件、结构版本与审计链", "Check the file, the schema version and the audit chain", noArgs, a.dbVerify)
	return c
}

// openStoreAsItIs opens the store without migrating it.
func (a *app) openStoreAsItIs(ctx context.Context) (*store.DB, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	dsn, err := a.dsn(cfg)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, dsn, store.Options{Log: a.logger(), Clock: a.clock})
	if err != nil {
		return nil, closedStore(cfg, err)
	}
	a.onClose(db.Close)
	return db, nil
}

func (a *app) dbVersion(ctx context.Context, db *store.DB, _ []string) error {
	has, wants, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON("tierloop.db-version/v1", map[string]any{"kind": db.Kind(), "has": has, "wants": wants})
		return nil
	}
	fmt.Fprintf(a.stdout, a.say("%s  结构版本 %d，本程序需要 %d\n", "%s  schema version %d, this program wants %d\n"), db.Kind(), has, wants)
	return nil
}

func (a *app) dbMigrate(ctx context.Context, db *store.DB, _ []string) error {
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	return a.dbVersion(ctx, db, nil)
}

func (a *app) dbBackup(ctx context.Context, db *store.DB, args []string) error {
	if err := db.Backup(ctx, args[0]); err != nil {
		return usage("%v", err)
	}
	a.note("已备份到 %s", "backed up to %s", args[0])
	return nil
}

func (a *app) dbVerify(ctx context.Context, db *store.DB, _ []string) error {
	has, wants, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if err := otherSchema(has, wants); err != nil {
		return err
	}
	if err := db.Verify(ctx); err != nil {
		return fault.New("E4004").Because(err)
	}
	fmt.Fprintln(a.stdout, a.say("存储完好", "the store is sound"))
	return nil
}

// closedStore is the fault of a store that cannot be opened or brought to this
// program's version.
func closedStore(cfg *configs.Config, err error) *fault.Fault {
	if newer, ok := errors.AsType[*store.NewerError](err); ok {
		return otherSchema(newer.Has, newer.Knows)
	}
	f := store.Trouble(err)
	if f == nil || f.Code == "E4003" {
		f = fault.New("E4001", cfg.File.Store.DSN).Because(err)
	}
	return f.At(cfg.Path)
}

// otherSchema is the fault of a store whose schema is not this program's; nil when it is.
func otherSchema(has, wants int64) *fault.Fault {
	switch {
	case has > wants:
		return fault.New("E4011", has, wants)
	case has < wants:
		return fault.New("E4002", has, wants)
	}
	return nil
}

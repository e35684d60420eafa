package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

func (a *app) doctorCommand() *cobra.Command {
	var offline bool
	c := &cobra.Command{
		Use: "doctor", GroupID: "start", Args: noArgs,
		Short: a.say("全面体检：配置、存储、磁盘、时钟、每个连接、单点登录；不改动任何数据", "Examine everything: configuration, store, disk, clock, every connection, single sign-on; changes no data"),
		Example: `  tierloop doctor
  tierloop doctor --offline --json`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), offline) },
	}
	c.Flags().BoolVar(&offline, "offline", false, a.say("不连接任何系统", "connect to no system"))
	return c
}

// examined is one line of the doctor, good or with a fault.
type examined struct {
	Name   string     `json:"name"`
	OK     bool       `json:"ok"`
	Detail string     `json:"detail,omitempty"`
	Error  *errorJSON `json:"error,omitempty"`

	fault *fault.Fault
}

// doctor is one examination under way.
type doctor struct {
	*app
	list []examined
}

func (d *doctor) good(name, detail string) {
	d.list = append(d.list, examined{Name: name, OK: true, Detail: detail})
}

func (d *doctor) bad(name string, err error) {
	f := store.FaultOf(err)
	j := faultJSON(f, d.language())
	d.list = append(d.list, examined{Name: name, Error: &j, fault: f})
}

func (a *app) doctor(ctx context.Context, offline bool) error {
	d := &doctor{app: a}
	d.good(a.say("程序", "program"), fmt.Sprintf("tierloop %s %s/%s", version, runtime.GOOS, runtime.GOARCH))
	cfg, err := a.loadConfig()
	if err != nil {
		d.bad(a.say("配置", "configuration"), err)
		return d.verdict()
	}
	d.good(a.say("配置", "configuration"), fmt.Sprintf(a.say("%s，%d 个来源", "%s, sources: %d"), cfg.Path, len(cfg.Sources)))
	d.clock()
	db := d.store(ctx, cfg)
	if !offline {
		d.connections(ctx, cfg, db)
		d.signOn(ctx, cfg)
	}
	return d.verdict()
}

// signOn asks the provider of single sign-on what it is, where there is one: whether
// its answer is the one that a sign-on would take. The client's secret is not tried,
// since that takes a person who signs on.
func (d *doctor) signOn(ctx context.Context, cfg *configs.Config) {
	if cfg.File.Serve.OIDC == nil {
		return
	}
	name, issuer := d.say("单点登录", "single sign-on"), cfg.File.Serve.OIDC.Issuer
	provider, err := ssoProvider(cfg, d.app.clock)
	if err != nil { // the secret cannot be read
		d.bad(name, err)
		return
	}
	if err := provider.Try(ctx); err != nil {
		d.bad(name, fault.New("E5003", issuer).At("serve.oidc.issuer").Because(err))
		return
	}
	d.good(name, issuer)
}

// clock finds a machine whose clock was never set.
func (d *doctor) clock() {
	now := d.app.clock.Now()
	name := d.say("时钟", "clock")
	if now.Year() < 2026 {
		d.bad(name, fault.New("E9002", now.Format(time.RFC3339)))
		return
	}
	d.good(name, now.Format(time.RFC3339))
}

// store opens the store where it exists, and never migrates it. It is not opened
// for reading only, because a login may have to renew a token that is kept there.
func (d *doctor) store(ctx context.Context, cfg *configs.Config) *store.DB {
	name := d.say("存储", "store")
	dsn, err := d.dsn(cfg)
	if err != nil {
		d.bad(name, err)
		return nil
	}
	if !strings.Contains(dsn, ":") {
		if !d.disk(filepath.Dir(dsn)) {
			return nil
		}
		if info, err := os.Stat(dsn); errors.Is(err, fs.ErrNotExist) {
			d.good(name, d.say("尚未创建；第一次运行时创建", "not there yet; the first run makes it"))
			return nil
		} else if err == nil && info.Mode().Perm()&0o077 != 0 {
			d.bad(name, fault.New("E4005", dsn, info.Mode().Perm().String()))
		}
	}
	db, err := store.Open(ctx, dsn, store.Options{Log: d.logger(), Clock: d.app.clock})
	if err != nil {
		d.bad(name, closedStore(cfg, err))
		return nil
	}
	d.onClose(db.Close)
	has, wants, err := db.SchemaVersion(ctx)
	switch {
	case err != nil:
		d.bad(name, closedStore(cfg, err))
	case has != wants:
		d.bad(name, otherSchema(has, wants))
	default:
		d.good(name, fmt.Sprintf(d.say("%s，结构版本 %d", "%s, schema version %d"), db.Kind(), has))
		d.secrets(ctx, cfg, db)
		d.retention(ctx, cfg, db)
		return db
	}
	return nil
}

// secrets tells whether what lies in the store and the secrets file can be
// opened, and whether a token lies there in clear.
func (d *doctor) secrets(ctx context.Context, cfg *configs.Config, db *store.DB) {
	name := d.say("密钥", "secrets")
	keys, err := cfg.Keys()
	if err == nil && cfg.SecretsFile() != "" {
		_, err = cfg.Vault()
	}
	if err != nil {
		d.bad(name, err)
		return
	}
	tokens, err := db.Tokens(ctx)
	if err != nil {
		d.bad(name, err)
		return
	}
	clear, err := clearFactors(ctx, db)
	if err != nil {
		d.bad(name, err)
		return
	}
	for _, t := range tokens {
		if !secret.Sealed(t.Value) {
			clear++
		} else if _, err := (engine.Tokens{Store: db, Keys: keys}).LoadToken(ctx, t.Source, t.Name); err != nil {
			d.bad(name, err)
			return
		}
	}
	switch {
	case clear > 0:
		d.bad(name, fault.New("E4007", clear))
	case keys == nil:
		d.good(name, d.say("未配置身份密钥；存储中没有令牌", "no identity is configured; the store holds no token"))
	default:
		d.good(name, fmt.Sprintf(d.say("由 %s 封存；令牌 %d 个", "sealed to %s; tokens: %d"), keys.Recipient(), len(tokens)))
	}
}

// clearFactors counts the devices of second factors whose secrets lie in clear.
func clearFactors(ctx context.Context, db *store.DB) (n int, err error) {
	all, err := db.SecondFactors(ctx)
	for _, f := range all {
		if len(f.Secret) > 0 && !secret.Sealed(f.Secret) {
			n++
		}
	}
	return n, err
}

// disk tells whether the store's folder is there and has room.
func (d *doctor) disk(dir string) bool {
	name := d.say("磁盘", "disk")
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		d.bad(name, fault.New("E4003").At(dir).Because(err))
		return false
	}
	free, ok := diskFree(dir)
	switch {
	case !ok:
		d.good(name, dir)
	case free < 1<<30:
		d.bad(name, fault.New("E4006", dir, free>>20))
	default:
		d.good(name, fmt.Sprintf(d.say("%s 剩余 %d GB", "%s has %d GB free"), dir, free>>30))
	}
	return true
}

// connections asks every source; without a store there is nowhere to keep the
// token of a login.
func (d *doctor) connections(ctx context.Context, cfg *configs.Config, db *store.DB) {
	if db == nil {
		d.good(d.say("连接", "connections"), d.say("还没有存储，未连接；用 tierloop check 检查", "there is no store yet, so none was asked; use tierloop check"))
		return
	}
	e := &engine.Engine{Config: cfg, Store: db, Clock: d.app.clock, Log: d.logger(), Version: version}
	d.onClose(e.Close)
	for _, s := range cfg.Sources {
		c := checkSource(ctx, e, s.Name)
		if c.fault != nil {
			d.bad(s.Name, c.fault)
			continue
		}
		d.good(s.Name, c.system)
	}
}

// verdict prints what was found and one sentence; the first fault decides the
// exit code.
func (d *doctor) verdict() error {
	var first *fault.Fault
	bad := 0
	for _, x := range d.list {
		if x.fault != nil {
			bad++
			if first == nil {
				first = x.fault
			}
		}
	}
	if d.json {
		d.printJSON("tierloop.doctor/v1", map[string]any{"healthy": bad == 0, "examined": d.list})
		d.app.json = false
	} else {
		for _, x := range d.list {
			if x.fault == nil {
				fmt.Fprintf(d.stdout, "✓ %s  %s\n", pad(x.Name, 16), x.Detail)
				continue
			}
			fmt.Fprintf(d.stdout, "✗ %s  %s %s\n", pad(x.Name, 16), x.fault.Code, x.fault.What(d.language()))
		}
		if bad == 0 {
			fmt.Fprintln(d.stdout, d.say("一切正常", "all is well"))
		} else {
			fmt.Fprint(d.stdout, d.say("发现 %d 个问题\n", "%d {problem|problems}\n", bad))
		}
	}
	if first == nil {
		return nil
	}
	return first
}

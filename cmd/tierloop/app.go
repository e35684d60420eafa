package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// app is what every command works with. Results go to stdout, all else to stderr.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	clock          clock.Clock

	// Global flags.
	config   string
	lang     string
	json     bool
	quiet    bool
	verbose  bool
	dump     bool
	logJSON  bool
	closing  []func() error
	atPoints func(string) // tests kill the program at these points
	// as is whom the program works for: somebody at the console; nil is the person at
	// the terminal.
	as *model.Principal
}

// who is the person at the terminal, for approvals and decisions.
func (a *app) who() string {
	if a.as != nil {
		return a.as.Name
	}
	for _, name := range []string{"TIERLOOP_USER", "USER", "LOGNAME"} {
		if v := os.Getenv(name); v != "" {
			return v
		}
	}
	return "cli"
}

// principal is who reads: the person at the terminal of the group's IT.
func (a *app) principal() model.Principal {
	if a.as != nil {
		return *a.as
	}
	return model.Principal{Name: a.who(), Role: model.Admin}
}

// language is zh or en: the flag, else TIERLOOP_LANG, LC_ALL or LANG.
func (a *app) language() string {
	if a.lang == "zh" || a.lang == "en" {
		return a.lang
	}
	for _, name := range []string{"TIERLOOP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

// say picks the language, and fills in the arguments where there are any.
func (a *app) say(zh, en string, args ...any) string {
	text := en
	if a.language() == "zh" {
		text = zh
	}
	if len(args) == 0 {
		return text
	}
	return phrase.Counted(text, args...)
}

// note prints one line of progress or advice to stderr, unless --quiet.
func (a *app) note(zh, en string, args ...any) {
	if !a.quiet {
		fmt.Fprintln(a.stderr, a.say(zh, en, args...))
	}
}

func (a *app) logger() *slog.Logger {
	level := slog.LevelWarn
	if a.verbose {
		level = slog.LevelDebug
	}
	if a.quiet {
		level = slog.LevelError
	}
	opt := &slog.HandlerOptions{Level: level}
	if a.logJSON {
		return slog.New(slog.NewJSONHandler(a.stderr, opt))
	}
	return slog.New(slog.NewTextHandler(a.stderr, opt))
}

// configPath is the file named by --config or TIERLOOP_CONFIG, else tierloop.yaml.
func (a *app) configPath() string {
	if a.config != "" {
		return a.config
	}
	if v := os.Getenv("TIERLOOP_CONFIG"); v != "" {
		return v
	}
	return "tierloop.yaml"
}

// loadConfig reads the configuration; findings are printed.
func (a *app) loadConfig() (*configs.Config, error) {
	path := a.configPath()
	cfg, findings := configs.Load(path)
	return cfg, a.found(path, findings)
}

// found prints findings and turns errors among them into a fault.
func (a *app) found(path string, findings []configs.Finding) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fault.New("E1002", path)
	}
	n := 0
	for _, f := range findings {
		if f.Severity == model.SeverityError {
			n++
		}
		if f.Severity == model.SeverityError || !a.quiet {
			fmt.Fprint(a.stderr, a.findingText(f))
		}
	}
	if n > 0 {
		return fault.New("E1003", n).At(path)
	}
	return nil
}

// dsn is the store's address with secrets read; a relative file lies beside the
// configuration.
func (a *app) dsn(cfg *configs.Config) (string, error) {
	dsn, err := cfg.StoreDSN()
	if err != nil {
		return "", err
	}
	if !strings.Contains(dsn, ":") && !filepath.IsAbs(dsn) {
		dsn = filepath.Join(cfg.Dir, dsn)
	}
	return dsn, nil
}

// openStore opens and migrates the store; it is closed with the program.
func (a *app) openStore(ctx context.Context, cfg *configs.Config) (*store.DB, error) {
	dsn, err := a.dsn(cfg)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, dsn, store.Options{Log: a.logger(), Clock: a.clock})
	if err != nil {
		return nil, closedStore(cfg, err)
	}
	a.onClose(db.Close)
	if err := db.Migrate(ctx); err != nil {
		return nil, closedStore(cfg, err)
	}
	return db, nil
}

// openEngine loads the configuration and opens store and engine.
func (a *app) openEngine(ctx context.Context) (*engine.Engine, error) {
	cfg, err := a.loadConfig()
	if err != nil {
		return nil, err
	}
	return a.engineFor(ctx, cfg)
}

func (a *app) engineFor(ctx context.Context, cfg *configs.Config) (*engine.Engine, error) {
	db, err := a.openStore(ctx, cfg)
	if err != nil {
		return nil, err
	}
	e := &engine.Engine{Config: cfg, Store: db, Clock: a.clock, Log: a.logger(), At: a.atPoints, Version: version}
	if a.dump {
		e.Dump = func(text string) { fmt.Fprintln(a.stderr, text) }
	}
	a.onClose(e.Close)
	return e, nil
}

func (a *app) onClose(fn func() error) { a.closing = append(a.closing, fn) }

// close releases what was opened, the last first.
func (a *app) close() error {
	var errs []error
	for i := len(a.closing) - 1; i >= 0; i-- {
		errs = append(errs, a.closing[i]())
	}
	a.closing = nil
	return errors.Join(errs...)
}

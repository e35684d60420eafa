package file

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/tierloop/tierloop/connectors"
)

const system = "file"

func init() {
	connectors.Register(connectors.Type{
		Name:          system,
		Title:         "CSV / Excel",
		Kind:          "files",
		Help:          "CSV and Excel files dropped into a folder; tiers come back as result files",
		HelpZH:        "读取放入文件夹的 CSV 和 Excel 文件；等级以结果文件写回",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           open,
	})
}

// Connector is one folder.
type Connector struct {
	env                       connectors.Env
	cfg                       connectors.Config
	folder, done, failed, out string

	closed atomic.Bool
	mu     sync.Mutex // guards known
	known  map[string]*known
	write  sync.Mutex // held while the folder out is written
}

// open makes a connector; the folder is touched at the first use.
func open(env connectors.Env, cfg connectors.Config) (connectors.Connector, error) {
	c := &Connector{env: env, cfg: cfg, known: map[string]*known{}}
	folder := cfg.String("folder")
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(env.Dir, folder)
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, &connectors.OptionError{Option: "folder", Reason: "is no path"}
	}
	c.folder = folder
	for option, to := range map[string]*string{"done": &c.done, "failed": &c.failed, "out": &c.out} {
		if *to = cfg.String(option); !filepath.IsAbs(*to) {
			*to = filepath.Join(folder, *to)
		}
		if *to == folder {
			return nil, &connectors.OptionError{Option: option, Reason: "must be another folder than the one that is read"}
		}
	}
	for _, name := range cfg.ObjectNames() {
		o := c.object(name)
		for _, p := range o.patterns {
			if _, err := filepath.Match(p, ""); err != nil {
				return nil, &connectors.OptionError{Object: name, Option: "pattern", Reason: "has an open bracket"}
			}
		}
	}
	return c, nil
}

// Check looks at the folder and at the header of the newest file of each object.
func (c *Connector) Check(ctx context.Context) error {
	if c.closed.Load() {
		return connectors.Closed("check", system, "")
	}
	info, err := os.Stat(c.folder)
	if err != nil {
		return c.fail("check", "", err)
	}
	if !info.IsDir() {
		return c.invalid("check", "", "the folder is a file")
	}
	for _, name := range c.cfg.ObjectNames() {
		if err := ctx.Err(); err != nil {
			return err
		}
		o := c.object(name)
		files, err := c.files(o)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			continue
		}
		f := files[len(files)-1]
		id, err := sniff(f)
		if err != nil {
			return c.fail("check", name, err)
		}
		t, err := openTable(f.path, id, o)
		if err != nil {
			return c.unreadable("check", name, f.name, err)
		}
		t.close()
	}
	return nil
}

// Caps follow from the options alone.
func (c *Connector) Caps(name string) connectors.Caps {
	caps := connectors.Caps{Incremental: !c.cfg.Object(name).Bool("snapshot"), MaxPullPage: maxPage, MaxFetch: maxPush, Parallel: 1}
	if c.cfg.Object(name).Bool("writeback") {
		caps.Write, caps.MaxPushBatch, caps.Optimistic = connectors.WritePerRow, maxPush, true
	}
	return caps
}

// Close has nothing to release; later calls fail.
func (c *Connector) Close() error {
	c.closed.Store(true)
	return nil
}

func (c *Connector) invalid(op, object, said string) *connectors.Error {
	return &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: system, Object: object, Said: said}
}

// fail sorts an error of the file system.
func (c *Connector) fail(op, object string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*connectors.Error](err); ok {
		return err
	}
	e := &connectors.Error{Kind: connectors.KindUnavailable, Op: op, System: system, Object: object, Said: err.Error()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Kind, e.Fix = connectors.KindNotFound, "make the folder, or correct the option folder"
	case errors.Is(err, fs.ErrPermission):
		e.Kind, e.Fix = connectors.KindPermission, "let the program's user read and write the folder"
	}
	return e
}

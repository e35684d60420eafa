package file

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// Enumerate reads the newest snapshot, in the folder or among the files that are
// done, to its end. Files that only add have no complete list.
func (c *Connector) Enumerate(ctx context.Context, name string, emit func(ids []string) error) (int64, error) {
	o, err := c.configured("enumerate", name)
	if err != nil {
		return 0, err
	}
	if !o.snapshot {
		return 0, &connectors.Error{Kind: connectors.KindUnsupported, Op: "enumerate", System: system, Object: name,
			Said: "files that only add hold no complete list", Fix: "set the option snapshot when each file is the complete list"}
	}
	t, f, err := c.openNewest("enumerate", o)
	if err != nil {
		return 0, err
	}
	defer t.close()
	return t.enumerate(ctx, emit, func(said string) error { return c.invalid("enumerate", name, f.name+" "+said) })
}

// newest is the snapshot that counts: the last by name in the folder, else the
// one that was moved to done last.
func (c *Connector) newest(o object) (dropped, error) {
	files, err := c.files(o)
	if err != nil {
		return dropped{}, err
	}
	if len(files) > 0 {
		return files[len(files)-1], nil
	}
	entries, err := os.ReadDir(c.done) // in the order of names, which begin with the time
	if err != nil && !os.IsNotExist(err) {
		return dropped{}, c.fail("enumerate", o.name, err)
	}
	var best dropped
	for _, e := range entries {
		if _, name, ok := strings.Cut(e.Name(), "-"); ok && o.takes(name) && e.Type().IsRegular() {
			best = dropped{name: e.Name(), path: filepath.Join(c.done, e.Name())}
		}
	}
	if best.name == "" {
		return best, &connectors.Error{Kind: connectors.KindNotFound, Op: "enumerate", System: system, Object: o.name,
			Said: "there is no snapshot in the folder nor in done", Fix: "drop a complete list"}
	}
	return best, nil
}

// openNewest opens the snapshot that counts.
func (c *Connector) openNewest(op string, o object) (*table, dropped, error) {
	f, err := c.newest(o)
	if err != nil {
		return nil, f, err
	}
	id, err := sniff(f)
	if err != nil {
		return nil, f, c.fail(op, o.name, err)
	}
	t, err := openTable(f.path, id, o)
	if err != nil {
		return nil, f, c.unreadable(op, o.name, f.name, err)
	}
	return t, f, nil
}

// enumerate emits the ids of a whole table. A bad row makes the list doubtful,
// which is an error.
func (t *table) enumerate(ctx context.Context, emit func([]string) error, doubt func(string) error) (int64, error) {
	var batch []string
	var count int64
	seen := ids{}
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		count += int64(len(batch))
		err := emit(batch)
		batch = nil
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		r, err := t.next()
		if err == io.EOF {
			err := flush()
			return count, err
		}
		if err != nil {
			return 0, doubt(err.Error())
		}
		if r.blank() {
			continue
		}
		rec := t.record(&r, map[string]bool{})
		again := r.bad == "" && seen.repeated(rec.ID, &r)
		if r.bad != "" {
			return 0, doubt(fmt.Sprintf("has a bad row: line %d %s", r.line, r.bad))
		}
		if again {
			continue
		}
		if batch = append(batch, rec.ID); len(batch) == maxPage {
			if err := flush(); err != nil {
				return 0, err
			}
		}
	}
}

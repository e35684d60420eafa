package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// dropped is one file in the folder.
type dropped struct {
	name string
	path string
	size int64
	mod  time.Time
}

const stampForm = "20060102T150405Z"

// files lists the files of an object that have settled, in the order of their
// names. Hidden files, links, and those that Excel or a browser is still
// writing are passed over.
func (c *Connector) files(o object) ([]dropped, error) {
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return nil, c.fail("pull", o.name, err)
	}
	var out []dropped
	for _, e := range entries {
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$") || !o.takes(e.Name()) {
			continue
		}
		for _, other := range c.cfg.ObjectNames() {
			if other != o.name && c.object(other).takes(e.Name()) {
				return nil, c.invalid("pull", o.name, fmt.Sprintf("the file %s fits the patterns of %s and of %s", e.Name(), o.name, other))
			}
		}
		info, err := e.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue // moved away meanwhile
		}
		if err != nil {
			return nil, c.fail("pull", o.name, err)
		}
		if c.env.Clock.Now().Sub(info.ModTime()) < c.cfg.Duration("settle") {
			if c.env.Log != nil {
				c.env.Log.Warn("a file changed just now and may still be copied; the next pull takes it", "object", o.name, "file", e.Name(), "settle", c.cfg.Duration("settle"))
			}
			continue
		}
		out = append(out, dropped{name: e.Name(), path: filepath.Join(c.folder, e.Name()), size: info.Size(), mod: info.ModTime()})
	}
	return out, nil
}

func (o object) takes(name string) bool {
	for _, p := range o.patterns {
		if ok, _ := filepath.Match(p, name); ok {
			return true
		}
	}
	return false
}

// finish moves a file that is stored to the folder done, under a name that
// begins with the time.
func (c *Connector) finish(f dropped) error {
	_, err := c.move(f, c.done)
	return c.fail("pull", "", err)
}

// reject moves a file that cannot be read to the folder failed and puts the
// reason beside it.
func (c *Connector) reject(f dropped, why error) error {
	to, err := c.move(f, c.failed)
	if err != nil {
		return c.fail("pull", "", err)
	}
	text := fmt.Sprintf("The file %s was not read.\nCorrect it and drop it again.\n\n文件 %s 未能读取。\n请修正后重新放入。\n\n%v\n", f.name, f.name, why)
	return c.fail("pull", "", os.WriteFile(to+".error.txt", []byte(text), 0o640))
}

func (c *Connector) move(f dropped, folder string) (string, error) {
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return "", err
	}
	to, err := freeName(folder, c.env.Clock.Now().UTC().Format(stampForm)+"-", f.name)
	if err != nil {
		return "", err
	}
	return to, os.Rename(f.path, to)
}

// freeName is a path in the folder that nothing has yet.
func freeName(folder, prefix, name string) (string, error) {
	ext := filepath.Ext(name)
	for i := 1; ; i++ {
		path := filepath.Join(folder, prefix+name)
		if i > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s%s-%d%s", prefix, strings.TrimSuffix(name, ext), i, ext))
		}
		if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
			return path, nil
		} else if err != nil {
			return "", err
		}
	}
}

// unreadable is the error for a whole file.
func (c *Connector) unreadable(op, object, name string, err error) *connectors.Error {
	e := c.invalid(op, object, name+": "+err.Error())
	if h, ok := errors.AsType[*headerError](err); ok {
		e.Said, e.Fix = fmt.Sprintf("%s:%d: %s", name, h.line, h.said), h.fix
	}
	return e
}

package file

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// known is the list of the ids that an object's files have shown, one a line in
// Go quotes, for objects whose files only add. Such files go to the folder done
// and perhaps further; which customers there are has to be remembered here. A
// line that a crash cut off is ignored.
type known struct {
	mu   sync.Mutex
	path string
	ids  map[string]bool // nil until read
}

func (c *Connector) knownIDs(object string) *known {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known[object] == nil {
		c.known[object] = &known{path: filepath.Join(c.out, object+"-ids.txt")}
	}
	return c.known[object]
}

func (k *known) load() error {
	if k.ids != nil {
		return nil
	}
	ids := map[string]bool{}
	f, err := os.Open(k.path)
	if errors.Is(err, os.ErrNotExist) {
		k.ids = ids
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		if id, err := strconv.Unquote(lines.Text()); err == nil {
			ids[id] = true
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	k.ids = ids
	return nil
}

// among keeps the ids that a file has shown.
func (k *known) among(ids []string) (map[string]map[string]any, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.load(); err != nil {
		return nil, err
	}
	out := map[string]map[string]any{}
	for _, id := range ids {
		if k.ids[id] {
			out[id] = nil
		}
	}
	return out, nil
}

// add remembers the ids of a page before the page is handed on.
func (k *known) add(recs []model.Record) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.load(); err != nil {
		return err
	}
	var lines []byte
	var fresh []string
	for _, r := range recs {
		if !k.ids[r.ID] {
			fresh = append(fresh, r.ID)
			lines = append(strconv.AppendQuote(lines, r.ID), '\n')
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(k.path), 0o750); err != nil {
		return err
	}
	f, err := os.OpenFile(k.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	// A new line first: the last one may have been cut off.
	_, err = f.Write(append([]byte{'\n'}, lines...))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	for _, id := range fresh {
		k.ids[id] = true
	}
	return nil
}

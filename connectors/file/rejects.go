package file

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// rejects is the copy of a file's bad rows with a column that says what is
// wrong. It is written anew whenever the file is read, under a name that comes
// from the file, so that a pull that was killed leaves no rows twice.
type rejects struct {
	path   string
	header []string
	f      *os.File
	w      *csv.Writer
}

const reasonColumn = "错误/error"

func (c *Connector) rejects(f dropped, id identity, header []string) *rejects {
	base := strings.TrimSuffix(f.name, filepath.Ext(f.name))
	return &rejects{path: filepath.Join(c.failed, base+"-"+id.hash[:8]+"-rows.csv"), header: header}
}

func (r *rejects) add(cells []string, reason string) error {
	if r.f == nil {
		if err := os.MkdirAll(filepath.Dir(r.path), 0o750); err != nil {
			return err
		}
		f, err := os.OpenFile(r.path+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
		if err != nil {
			return err
		}
		r.f, r.w = f, csv.NewWriter(f)
		if _, err := f.WriteString("\ufeff"); err != nil {
			return err
		}
		if err := r.w.Write(append(r.header[:len(r.header):len(r.header)], reasonColumn)); err != nil {
			return err
		}
	}
	out := make([]string, max(len(cells), len(r.header)))
	copy(out, cells)
	return r.w.Write(append(out, reason))
}

// keep gives the copy its name, if there was a bad row.
func (r *rejects) keep() error {
	if r.f == nil {
		return nil
	}
	r.w.Flush()
	err := errors.Join(r.w.Error(), r.f.Sync(), r.f.Close())
	r.f = nil
	if err != nil {
		return err
	}
	return os.Rename(r.path+".tmp", r.path)
}

// drop throws the copy away when the file was not read to its end.
func (r *rejects) drop() {
	if r.f != nil {
		_ = r.f.Close() // it is removed
		_ = os.Remove(r.path + ".tmp")
		r.f = nil
	}
}

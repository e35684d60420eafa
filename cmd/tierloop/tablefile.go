package main

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tierloop/tierloop/connectors/file"
	"github.com/tierloop/tierloop/internal/fault"
)

// badRow is a row of a plain file that could not be taken.
type badRow struct {
	Where  string `json:"where"` // file:line
	Reason string `json:"reason"`
}

// sourceOf names a source after its file.
func sourceOf(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// openTable opens a CSV or Excel file; what is wrong with it is a fault.
func openTable(path string) (*file.Table, error) {
	t, err := file.OpenTable(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return t, nil
}

// unreadable is the fault of a file that cannot be opened.
func unreadable(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return fault.New("E1015", path).Because(errors.Unwrap(err))
	}
	return fault.New("E2204", err.Error()).At(path)
}

// eachCell reads the rows of a file; a row that cannot be used goes to bad.
func eachCell(path string, t *file.Table, bad func(badRow), fn func(line int, cells []string) error) error {
	for {
		r, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fault.New("E2204", err.Error()).At(path)
		}
		if r.Bad != "" {
			bad(badRow{Where: at(path, r.Line), Reason: r.Bad})
			continue
		}
		if err := fn(r.Line, r.Cells); err != nil {
			return err
		}
	}
}

// csvOut writes a result: to stdout when path is "", else to a file that takes
// the place of the old one only when it is complete.
type csvOut struct {
	*csv.Writer
	path string
	f    *os.File
}

func (a *app) createCSV(path string, head ...string) (*csvOut, error) {
	o := &csvOut{path: path}
	if path == "" {
		o.Writer = csv.NewWriter(a.stdout)
	} else {
		f, err := os.CreateTemp(filepath.Dir(path), ".tierloop-*")
		if err != nil {
			return nil, notWritten(path, err)
		}
		o.f, o.Writer = f, csv.NewWriter(f)
	}
	return o, o.Write(head)
}

func notWritten(path string, err error) error {
	return usage("cannot write %s: %v", path, err)
}

// commit finishes the file.
func (o *csvOut) commit() error {
	o.Flush()
	if err := o.Error(); err != nil || o.f == nil {
		return err
	}
	if err := errors.Join(o.f.Chmod(0o644), o.f.Close()); err != nil {
		return notWritten(o.path, err)
	}
	if err := os.Rename(o.f.Name(), o.path); err != nil {
		return notWritten(o.path, err)
	}
	o.f = nil
	return nil
}

// abandon removes an unfinished file; after commit it does nothing.
func (o *csvOut) abandon() {
	if o.f != nil {
		_ = o.f.Close()
		_ = os.Remove(o.f.Name())
	}
}

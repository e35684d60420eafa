package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// shelf is the folder of files that were made in the background: for each a note of
// what it is and, once it is ready, the file beside it. Only this user reads it.
// Several processes of one installation may share it.
type shelf struct{ dir string }

func newShelf(cfg *configs.Config) shelf { return shelf{filepath.Join(cfg.Dir, "exports")} }

// shelved is a file with whom it was made for: a reader who sees something else by
// now does not get it.
type shelved struct {
	web.Export
	Owner string
	Scope string
}

const (
	exportMaking = "making"
	exportReady  = "ready"
	exportFailed = "failed"
)

var exportID = regexp.MustCompile(`^EX-[A-Z0-9]{16}$`)

func (s shelf) note(id string) string { return filepath.Join(s.dir, id+".note") }
func (s shelf) file(id string) string { return filepath.Join(s.dir, id+".file") }

// scopeOf is what a principal sees, as text.
func scopeOf(p model.Principal) string { return fmt.Sprintf("%t %q %q", p.Group(), p.Units, p.Masked) }

// put writes the note of a file, whole or not at all.
func (s shelf) put(e shelved) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return s.replace(s.note(e.ID), text)
}

func (s shelf) replace(path string, body []byte) error {
	if err := os.WriteFile(path+".new", body, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// end shelves the file, or why there is none. One that was thrown away meanwhile, such
// as by an erasure, is not shelved.
func (s shelf) end(id string, body []byte, failed string) error {
	e, err := s.read(id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if e.State, e.Error, e.Size = exportFailed, model.MaskText(failed), 0; failed == "" {
		if err := s.replace(s.file(id), body); err != nil {
			return err
		}
		e.State, e.Size = exportReady, int64(len(body))
	}
	if _, err := os.Stat(s.note(id)); errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(s.file(id))
	}
	return s.put(e)
}

func (s shelf) read(id string) (e shelved, err error) {
	text, err := os.ReadFile(s.note(id))
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	return e, err
}

// all are the notes of all files.
func (s shelf) all() ([]shelved, error) {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.note"))
	if err != nil {
		return nil, err
	}
	var out []shelved
	for _, name := range names {
		e, err := s.read(strings.TrimSuffix(filepath.Base(name), ".note"))
		if errors.Is(err, fs.ErrNotExist) {
			continue // thrown away meanwhile
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// of are the principal's own files, newest first. One whose process is gone has failed.
func (s shelf) of(p model.Principal, now time.Time) ([]web.Export, error) {
	all, err := s.all()
	var out []web.Export
	for _, e := range all {
		if e.Owner != p.Name || e.Scope != scopeOf(p) || !now.Before(e.Expires) {
			continue
		}
		if e.State == exportMaking && now.Sub(e.Created) > exportTakes {
			e.State = exportFailed
		}
		out = append(out, e.Export)
	}
	slices.SortFunc(out, func(a, b web.Export) int { return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(b.ID, a.ID)) })
	return out, err
}

// get is one of the principal's own files.
func (s shelf) get(p model.Principal, now time.Time, id string) (web.Export, error) {
	if exportID.MatchString(id) {
		mine, err := s.of(p, now)
		if err != nil {
			return web.Export{}, err
		}
		for _, e := range mine {
			if e.ID == id {
				return e, nil
			}
		}
	}
	return web.Export{}, fmt.Errorf("export %s: %w", id, store.ErrNotFound)
}

// body is a file that is ready.
func (s shelf) body(p model.Principal, now time.Time, id string) (web.Export, []byte, error) {
	e, err := s.get(p, now, id)
	if err == nil && e.State != exportReady {
		err = fmt.Errorf("export %s is not ready: %w", id, store.ErrNotFound)
	}
	if err != nil {
		return e, nil, err
	}
	body, err := os.ReadFile(s.file(id))
	if errors.Is(err, fs.ErrNotExist) {
		err = store.ErrNotFound // thrown away meanwhile
	}
	return e, body, err
}

// sweep throws away what has expired by an instant; the zero instant stands for all.
func (s shelf) sweep(by time.Time) error {
	all, err := s.all()
	for _, e := range all {
		if by.IsZero() || !by.Before(e.Expires) { // the note first: nothing is given out without
			err = errors.Join(err, os.RemoveAll(s.note(e.ID)), os.RemoveAll(s.file(e.ID)))
		}
	}
	return err
}

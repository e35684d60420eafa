package privacy

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"hash"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Watch knows what was erased by its hashes alone, and takes it out of what a source
// sends. It is not safe for concurrent use; Copy makes another one.
//
// A hash is of one of: a record of the person; a phone, an address or a number,
// wherever it stands; a name, in records of the same source that are near to the
// person or that name the id of one of its records.
type Watch struct {
	key []byte
	mac hash.Hash
	out map[store.Hash]bool
}

// Watch reads what was erased; nil when nothing was.
func (r *Room) Watch(ctx context.Context) (*Watch, error) {
	out, err := r.Store.Suppressions(ctx, model.SystemPrincipal())
	if err != nil || len(out) == 0 {
		return nil, err
	}
	key, err := r.Key(ctx, false)
	if err != nil {
		return nil, err
	}
	if len(key) == 0 {
		return nil, errNoKey
	}
	return newWatch(key, out), nil
}

// errNoKey: without it, those who were erased would come back unseen.
var errNoKey = errors.New("the key of what was erased is not in the store; restore the row of table token that a backup has")

func newWatch(key []byte, out map[store.Hash]bool) *Watch {
	return &Watch{key: key, mac: hmac.New(sha256.New, key), out: out}
}

// Copy is for another goroutine; of nil it is nil.
func (w *Watch) Copy() *Watch {
	if w == nil {
		return nil
	}
	return newWatch(w.key, w.out)
}

// The words before what is hashed.
const (
	ownRecord  = "own"
	nearRecord = "near"
	ownID      = "id"
)

func (w *Watch) hash(parts ...string) (h store.Hash) {
	w.mac.Reset()
	for _, p := range parts {
		w.mac.Write([]byte(p))
		w.mac.Write([]byte{0})
	}
	var sum [sha256.Size]byte
	copy(h[:], w.mac.Sum(sum[:0]))
	return h
}

func (w *Watch) has(parts ...string) bool { return w.out[w.hash(parts...)] }

// hashes are those of a person found.
func (w *Watch) hashes(f Found) []store.Hash {
	var out []store.Hash
	for _, kind := range []Kind{Phone, Email, Identifier} {
		for _, plain := range sorted(f.parts[kind]) {
			out = append(out, w.hash(string(kind), plain))
		}
	}
	sources := map[string]bool{}
	for _, rec := range f.Own {
		sources[rec.Source] = true
		out = append(out, w.hash(ownRecord, rec.String()), w.hash(ownID, rec.Source, rec.ID))
	}
	for _, rec := range f.Near {
		sources[rec.Source] = true
		out = append(out, w.hash(nearRecord, rec.String()))
	}
	for _, source := range sorted(sources) {
		for _, name := range sorted(f.parts[Name]) {
			out = append(out, w.hash(string(Name), source, name))
		}
	}
	return out
}

// Own says whether a record is that of a person who was erased: nothing of it may be
// stored but its id.
func (w *Watch) Own(ref model.Ref) bool { return w != nil && w.has(ownRecord, ref.String()) }

// Clean takes out of the fields of a record what was erased, and says whether there
// was any.
func (w *Watch) Clean(ref model.Ref, fields map[string]any) bool {
	if w == nil {
		return false
	}
	named := w.has(nearRecord, ref.String()) || w.names(ref.Source, fields)
	s := scanner{names: named, known: func(kind Kind, plain string) bool {
		if kind == Name {
			return w.has(string(Name), ref.Source, plain)
		}
		return w.has(string(kind), plain)
	}}
	_, hit := s.value(fields)
	return hit
}

// names says whether a value of a record is the id of somebody who was erased.
func (w *Watch) names(source string, v any) bool {
	switch v := v.(type) {
	case string:
		return v != "" && len(v) <= 64 && w.has(ownID, source, v)
	case json.Number:
		return w.has(ownID, source, v.String())
	case []any:
		for _, x := range v {
			if w.names(source, x) {
				return true
			}
		}
	case map[string]any:
		for _, x := range v {
			if w.names(source, x) {
				return true
			}
		}
	}
	return false
}

package declared

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// fake is what the servers of this folder share: tables of records with growing
// ids and stamps. What a call may be and how an answer looks is each one's own.
type fake struct {
	*sandbox.Server

	serve    func(w http.ResponseWriter, r *http.Request, body []byte)
	name     func(r *http.Request) string
	own      func(sandbox.Fault, http.ResponseWriter, *http.Request) bool
	stampKey string // the field of the stamp …
	stamp    string // … and its layout

	order   []string // of the tables
	tables  map[string]map[int]map[string]any
	ids     map[string]*sandbox.IDs[int]
	made    int
	refused map[string]string // records that are refused, with the text
}

func newFake(s sandbox.Setup, objects ...string) *fake {
	f := &fake{Server: sandbox.NewServer(s), order: objects, tables: map[string]map[int]map[string]any{}, ids: map[string]*sandbox.IDs[int]{},
		made: int(s.Seed % 10), refused: map[string]string{}}
	for _, o := range objects {
		f.tables[o], f.ids[o] = map[int]map[string]any{}, &sandbox.IDs[int]{}
	}
	return f
}

// Objects are the tables, customers first.
func (f *fake) Objects() []string { return f.order }

// Refuse makes every write to a record fail.
func (f *fake) Refuse(id, why string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = why
}

// Put creates or changes a record as a person would.
func (f *fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	if n == 0 {
		f.made++
		n = f.made
	}
	f.put(object, n, fields)
	return strconv.Itoa(n)
}

func (f *fake) put(object string, n int, fields map[string]any) {
	row := f.tables[object][n]
	if row == nil {
		row = map[string]any{"id": n}
		f.tables[object][n] = row
		f.ids[object].Add(n)
	}
	maps.Copy(row, fields)
	row[f.stampKey] = f.Clock.Now().UTC().Format(f.stamp)
}

// write is put by a call, whose effects are counted.
func (f *fake) write(object string, n int, fields map[string]any) {
	before, _ := json.Marshal(f.tables[object][n])
	key := f.tables[object][n][f.stampKey]
	f.put(object, n, fields)
	row := f.tables[object][n]
	now := row[f.stampKey]
	row[f.stampKey] = key
	after, _ := json.Marshal(row)
	row[f.stampKey] = now
	if !bytes.Equal(before, after) {
		f.Changed(strconv.Itoa(n))
	}
}

// Delete removes a record.
func (f *fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	delete(f.tables[object], n)
	f.ids[object].Drop(n)
}

// Get reads a record, custom values beside the others.
func (f *fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	row, ok := f.tables[object][n]
	return maps.Clone(row), ok
}

// IDs lists the records in the order of their ids.
func (f *fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, n := range f.ids[object].All() {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// ServeHTTP answers one call.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	name := f.name(r)
	f.Serve(w, r, name, f.own, func(w http.ResponseWriter, r *http.Request) {
		f.serve(w, r, body)
	})
}

// burst says whether a call is one too many within a rolling window.
func (f *fake) burst(most int, window time.Duration) bool {
	if !f.NoLimits && len(f.Recent("", window)) >= most {
		return true
	}
	f.Note("")
	return false
}

// described are options and objects as a configuration gives them.
func described(text string) (options map[string]any, objects map[string]map[string]any) {
	var all struct {
		Options map[string]any            `json:"options"`
		Objects map[string]map[string]any `json:"objects"`
	}
	if err := jsonvalue.Into([]byte(text), &all); err != nil {
		panic("declared: the description of a fake: " + err.Error())
	}
	return all.Options, all.Objects
}

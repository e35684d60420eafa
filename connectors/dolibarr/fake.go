package dolibarr

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process server of Dolibarr's API. Rules were seen on a running
// Dolibarr 19.0.2; where it was not asked, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	zone *time.Location // of the database and of PHP

	tables map[string]*fakeTable
	made   int
	hidden bool // the user may not see the setup
}

// fakeTable is one endpoint.
type fakeTable struct {
	one   string // what a record is called in messages
	plain []string
	extra map[string]map[string]any // of the setup, by name
	rows  map[int]map[string]any
	ids   sandbox.IDs[int]
}

const (
	fakeKey  = "8d1f5b7a2c904e63b8f1d5a7"
	fakeZone = "Europe/Paris"
)

// NewFake starts an installation without third parties.
func NewFake(s sandbox.Setup) *Fake {
	zone, err := time.LoadLocation(fakeZone)
	if err != nil {
		panic("dolibarr: " + err.Error())
	}
	f := &Fake{Server: sandbox.NewServer(s), zone: zone, made: int(s.Seed % 10)}
	extra := func(kind, size string) map[string]any {
		return map[string]any{"type": kind, "label": kind, "size": size, "required": "0", "pos": "100", "param": ""}
	}
	pick := extra("select", "")
	pick["param"] = map[string]any{"options": map[string]any{"1": "Key account", "2": "Standard"}}
	f.tables = map[string]*fakeTable{
		"thirdparties": {one: "Thirdparty", plain: []string{"name", "name_alias", "ref_ext", "code_client", "client", "fournisseur", "tva_intra", "idprof1", "email", "phone", "url", "address", "zip", "town", "country_code", "parent", "status", "capital", "note_public", "entity"},
			extra: map[string]map[string]any{"group_tier": extra("varchar", "10"), "group_score": extra("double", "24,8"), "group_rank": extra("int", "10"), "group_key": extra("boolean", ""), "group_kind": pick, "owner_note": extra("text", "2000"), "group_since": extra("date", "")}},
		"orders":   {one: "Order", plain: []string{"ref", "socid", "statut", "total_ht", "total_tva", "total_ttc", "date", "billed", "multicurrency_code"}, extra: map[string]map[string]any{}},
		"invoices": {one: "Invoice", plain: []string{"ref", "socid", "type", "statut", "paye", "total_ht", "total_ttc", "date", "date_lim_reglement", "date_validation"}, extra: map[string]map[string]any{}},
	}
	for _, t := range f.tables {
		t.rows = map[int]map[string]any{}
	}
	f.Show(f, "Dolibarr · Third parties", []string{"name", "town", "options_group_tier", "options_group_score"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "api_key": fakeKey, "timezone": fakeZone}, map[string]map[string]any{"thirdparties": {}, "orders": {}, "invoices": {}}
}

// Objects are the endpoints.
func (f *Fake) Objects() []string { return []string{"thirdparties", "orders", "invoices"} }

// HideSetup takes the right to see the setup away.
func (f *Fake) HideSetup() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.hidden = true
}

// Put saves a record.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	if n == 0 {
		f.made++
		n = f.made
	}
	f.tables[object].put(n, fields, f.Clock.Now().Truncate(time.Second))
	return strconv.Itoa(n)
}

// put stores what is given. The stamp has whole seconds and moves only when a value
// of the main table really changes: extra fields live in a table of their own.
func (t *fakeTable) put(n int, fields map[string]any, now time.Time) {
	row := t.rows[n]
	moved := row == nil
	if row == nil {
		row = map[string]any{"id": n, "date_creation": now}
		t.rows[n] = row
		t.ids.Add(n)
	}
	for name, v := range fields {
		if v == "" {
			v = nil
		}
		if !strings.HasPrefix(name, "options_") && fmt.Sprint(row[name]) != fmt.Sprint(v) {
			moved = true
		}
		row[name] = v
	}
	if moved {
		row["tms"] = now
	}
}

// Delete removes a record for good.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	t := f.tables[object]
	delete(t.rows, n)
	t.ids.Drop(n)
}

// Merge moves the documents of the loser and deletes it.
func (f *Fake) Merge(object, loser, _ string) bool {
	f.Delete(object, loser)
	return true
}

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.Atoi(id)
	row, ok := f.tables[object].rows[n]
	return maps.Clone(row), ok
}

// IDs lists the records in their order.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, n := range f.tables[object].ids.All() {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/index.php/"), "/")
	name := map[bool]string{true: "update", false: "list"}[r.Method == http.MethodPut]
	if len(parts) == 2 && name == "list" {
		name = "read"
	}
	f.Serve(w, r, name, nil, func(w http.ResponseWriter, r *http.Request) {
		f.serve(w, r, parts, body)
	})
}

// fail is an error; its message begins with the words of the status where a reason
// follows, and debug tells files of the server.
func fail(w http.ResponseWriter, status int, reason string) {
	text := http.StatusText(status)
	if reason != "" {
		text += ": " + reason
	}
	sandbox.Answer(w, status, map[string]any{"error": map[string]any{"code": status, "message": text}, "debug": map[string]any{"source": "api_thirdparties.class.php:304 at call stage"}})
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, parts []string, body []byte) {
	t := f.tables[parts[0]]
	n := 0
	if len(parts) == 2 {
		n, _ = strconv.Atoi(parts[1])
	}
	switch {
	case r.Header.Get("DOLAPIKEY") != fakeKey:
		fail(w, 401, "Failed to login to API. No parameter 'HTTP_DOLAPIKEY' on HTTP header (and no parameter DOLAPIKEY in URL).")
	case r.Header.Get("Accept") != "application/json":
		w.Header().Set("Content-Type", "application/xml") // may be its answer; the fake gives it always
		_, _ = w.Write([]byte("<?xml version=\"1.0\"?><response/>"))
	case r.URL.Path == "/api/index.php/status":
		sandbox.Answer(w, 200, map[string]any{"success": map[string]any{"code": 200, "dolibarr_version": "19.0.2", "access_locked": "0"}})
	case r.URL.Path == "/api/index.php/setup/extrafields" && r.Method == http.MethodGet:
		f.setup(w, r.URL.Query().Get("elementtype"))
	case t == nil:
		fail(w, 404, "")
	case len(parts) == 1 && r.Method == http.MethodGet:
		f.list(w, t, r.URL.Query())
	case n == 0 || t.rows[n] == nil:
		fail(w, 404, t.one+" not found")
	case r.Method == http.MethodGet:
		sandbox.Answer(w, 200, f.show(t, t.rows[n]))
	case r.Method == http.MethodPut:
		f.update(w, t, n, body)
	default:
		fail(w, 405, "")
	}
}

// setup lists extra fields; without any the answer is an empty list.
func (f *Fake) setup(w http.ResponseWriter, element string) {
	object := map[string]string{"societe": "thirdparties", "commande": "orders", "facture": "invoices"}[element]
	switch {
	case f.hidden:
		fail(w, 403, "Only an admin user can use this API")
	case object == "" || len(f.tables[object].extra) == 0:
		sandbox.Answer(w, 200, []any{})
	default:
		sandbox.Answer(w, 200, map[string]any{element: f.tables[object].extra})
	}
}

// show writes a record: numbers and booleans as texts, stamps as seconds, extra
// fields as a list where there is none.
func (f *Fake) show(t *fakeTable, row map[string]any) map[string]any {
	out := map[string]any{"id": strconv.Itoa(row["id"].(int)), "date_creation": row["date_creation"].(time.Time).Unix(), "date_modification": row["tms"].(time.Time).Unix()}
	for _, name := range t.plain {
		v := row[name]
		switch text := fmt.Sprint(v); {
		case v == nil:
			out[name] = nil
		case slices.Contains([]string{"capital", "total_ht", "total_tva", "total_ttc"}, name) && !strings.Contains(text, "."):
			out[name] = text + ".00000000"
		case slices.Contains([]string{"date", "date_lim_reglement", "date_validation"}, name):
			day, err := time.ParseInLocation(time.DateOnly, text, f.zone)
			if err != nil {
				panic("dolibarr: the fake wants days such as 2026-03-01")
			}
			out[name] = day.Unix()
		default:
			out[name] = text
		}
	}
	extra := map[string]any{}
	for name := range t.extra {
		extra["options_"+name] = nil
		if v := row["options_"+name]; v != nil {
			extra["options_"+name] = fmt.Sprint(v)
		}
	}
	out["array_options"] = extra
	if len(extra) == 0 {
		out["array_options"] = []any{}
	}
	return out
}

// list answers 404 where nothing is found, and 503 with the database's words for a
// condition that it cannot read.
func (f *Fake) list(w http.ResponseWriter, t *fakeTable, q url.Values) {
	limit, page := 100, 0
	for name, into := range map[string]*int{"limit": &limit, "page": &page} {
		if q.Has(name) {
			*into, _ = strconv.Atoi(q.Get(name))
		}
	}
	if q.Get("sortfield") != "t.rowid" || q.Get("sortorder") != "ASC" {
		fail(w, 503, "Error when retrieve list: the fake sorts by t.rowid alone")
		return
	}
	fits := func(map[string]any) bool { return true }
	if text := q.Get("sqlfilters"); text != "" {
		p := &filterParser{text: text, zone: f.zone}
		if fits = p.all(); p.bad != "" || p.at < len(text) {
			fail(w, 503, "Error when validating parameter sqlfilters: "+p.bad)
			return
		}
	}
	var hits []any
	skip := page * limit
	for _, n := range t.ids.All() {
		row := t.rows[n]
		client := fmt.Sprint(row["client"])
		if q.Get("mode") == "1" && client != "1" && client != "3" || !fits(row) {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		if hits = append(hits, f.show(t, row)); len(hits) == limit {
			break
		}
	}
	if len(hits) == 0 {
		fail(w, 404, t.one+"s not found")
		return
	}
	sandbox.Answer(w, 200, hits)
}

// update takes what it knows and ignores the rest without a word; extra fields are
// replaced as a whole.
func (f *Fake) update(w http.ResponseWriter, t *fakeTable, n int, body []byte) {
	var in map[string]any
	if jsonvalue.Into(body, &in) != nil {
		fail(w, 400, "no JSON")
		return
	}
	fields := map[string]any{}
	for _, name := range t.plain {
		if v, ok := in[name]; ok {
			fields[name] = v
		}
	}
	if whole, ok := in["array_options"].(map[string]any); ok {
		for name, spec := range t.extra {
			v := whole["options_"+name]
			size, _ := strconv.Atoi(fmt.Sprint(spec["size"]))
			text := fmt.Sprint(v)
			if v != nil && spec["type"] == "varchar" && len([]rune(text)) > size {
				fail(w, 500, "Error 1406 Data too long for column '"+name+"' at row 1")
				return
			}
			if _, err := strconv.Atoi(text); v != nil && v != "" && spec["type"] == "int" && err != nil {
				fail(w, 500, "")
				return
			}
			fields["options_"+name] = v
		}
	}
	for name, v := range fields {
		if have := t.rows[n][name]; fmt.Sprint(have) != fmt.Sprint(v) && (have != nil || v != nil && v != "") {
			f.Changed(strconv.Itoa(n))
			break
		}
	}
	t.put(n, fields, f.Clock.Now().Truncate(time.Second))
	sandbox.Answer(w, 200, f.show(t, t.rows[n]))
}

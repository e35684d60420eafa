package singer

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// record writes a RECORD of the stream.
func record(id, more string) string {
	return `{"type":"RECORD","stream":"customers","record":{"id":` + id + more + "}}\n"
}

const schema = `{"type":"SCHEMA","stream":"customers","schema":{"properties":{}},"key_properties":["id"]}` + "\n"

func TestRowsAndTheStateThatCoversThemLeaveTogether(t *testing.T) {
	s := newStage(t, isIncremental, nil, nil,
		schema+record("1", `,"seen":"2026-01-02T03:04:05"`)+`{"type":"state","value":{"bookmarks":{"customers":1}}}`+"\n"+record("2", "")+record("3", "")+record("4", "")+"!say CRITICAL upstream fell over\n!exit 1",
		record("5", "")+`{"type":"STATE","value":{"bookmarks":{"customers":5}}}`)
	err := s.pull(2)
	if connectors.KindOf(err) != connectors.KindUnavailable || !strings.Contains(err.Error(), "upstream fell over") {
		t.Errorf("err is %v", err)
	}
	if got := s.seen(); got != "1 2 3 4" {
		t.Errorf("rows %s", got)
	}
	for _, p := range s.pages {
		if p.Last || p.Next != s.pages[0].Next || !strings.Contains(string(p.Next), `"customers":1`) {
			t.Errorf("a page of a failed run moves on to %s, last %v", p.Next, p.Last)
		}
	}
	if at := s.pages[0].Records[0].Modified; !at.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("modified %v", at)
	}
	if err := s.pull(2); err != nil || s.seen() != "5" || !s.last().Last || s.last().Complete {
		t.Errorf("the next run: %v, %s, %+v", err, s.seen(), s.last())
	}
	if got := string(s.got(2)["--state"]); got != `{"bookmarks":{"customers":1}}` {
		t.Errorf("the tap was handed the state %s", got)
	}
	if s.got(1)["--state"] != nil {
		t.Error("a first run has a state")
	}
}

func TestOnlyTheStreamAndTheColumnsWantedAreSelected(t *testing.T) {
	s := newStage(t, isIncremental, nil, nil, schema)
	if err := s.pull(10); err != nil {
		t.Fatal(err)
	}
	cat, err := parseCatalog(s.got(1)["--catalog"])
	if err != nil {
		t.Fatal(err)
	}
	one, _ := cat.stream("crm-customers")
	other, _ := cat.stream("orders")
	if m := metadata(one); m["selected"] != true || m["replication-method"] != "INCREMENTAL" || m["replication-key"] != "seen" || metadata(other)["selected"] != false {
		t.Errorf("streams %v, %v", metadata(one), metadata(other))
	}
	for name, want := range map[string]bool{"id": true, "name": true, "secret": false} {
		if got := metadata(one, "properties", name)["selected"]; got != want {
			t.Errorf("%s selected: %v", name, got)
		}
	}
}

func TestAWholeTableThatWentWellShowsWhatIsGone(t *testing.T) {
	const active = `{"type":"ACTIVATE_VERSION","stream":"customers","version":7}` + "\n"
	v := func(id string, version string) string {
		return `{"type":"RECORD","stream":"customers","version":` + version + `,"record":{"id":` + id + "}}\n"
	}
	for name, c := range map[string]struct {
		run      string
		complete bool
	}{
		"without versions":             {schema + record("1", ""), true},
		"an empty table":               {schema, true},
		"activated at both ends":       {schema + active + v("1", "7") + active, true},
		"activated at the start only":  {schema + active + v("1", "7"), true},
		"a row of an older version":    {schema + active + v("1", "6") + v("2", "7"), false},
		"activated, but no row of it":  {schema + active, false},
		"a row that cannot be read":    {schema + record("1", "") + record("null", ""), false},
		"a record that is no object":   {schema + `{"type":"RECORD","stream":"customers","record":7}`, false},
		"rows of another stream only":  {schema + `{"type":"RECORD","stream":"parents","record":{"id":9}}`, true},
		"messages of unknown types":    {schema + `{"type":"HELLO"}` + "\nnot json\n\ufeff\n" + record("1", ""), true},
		"a number that JSON does lack": {schema + record("1", `,"x":NaN`), true},
	} {
		s := newStage(t, "", nil, nil, c.run)
		if err := s.pull(10); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := s.last(); !got.Last || got.Complete != c.complete {
			t.Errorf("%s: complete is %v", name, got.Complete)
		}
	}
}

func TestAWholeTableThatWasCutOffIsNotComplete(t *testing.T) {
	s := newStage(t, "", nil, nil, record("1", "")+`{"type":"STATE","value":{"offset":1}}`+"\n"+record("2", "")+"!exit 1", record("2", ""), record("1", ""))
	if err := s.pull(1); err == nil {
		t.Fatal("the run that was cut off went well")
	}
	if err := s.pull(1); err != nil || s.last().Complete {
		t.Errorf("the rest of a pass: %v, complete %v", err, s.last().Complete)
	}
	if err := s.pull(1); err != nil || !s.last().Complete {
		t.Errorf("a pass of its own: %v, complete %v", err, s.last().Complete)
	}
}

func TestRowsThatAreGoneAreTold(t *testing.T) {
	s := newStage(t, "", nil, nil, record("1", `,"_sdc_deleted_at":"2026-01-01T00:00:00Z"`)+record("2", `,"_sdc_deleted_at":null`)+record("9007199254740993", ""))
	if err := s.pull(10); err != nil || s.seen() != "2 9007199254740993 -1" {
		t.Errorf("%v, %s", err, s.seen())
	}
}

func TestKeysComeFromTheOptionsTheMessagesOrTheCatalog(t *testing.T) {
	s := newStage(t, "", nil, map[string]any{"key": []any{"unit", "no"}}, schema+`{"type":"RECORD","stream":"customers","record":{"id":1,"unit":"a|b","no":7}}`)
	if err := s.pull(10); err != nil || s.seen() != `a\|b|7` {
		t.Errorf("%v, %s", err, s.seen())
	}
	s = newStage(t, "", nil, nil, strings.Replace(schema, `["id"]`, `"no"`, 1)+`{"type":"RECORD","stream":"customers","record":{"id":1,"no":8}}`)
	if err := s.pull(10); err != nil || s.seen() != "8" {
		t.Errorf("%v, %s", err, s.seen())
	}
}

func TestAConfigurationThatTheTapRewroteIsKept(t *testing.T) {
	s := newStage(t, "", nil, nil, `!config {"api_token":"neu8","start":1}`+"\n!exit 1", record("1", ""))
	if err := s.pull(10); err == nil {
		t.Fatal("exit 1 is no error")
	}
	if err := s.pull(10); err != nil {
		t.Fatal(err)
	}
	if got := string(s.got(2)["--config"]); got != `{"api_token":"neu8","start":1}` {
		t.Errorf("the next run got %s", got)
	}
	s.conn.stored.Base["start"] = "2" // edited by a person since
	s.write("run-3.jsonl", "")
	if err := s.pull(10); err != nil || !strings.Contains(string(s.got(3)["--config"]), "geheim9") {
		t.Errorf("%v, an edited configuration is handed over as %s", err, s.got(3)["--config"])
	}
}

func TestErrorsAreSortedAndHideSecrets(t *testing.T) {
	for said, kind := range map[string]connectors.Kind{
		"CRITICAL 401 Client Error: Unauthorized for url: https://x?token=geheim9": connectors.KindAuth,
		"CRITICAL Config is missing required keys: ['start_date']":                 connectors.KindInvalid,
		"requests.exceptions.ConnectionError: name not known":                      connectors.KindUnavailable,
	} {
		s := newStage(t, "", nil, nil, "!say Traceback (most recent call last):\n!say "+said+"\n!exit 1")
		if err := s.pull(10); connectors.KindOf(err) != kind || strings.Contains(err.Error(), "geheim9") {
			t.Errorf("%s gives %v", said, err)
		}
	}
	s := newStage(t, "", map[string]any{"idle_timeout": "200ms"}, nil, "!hang")
	if err := s.pull(10); connectors.KindOf(err) != connectors.KindUnavailable || !strings.Contains(err.Error(), "nothing for too long") {
		t.Errorf("a tap that hangs: %v", err)
	}
	s = newStage(t, "", map[string]any{"command": []any{"/no/such/tap"}}, nil)
	if err := s.conn.Check(t.Context()); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("a tap that is not there: %v", err)
	}
	s = newStage(t, "", nil, nil, `{"type":"BATCH","stream":"customers"}`)
	if err := s.pull(10); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("files: %v", err)
	}
}

func TestTheCatalogDescribesItself(t *testing.T) {
	s := newStage(t, isIncremental, nil, nil)
	if err := s.conn.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	objects, err := s.conn.Objects(t.Context())
	if err != nil || len(objects) != 2 || objects[0].Name != "crm-customers" {
		t.Fatalf("%v, %v", objects, err)
	}
	d, err := s.conn.Describe(t.Context(), "crm-customers")
	if err != nil || len(d.Fields) != 4 || d.Fields[0].Type != connectors.TypeNumber || !d.Fields[0].Required || d.Fields[1].Label != "名称" || d.Fields[3].Type != connectors.TypeTime {
		t.Errorf("%v, %+v", err, d.Fields)
	}
	if _, err := s.conn.Describe(t.Context(), "crm-customer"); connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "crm-customers") {
		t.Error(err)
	}
	_ = s.conn.Close()
	if err := s.conn.Check(t.Context()); err == nil {
		t.Error("a closed connector answers")
	}
}

func FuzzLine(f *testing.F) {
	for _, l := range []string{record("1", ""), schema, `{"type":"STATE","value":NaN}`, `{"type":7}`, "\x00", `{"type":"RECORD","record":{"id":{}}}`} {
		f.Add([]byte(l))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if m, ok := parseMessage(line); ok && m.Type == "" {
			t.Error("a message without a type")
		}
	})
}

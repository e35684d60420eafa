package airbyte

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

func record(id, more string) string {
	return `{"type":"RECORD","record":{"stream":"customers","emitted_at":1,"data":{"id":` + id + more + "}}}\n"
}

func stateOf(at, count string) string {
	return `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"customers"},"stream_state":{"at":` + at + `}},"sourceStats":{"recordCount":` + count + "}}}\n"
}

const ended = `{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"customers"},"status":"COMPLETE"}}}` + "\n"

func TestStatesCoverTheirRowsAndGoBackAsAnArray(t *testing.T) {
	s := newStage(t, nil, record("1", `,"updated":"2026-01-02T03:04:05Z"`)+stateOf("1", "1.0")+record("2", "")+record("3", "")+
		`{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"the API of geheim9 is down","failure_type":"transient_error"}}}`+"\n!exit 1",
		record("3", "")+stateOf("3", "1.0")+ended)
	err := s.pull(2)
	if connectors.KindOf(err) != connectors.KindUnavailable || !strings.Contains(err.Error(), "the API of *** is down") {
		t.Errorf("err is %v", err)
	}
	if s.seen() != "1 2 3" || s.pages[0].Records[0].Modified.IsZero() {
		t.Errorf("rows %s", s.seen())
	}
	if err := s.pull(2); err != nil || s.seen() != "3" || !s.last().Last || s.last().Complete {
		t.Errorf("the next run: %v, %s, %+v", err, s.seen(), s.last())
	}
	var handed []map[string]any
	if err := json.Unmarshal(s.got(2)["--state"], &handed); err != nil || len(handed) != 1 || handed[0]["type"] != "STREAM" || !strings.Contains(string(s.got(2)["--state"]), `"at":1`) {
		t.Errorf("%v, the source was handed %s", err, s.got(2)["--state"])
	}
	if s.got(1)["--state"] != nil {
		t.Error("a first run has a state")
	}
}

func TestALostLineStopsTheState(t *testing.T) {
	s := newStage(t, nil, record("1", "")+stateOf("1", "2.0")+ended)
	if err := s.pull(10); connectors.KindOf(err) != connectors.KindBug || !strings.Contains(err.Error(), "counts 2 records") {
		t.Errorf("err is %v", err)
	}
	if strings.Contains(string(s.cursor[""]), "at") {
		t.Errorf("the state was stored: %s", s.cursor[""])
	}
}

func TestTheConfiguredCatalog(t *testing.T) {
	s := newStage(t, nil, ended, ended)
	if err := s.pull(10, "name"); err != nil {
		t.Fatal(err)
	}
	text := string(s.got(1)["--catalog"])
	for _, want := range []string{`"sync_mode":"incremental"`, `"primary_key":[["id"]]`, `"cursor_field":["updated"]`, `"generation_id":0`, `"extra":9007199254740993`, `"name":{`, `"updated":{`} {
		if !strings.Contains(text, want) {
			t.Errorf("the catalog lacks %s: %s", want, text)
		}
	}
	if strings.Contains(text, "orders") {
		t.Error("another stream is selected")
	}
}

func TestAFullRefreshShowsWhatIsGoneAndStartsAnew(t *testing.T) {
	full := map[string]any{"sync_mode": "full_refresh"}
	done := `{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"customers"},"stream_state":{"__ab_full_refresh_sync_complete":true}}}}` + "\n"
	s := newStage(t, full, record("1", "")+done+ended, record("1", "")+stateOf("5", "1.0")+"!exit 1", record("2", "")+done+ended)
	if err := s.pull(10); err != nil || !s.last().Complete {
		t.Fatalf("%v, complete %v", err, s.last().Complete)
	}
	if err := s.pull(10); err == nil {
		t.Fatal("exit 1 is no error")
	}
	if s.got(2)["--state"] != nil {
		t.Error("a finished full refresh was handed back")
	}
	if err := s.pull(10); err != nil || s.last().Complete {
		t.Errorf("the rest of a refresh: %v, complete %v", err, s.last().Complete)
	}
	if !strings.Contains(string(s.got(3)["--state"]), `"at":5`) {
		t.Errorf("an unfinished one was handed back as %s", s.got(3)["--state"])
	}
	s = newStage(t, full, record("1", "")+record("null", "")+ended)
	if err := s.pull(10); err != nil || s.last().Complete || len(s.last().Rejected) != 1 {
		t.Errorf("with a bad row: %v, %+v", err, s.last())
	}
}

func TestAStreamThatWasNotReadToItsEndFails(t *testing.T) {
	s := newStage(t, nil, record("1", "")+strings.Replace(ended, "COMPLETE", "INCOMPLETE", 1))
	if err := s.pull(10); connectors.KindOf(err) != connectors.KindUnavailable || s.seen() != "1" {
		t.Errorf("%v, rows %s", err, s.seen())
	}
}

func TestAGlobalOrOldStateReplacesAll(t *testing.T) {
	global := `{"type":"STATE","state":{"type":"GLOBAL","global":{"shared_state":{"lsn":1},"stream_states":[]}}}` + "\n"
	old := `{"type":"STATE","state":{"data":{"customers":2}}}` + "\n"
	s := newStage(t, nil, record("1", "")+global+ended, record("2", "")+old+ended, ended)
	for _, want := range []string{`"lsn":1`, `"customers":2`} {
		if err := s.pull(10); err != nil || !strings.Contains(string(s.cursor[""]), want) {
			t.Errorf("%v, cursor %s", err, s.cursor[""])
		}
	}
}

func TestAConfigurationThatTheSourceChangesIsKeptAtOnce(t *testing.T) {
	s := newStage(t, nil, `{"type":"CONTROL","control":{"type":"CONNECTOR_CONFIG","emitted_at":1,"connectorConfig":{"config":{"auth":{"pin":"neu8"}}}}}`+"\n!exit 1", ended)
	if err := s.pull(10); err == nil {
		t.Fatal("exit 1 is no error")
	}
	if err := s.pull(10); err != nil || string(s.got(2)["--config"]) != `{"auth":{"pin":"neu8"}}` {
		t.Errorf("%v, the next run got %s", err, s.got(2)["--config"])
	}
}

func TestWhatTheSourceRefuses(t *testing.T) {
	s := newStage(t, nil, `{"type":"TRACE","trace":{"type":"ERROR","emitted_at":1,"error":{"message":"Invalid credentials","failure_type":"config_error"}}}`+"\n!exit 1")
	if err := s.pull(10); connectors.KindOf(err) != connectors.KindAuth {
		t.Errorf("err is %v", err)
	}
	s = newStage(t, nil)
	s.write("check.jsonl", `{"type":"CONNECTION_STATUS","connectionStatus":{"status":"FAILED","message":"pin geheim9 is wrong"}}`)
	if err := s.conn.Check(t.Context()); connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "geheim9") {
		t.Errorf("err is %v", err)
	}
	s.write("check.jsonl", good)
	if err := s.conn.Check(t.Context()); err != nil {
		t.Error(err)
	}
	d, err := s.conn.Describe(t.Context(), "customers")
	if err != nil || len(d.Fields) != 3 || d.Fields[2].Type != connectors.TypeTime {
		t.Errorf("%v, %+v", err, d)
	}
	if _, err := s.conn.Describe(t.Context(), "orders"); connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "shop.orders") {
		t.Errorf("err is %v", err)
	}
}

func FuzzLine(f *testing.F) {
	for _, l := range []string{record("1", ""), stateOf("1", "NaN"), ended, both, `{"type":7}`, "\x00", `{"type":"STATE","state":[]}`} {
		f.Add([]byte(l))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if m, ok := parseMessage(line); ok && m.Type == "" {
			t.Error("a message without a type")
		}
	})
}

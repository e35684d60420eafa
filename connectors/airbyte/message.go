package airbyte

import (
	"encoding/json"
	"strings"

	"github.com/tierloop/tierloop/connectors/bridge"
)

// message is the envelope of a line. Payloads that are not always wanted stay as
// they were written.
type message struct {
	Type   string `json:"type"`
	Record *struct {
		Stream    string          `json:"stream"`
		Namespace string          `json:"namespace"`
		Data      json.RawMessage `json:"data"`
	} `json:"record"`
	State   json.RawMessage `json:"state"`
	Status  *status         `json:"connectionStatus"`
	Catalog json.RawMessage `json:"catalog"`
	Spec    *struct {
		Schema map[string]any `json:"connectionSpecification"`
	} `json:"spec"`
	Log *struct {
		Level   string `json:"level"`
		Message string `json:"message"`
	} `json:"log"`
	Trace   *trace `json:"trace"`
	Control *struct {
		Type   string `json:"type"`
		Config struct {
			Config json.RawMessage `json:"config"`
		} `json:"connectorConfig"`
	} `json:"control"`
}

type status struct {
	Status  string `json:"status"`
	Message string `json:"message"`
}

type trace struct {
	Type  string `json:"type"`
	Error *struct {
		Message     string `json:"message"`
		FailureType string `json:"failure_type"`
	} `json:"error"`
	Stream *struct {
		Descriptor descriptor `json:"stream_descriptor"`
		Status     string     `json:"status"`
	} `json:"stream_status"`
}

type descriptor struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
}

func (d descriptor) full() string {
	if d.Namespace == "" {
		return d.Name
	}
	return d.Namespace + "." + d.Name
}

// parseMessage reads a line; false when it is none of the protocol.
func parseMessage(line []byte) (message, bool) {
	m, ok := bridge.ParseLine[message](line)
	m.Type = strings.ToUpper(m.Type)
	return m, ok && m.Type != ""
}

// answers collects what a command other than read answers.
type answers struct {
	status  *status
	catalog json.RawMessage
	spec    map[string]any
}

func (a *answers) line(m message) error {
	switch {
	case m.Status != nil:
		a.status = m.Status
	case m.Catalog != nil:
		a.catalog = m.Catalog
	case m.Spec != nil:
		a.spec = m.Spec.Schema
	}
	return nil
}

// state is what a STATE message holds, without what it covers.
type state struct {
	Type   string `json:"type"`
	Stream *struct {
		Descriptor descriptor      `json:"stream_descriptor"`
		State      json.RawMessage `json:"stream_state"`
	} `json:"stream"`
	Source *struct {
		Records *float64 `json:"recordCount"`
	} `json:"sourceStats"`
}

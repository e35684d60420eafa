package singer

import (
	"encoding/json"
	"strings"

	"github.com/tierloop/tierloop/connectors/bridge"
)

// message is the envelope of a line; a record is decoded only when it is wanted.
type message struct {
	Type          string          `json:"type"`
	Stream        string          `json:"stream"`
	Record        json.RawMessage `json:"record"`
	Value         json.RawMessage `json:"value"`
	Version       *json.Number    `json:"version"`
	KeyProperties any             `json:"key_properties"`
}

// parseMessage reads a line; false when it is none of the protocol.
func parseMessage(line []byte) (message, bool) {
	m, ok := bridge.ParseLine[message](line)
	m.Type = strings.ToUpper(m.Type)
	return m, ok && m.Type != ""
}

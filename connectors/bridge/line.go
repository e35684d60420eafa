package bridge

import "encoding/json"

// ParseLine reads a line of a protocol into what message points to; false when it is no
// object. NaN and infinities, which are no JSON, are read as nothing.
func ParseLine[M any](line []byte) (message M, ok bool) {
	if len(line) == 0 || line[0] != '{' {
		return message, false
	}
	if json.Unmarshal(line, &message) == nil {
		return message, true
	}
	var again M
	return again, json.Unmarshal(WithoutNaN(line), &again) == nil
}

package connectors

import "github.com/tierloop/tierloop/model"

// Standing compares a record just read with an item: Unchanged when it holds every
// value already, Conflict when one that would be written is not as expected, "" when
// it is to be written.
func Standing(item PushItem, live model.Record) Outcome {
	done := true
	for name, v := range item.Fields {
		now := TextOf(live.Fields[name])
		if SameText(now, TextOf(v)) {
			continue
		}
		done = false
		if old, known := item.Expect[name]; known && !SameText(now, TextOf(old)) {
			return Conflict
		}
	}
	if done {
		return Unchanged
	}
	return ""
}

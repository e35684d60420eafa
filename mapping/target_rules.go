package mapping

import "maps"

// TargetRules are the rules of the write-back fields by field, nil without
// write-back.
func (m *Mapping) TargetRules() map[string]TargetRule {
	if m.file.Writeback == nil {
		return nil
	}
	return maps.Clone(m.file.Writeback.Fields)
}

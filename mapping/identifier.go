package mapping

import (
	"slices"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// identifiers reads one typed number, or several. A number that is not valid
// for the field's type but is for another one gets that type: old records hold
// a registration number or an organisation code where the unified code belongs.
func (j *job) identifiers(r *rule, f map[string]any, out *model.Customer) {
	if !j.read(r, f) {
		return
	}
	for _, text := range j.texts {
		id := clean.Identify(r.spec.name, text)
		if !id.Valid {
			if kind := clean.GuessKind(text); kind != "" && kind != r.spec.name {
				if other := clean.Identify(kind, text); other.Valid {
					id = other
				}
			}
		}
		mapped := model.Identifier{Type: id.Kind, Value: id.Value, Valid: id.Valid}
		if !id.Valid {
			mapped.Value, mapped.Reason = text, id.Reason
			j.note(r, CodeIdentifier, id.Reason)
		}
		if !slices.Contains(out.Identifiers, mapped) {
			out.Identifiers = append(out.Identifiers, mapped)
		}
	}
}

package matching

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Models are the models of both kinds; nil where there were no records of a kind
// to train one on.
type Models struct {
	Organisations *Model `json:"organisations,omitempty"`
	Persons       *Model `json:"persons,omitempty"`
}

// Text is the models as JSON, the same on every machine.
func (m Models) Text() ([]byte, error) { return json.Marshal(m) }

// Hash names what the models say: equal models have equal ones.
func (m Models) Hash() (string, error) {
	text, err := m.Text()
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:16], err
}

// ParseModels reads what Text wrote and checks it.
func ParseModels(text []byte) (Models, error) {
	var m Models
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Models{}, fmt.Errorf("matching models: %w", err)
	}
	for kind, k := range map[model.Kind]*Model{model.Organisation: m.Organisations, model.Person: m.Persons} {
		if k == nil {
			continue
		}
		if err := k.check(kind); err != nil {
			return Models{}, err
		}
	}
	return m, nil
}

// Unlearned are the fields that this program weighs and models of an earlier one
// say nothing of, as kind.field; they weigh as first guesses say.
func (m Models) Unlearned() (fields []string) {
	for _, k := range []struct {
		model *Model
		shape *shape
	}{{m.Organisations, companyShape()}, {m.Persons, personShape(nil)}} {
		if k.model == nil {
			continue
		}
		for i := range k.shape.fields {
			if f := &k.shape.fields[i]; k.model.field(f) < 0 {
				fields = append(fields, string(k.model.Kind)+"."+f.name)
			}
		}
	}
	return fields
}

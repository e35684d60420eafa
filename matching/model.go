package matching

import (
	"fmt"
	"math"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// ModelVersion is the version of the form of a Model.
const ModelVersion = 1

// Model is what training learned about the records of a kind. It is made when
// there is none, kept with the data, and used again, so that a scheduled run
// weighs as the one before; nothing trains silently.
type Model struct {
	Version int        `json:"version"`
	Kind    model.Kind `json:"kind"`
	// Records is how many records it was trained on.
	Records int `json:"records"`
	// Partners is how many other records of its person a record has, on average.
	Partners float64 `json:"partners"`
	// Home is the share of matches among records of one address, or of one
	// postcode and surname; Mail among those of one mail address or phone. Where
	// families are recorded they are low, and what a family shares says less.
	Home   float64      `json:"home"`
	Mail   float64      `json:"mail"`
	Fields []ModelField `json:"fields"`
	// Streams are what was learned about the sources of organisations, by name; of
	// one source alone nothing is.
	Streams []ModelStream `json:"streams,omitempty"`
}

// ModelField is what was learned about one field. The lists are by level, from
// the strongest agreement to the plain difference.
type ModelField struct {
	Field  string    `json:"field"`
	Levels []string  `json:"levels"`
	M      []float64 `json:"m"` // share of each level among matches
	U      []float64 `json:"u"` // and among other pairs
	// By is by how many bits stewards' answers moved each level, nil where they did not.
	By []float64 `json:"by,omitempty"`
}

// provisional is of how many records a model is no longer provisional: it stays as it is until somebody trains
// another one; one of fewer is made anew by a run.
const provisional = 10_000

// Outgrown says that a model was trained on few records and there are twice as
// many by now.
func (m *Model) Outgrown(records int) bool {
	return m != nil && m.Records < provisional && records >= 2*max(m.Records, 1)
}

// check says what is wrong with a model of a kind.
func (m *Model) check(kind model.Kind) error {
	if m.Version != ModelVersion || m.Kind != kind {
		return fmt.Errorf("matching model: version %d of kind %q, this program reads %d of %q", m.Version, m.Kind, ModelVersion, kind)
	}
	if !(m.Partners > 0) || m.Records < 0 || !(m.Home > 0 && m.Home < 1 && m.Mail > 0 && m.Mail < 1) {
		return fmt.Errorf("matching model: %d records with %v partners each, %v at home, %v by mail", m.Records, m.Partners, m.Home, m.Mail)
	}
	for _, f := range m.Fields {
		if len(f.M) != len(f.Levels) || len(f.U) != len(f.Levels) || f.By != nil && len(f.By) != len(f.Levels) {
			return fmt.Errorf("matching model: field %s has %d levels, %d and %d rates, %d moved", f.Field, len(f.Levels), len(f.M), len(f.U), len(f.By))
		}
		for i := range f.M {
			if !(f.M[i] > 0 && f.M[i] <= 1 && f.U[i] > 0 && f.U[i] <= 1) {
				return fmt.Errorf("matching model: field %s has rates outside 0 to 1", f.Field)
			}
		}
		for _, by := range f.By {
			if !(math.Abs(by) <= answersMost) {
				return fmt.Errorf("matching model: answers move field %s by %v bits, at most %v are", f.Field, by, answersMost)
			}
		}
	}
	for i := range m.Streams {
		if s := &m.Streams[i]; !(s.Own > 0) || s.Records < 0 || len(s.Shares) != i || slices.ContainsFunc(s.Shares, func(v float64) bool { return !(v >= 0 && v <= 1) }) {
			return fmt.Errorf("matching model: source %s/%s has %v own records for each of %d, and shares %v of %d others", s.Source, s.Object, s.Own, s.Records, s.Shares, i)
		}
	}
	if len(m.Streams) > streamsMost {
		return fmt.Errorf("matching model: %d sources, at most %d are read", len(m.Streams), streamsMost)
	}
	return nil
}

// model writes what was learned, rates cut to six digits so that the text is
// the same on every machine.
func (s *shape) model(kind model.Kind, records int, m, u rates) *Model {
	out := &Model{Version: ModelVersion, Kind: kind, Records: records, Partners: 0.5, Home: 0.5, Mail: 0.5}
	for i := range s.fields {
		f := ModelField{Field: s.fields[i].name, Levels: s.fields[i].levels}
		for l := 1; l < len(m[i]); l++ {
			f.M = append(f.M, digits6(m[i][l]))
			f.U = append(f.U, digits6(u[i][l]))
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

// rates are the model's rates in the order of the shape. A field that the model
// does not know, or knows with other levels, has its prior.
func (s *shape) rates(known *Model) (m, u rates) {
	m, u = newRates(s), newRates(s)
	for i := range s.fields {
		f := &s.fields[i]
		at := known.field(f)
		for l := range f.levels {
			switch {
			case at >= 0:
				m[i][l+1], u[i][l+1] = known.Fields[at].M[l], known.Fields[at].U[l]
			case f.prior != nil:
				m[i][l+1], u[i][l+1] = f.prior[l], float64(l+1)/float64(len(f.levels)*(len(f.levels)+1)/2)
			default:
				m[i][l+1], u[i][l+1] = 0.5, 0.5
			}
		}
	}
	return m, u
}

// field is the place of what a model says of a field with these levels, or -1.
func (m *Model) field(f *shapeField) int {
	return slices.IndexFunc(m.Fields, func(k ModelField) bool { return k.Field == f.name && slices.Equal(k.Levels, f.levels) })
}

// moved are by how much answers moved the levels of a field of the shape; nil:
// they did not.
func (m *Model) moved(f *shapeField) []float64 {
	at := m.field(f)
	if at < 0 {
		return nil
	}
	return m.Fields[at].By
}

func digits6(v float64) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

package mapping

import (
	"errors"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// raw is the single raw value of a field for numbers and dates.
func (j *job) raw(r *rule, fields map[string]any) (any, bool) {
	if r == nil {
		return nil, false
	}
	v, f := r.value(fields, &j.scratch)
	if f.code == CodeUnmapped && r.spec.kind == quantityValue {
		j.note(r, CodeDropped, f.reason)
		return nil, false
	}
	if f.code != "" {
		j.fatal(r.spec.name, r.where, f.code, f.reason)
		return nil, false
	}
	return v, true
}

// amount is absent when false; faults are reported.
func (j *job) amount(r *rule, fields map[string]any) (model.Amount, bool) {
	v, ok := j.raw(r, fields)
	if !ok {
		return 0, false
	}
	a, st, err := readAmount(v, r.as == asDecimalComma)
	if err != nil {
		code := CodeNumber
		if errors.Is(err, model.ErrOverflow) {
			code = CodeOverflow
		} else if errors.Is(err, errNumberShape) || errors.Is(err, errTruthNumber) {
			code = CodeShape
		}
		j.fatal(r.spec.name, r.where, code, err.Error())
		return 0, false
	}
	return a, st == present
}

// decimal is a number as plain decimal text.
func (j *job) decimal(r *rule, fields map[string]any) string {
	v, ok := j.raw(r, fields)
	if !ok {
		return ""
	}
	s, _, err := readNumber(v, r.as == asDecimalComma)
	if err != nil {
		j.note(r, CodeDropped, err.Error())
		return ""
	}
	return s
}

func (j *job) moment(r *rule, fields map[string]any) (moment, bool) {
	v, ok := j.raw(r, fields)
	if !ok {
		return moment{}, false
	}
	m, st, err := readMoment(v, r.as, r.loc)
	if err != nil {
		code := CodeDate
		if errors.Is(err, errDateShape) {
			code = CodeShape
		}
		j.fatal(r.spec.name, r.where, code, err.Error())
		return m, false
	}
	return m, st == present
}

func (j *job) date(r *rule, fields map[string]any) model.Date {
	m, ok := j.moment(r, fields)
	if !ok {
		return 0
	}
	return m.date(r.loc)
}

func (j *job) instant(r *rule, fields map[string]any) time.Time {
	m, ok := j.moment(r, fields)
	if !ok {
		return time.Time{}
	}
	return m.instant(r.loc)
}

// missing reports a required value that is absent, unless a fault of the same
// field was reported already.
func (j *job) missing(r *rule, code, reason string) {
	for _, p := range j.problems {
		if p.Fatal && p.Path == r.where {
			return
		}
	}
	j.fatal(r.spec.name, r.where, code, reason)
}

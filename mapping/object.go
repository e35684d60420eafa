package mapping

import (
	"slices"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// Object is the compiled rules of one object. It is safe for concurrent use.
type Object struct {
	// Hash names this version of the rules; a changed rule, table, zone or
	// normaliser gives another, and the rows are mapped again.
	Hash string

	name      string
	as        string
	orderKind model.OrderKind
	country   string
	skip      *expression
	rules     []*rule
	byField   map[string]*rule
	linesFrom *Path
	lineRules []*rule
	key       *Path // of the write-back target, see WritebackRule.Key

	// what ContentHash covers, and what SourceFields answers
	hashed     []Path
	lineHashed []Path
	asked      []string
}

// Result is what a record was mapped to: one of the pointers, or Skipped.
type Result struct {
	Customer  *model.Customer
	Order     *model.Order
	Activity  *model.Activity
	Reference *model.Reference
	Skipped   bool
}

// Problem is why a record, or one value of it, could not be mapped. Reason says
// what is wrong with the value but never shows it.
type Problem struct {
	Code   string // of Codes
	Field  string // the canonical field
	Path   string // the rule, inside the mapping file
	Reason string
	// Fatal problems quarantine the row; others are noted on a row that is taken.
	Fatal bool
}

// Fatal is the first fatal problem, nil when the row can be taken.
func Fatal(problems []Problem) *Problem {
	for i := range problems {
		if problems[i].Fatal {
			return &problems[i]
		}
	}
	return nil
}

// add registers a compiled rule, in the order of work.
func (o *Object) add(r *rule) {
	if o.byField == nil {
		o.byField = map[string]*rule{}
	}
	o.rules = append(o.rules, r)
	slices.SortStableFunc(o.rules, func(a, b *rule) int { return a.spec.rank - b.spec.rank })
	o.byField[r.spec.name] = r
}

// Name is the source's name of the object.
func (o *Object) Name() string { return o.name }

// IsReference says whether the object holds rates, own companies, scores or
// targets.
func (o *Object) IsReference() bool { return references[o.as] != nil }

// As is what the object is mapped as: customer, order, invoice, …
func (o *Object) As() string { return o.as }

// Country is the ISO country of phone numbers that name none.
func (o *Object) Country() string { return o.country }

// IsCustomer says whether the object holds customers.
func (o *Object) IsCustomer() bool { return o.as == "customer" }

// job is the state of one Map call.
type job struct {
	scratch
	o        *Object
	problems []Problem
}

var jobs = sync.Pool{New: func() any { return new(job) }}

// Map maps one record. unit is the source's fixed unit, "" when units come
// from a field. With a fatal problem the Result is empty. All problems of the
// record are reported, not only the first.
func (o *Object) Map(rec model.Record, source, unit string) (Result, []Problem) {
	j := jobs.Get().(*job)
	j.o, j.problems = o, nil
	defer func() {
		clear(j.values[:cap(j.values)])
		j.o, j.problems = nil, nil
		jobs.Put(j)
	}()
	if o.skip != nil {
		skip, err := o.skip.test(rec.Fields)
		if err != nil {
			j.fatal("skip", "objects."+o.name+".skip", CodeExprFailed, err.Error())
			return Result{}, j.problems
		}
		if skip {
			return Result{Skipped: true}, nil
		}
	}
	if rec.ID == "" {
		j.fatal("id", "objects."+o.name, CodeNoID, "the record has no id")
	}
	ref := model.Ref{Source: source, Object: o.name, ID: rec.ID}
	var res Result
	switch {
	case o.as == "customer":
		res.Customer = j.customer(rec, ref, unit)
	case o.as == "activity":
		res.Activity = j.activity(rec, ref, unit)
	case o.IsReference():
		res.Reference = j.referred(rec, ref)
	default:
		res.Order = j.order(rec, ref, unit)
	}
	if Fatal(j.problems) != nil {
		return Result{}, j.problems
	}
	return res, j.problems
}

func (j *job) fatal(field, where, code, reason string) {
	j.problems = append(j.problems, Problem{Code: code, Field: field, Path: where, Reason: reason, Fatal: true})
}

func (j *job) note(r *rule, code, reason string) {
	j.problems = append(j.problems, Problem{Code: code, Field: r.spec.name, Path: r.where, Reason: reason})
}

// read fills j.texts. A value that only a closed list or a reference cannot do
// without is fatal; of an optional text only the value is lost.
func (j *job) read(r *rule, fields map[string]any) bool {
	f := r.read(fields, &j.scratch)
	if f.code == "" {
		return len(j.texts) > 0
	}
	if f.code == CodeUnmapped && r.spec.words == nil && r.spec.name != "unit" && r.spec.name != "currency" && !r.spec.required {
		j.note(r, CodeDropped, f.reason)
		return len(j.texts) > 0
	}
	j.fatal(r.spec.name, r.where, f.code, f.reason)
	return false
}

// text is the single value of a field, "" when absent or faulty.
func (j *job) text(r *rule, fields map[string]any) string {
	if r == nil || !j.read(r, fields) {
		return ""
	}
	return j.one()
}

// word is text of a closed list; notations in capitals are taken too.
func (j *job) word(r *rule, fields map[string]any) string {
	s := j.text(r, fields)
	if s == "" {
		return ""
	}
	for _, w := range r.spec.words {
		if equalFold(s, w) {
			return w
		}
	}
	j.fatal(r.spec.name, r.where, CodeUnmapped, "the value is none of the words that "+r.spec.name+" takes; give the field a map")
	return ""
}

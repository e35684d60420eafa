package memory

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

// The objects that every System has; Put opens others.
const (
	Customers = "customer"
	Orders    = "order"
)

// System is a CRM in memory. It is safe for concurrent use.
type System struct {
	clock clock.Clock
	shape Shape

	mu      sync.Mutex
	objects map[string]*object
	nextID  int
	lose    int // pushes whose answer gets lost
	quota   *quota
	jobs    map[string]*job
	onCall  func(verb string) error
	calls   map[string]int
}

type object struct {
	rows   map[string]*row
	side   map[string]map[string]any // rows of the side form, by customer
	fields map[string]connectors.Field
	// learned are fields of no declared type, by the first value that they held.
	learned map[string]connectors.Field
}

// row is a record, or what is left of one.
type row struct {
	id         string
	fields     map[string]any
	categories map[string]string // child by parent category
	partition  string
	created    time.Time
	stamp      time.Time // of the last change
	visible    time.Time // pulls see the row from then on
	version    int
	gone       bool
	winner     string // of a merge that took this row
	locked     bool
}

type quota struct {
	left  int
	until time.Time
}

// New opens an empty system.
func New(clk clock.Clock, shape Shape) *System {
	s := &System{clock: clk, shape: shape, objects: map[string]*object{}, jobs: map[string]*job{}, calls: map[string]int{}}
	for _, name := range []string{Customers, Orders} {
		s.objects[name] = newObject()
	}
	s.objects[Customers].fields = standardTargets()
	return s
}

func newObject() *object {
	return &object{rows: map[string]*row{}, side: map[string]map[string]any{}, fields: map[string]connectors.Field{}, learned: map[string]connectors.Field{}}
}

// Put creates or changes a record as a person would: the given fields are set,
// others stay. It returns the id, which it makes when id is "".
func (s *System) Put(object, id string, fields map[string]any) string {
	return s.PutLate(object, id, fields, 0)
}

// PutLate is Put with a row that pulls see only some time later, under the
// earlier stamp, as after a long transaction.
func (s *System) PutLate(name, id string, fields map[string]any, later time.Duration) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.objects[name]
	if !ok {
		o = newObject()
		s.objects[name] = o
	}
	if id == "" {
		s.nextID++
		id = fmt.Sprintf("m%06d", s.nextID)
	}
	now := s.clock.Now()
	r := o.rows[id]
	if r == nil || r.gone {
		r = &row{id: id, fields: map[string]any{}, categories: map[string]string{}, created: now}
		o.rows[id] = r
	}
	for k, v := range fields {
		o.set(r, k, v)
	}
	if len(s.shape.Partitions) > 0 {
		r.partition = s.shape.Partitions[0]
		if org, ok := r.fields["org"].(string); ok && slices.Contains(s.shape.Partitions, org) {
			r.partition = org
		}
	}
	r.visible = now.Add(later)
	r.touch(now)
	return id
}

func (r *row) touch(now time.Time) {
	r.stamp = now
	r.version++
}

// AddField declares a field, or another type of one, as an admin would.
func (s *System) AddField(object string, f connectors.Field) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[object].fields[f.Name] = f
}

// RemoveField takes a field and its values away, as an admin would.
func (s *System) RemoveField(object, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[object]
	delete(o.fields, name)
	delete(o.learned, name)
	for _, r := range o.rows {
		delete(r.fields, name)
	}
}

// Delete removes a record.
func (s *System) Delete(object, id string) { s.remove(object, id, "") }

// Merge takes loser away in favour of winner, or both in favour of a third record
// that is like the winner; false when one does not exist.
func (s *System) Merge(object, loser, winner string) bool {
	fields, ok := s.Get(object, winner)
	if _, lost := s.Get(object, loser); !ok || !lost {
		return false
	}
	if s.shape.MergesAnew {
		third := s.Put(object, "", fields)
		s.remove(object, winner, third)
		winner = third
	}
	return s.remove(object, loser, winner)
}

func (s *System) remove(name, id, winner string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.live(name, id)
	if r == nil {
		return false
	}
	r.gone, r.winner = true, winner
	r.touch(s.clock.Now())
	delete(s.objects[name].side, id)
	return true
}

// Get reads a record's present fields, logical ones included.
func (s *System) Get(name, id string) (map[string]any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.live(name, id)
	if r == nil {
		return nil, false
	}
	return s.objects[name].read(r, nil), true
}

// IDs lists the live records in order.
func (s *System) IDs(name string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[name]
	if o == nil {
		return nil
	}
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(o.rows)) {
		if !o.rows[id].gone {
			ids = append(ids, id)
		}
	}
	return ids
}

// live is called with the lock held.
func (s *System) live(object, id string) *row {
	o := s.objects[object]
	if o == nil || o.rows[id] == nil || o.rows[id].gone {
		return nil
	}
	return o.rows[id]
}

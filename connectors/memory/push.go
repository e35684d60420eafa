package memory

import (
	"context"
	"fmt"
	"maps"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
)

func (p pushes) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	s := p.c.sys
	object = p.c.native(object)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.refuseBatch(object, batch); err != nil {
		return nil, err
	}
	if err := p.c.called("push", object); err != nil {
		return nil, err
	}
	results, err := s.take(object, batch)
	if err != nil {
		return nil, err
	}
	if err := p.c.called("pushed", object); err != nil {
		return nil, err
	}
	return results, nil
}

// refuseBatch sends back what the shape cannot take at all.
func (s *System) refuseBatch(object string, batch []connectors.PushItem) error {
	bug := func(format string, args ...any) error {
		return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Said: fmt.Sprintf(format, args...)}
	}
	if object != Customers {
		return &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only customers are written"}
	}
	if len(batch) > s.shape.batch() {
		return bug("%d items at once, at most %d", len(batch), s.shape.batch())
	}
	if s.shape.Write != connectors.WriteSharedValue {
		return nil
	}
	for _, item := range batch {
		if !maps.Equal(item.Fields, batch[0].Fields) {
			return bug("items with different values share no call")
		}
	}
	return nil
}

// take carries out a batch, or queues it as a job.
func (s *System) take(object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shape.Async {
		return s.queue(object, batch), nil
	}
	results, err := s.write(object, batch)
	if s.lose > 0 && err == nil {
		s.lose--
		for i := range results {
			results[i] = connectors.PushResult{ID: batch[i].ID, Outcome: connectors.Unknown, Err: &connectors.Error{
				Kind: connectors.KindUnavailable, Op: "push", System: Name, Object: object, ID: batch[i].ID, Said: "the answer got lost", Sent: true}}
		}
	}
	return results, err
}

// write is called with the lock held.
func (s *System) write(object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	results := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		results[i] = s.judge(object, item)
		if s.shape.Write == connectors.WriteAllOrNothing && len(batch) > 1 && failed(results[i].Outcome) {
			return nil, wholeBatch(object, results[i])
		}
	}
	for i, item := range batch {
		if results[i].Outcome == connectors.Written {
			s.apply(object, item)
		}
		if r := s.live(object, item.ID); r != nil {
			results[i].Version = strconv.Itoa(r.version)
		}
	}
	return results, nil
}

func failed(o connectors.Outcome) bool {
	return o == connectors.Rejected || o == connectors.Missing || o == connectors.Conflict
}

// wholeBatch is how an all-or-nothing system says that one item spoilt it.
func wholeBatch(object string, bad connectors.PushResult) error {
	kind := map[connectors.Outcome]connectors.Kind{connectors.Rejected: connectors.KindInvalid,
		connectors.Missing: connectors.KindNotFound, connectors.Conflict: connectors.KindConflict}[bad.Outcome]
	return &connectors.Error{Kind: kind, Op: "push", System: Name, Object: object, ID: bad.ID,
		Said: "nothing was written, since one record could not be"}
}

// judge says what a write of the item would come to. A value that already
// stands there is Unchanged even when the record moved: sending an item twice
// is harmless.
func (s *System) judge(object string, item connectors.PushItem) connectors.PushResult {
	res := connectors.PushResult{ID: item.ID, Outcome: connectors.Unchanged}
	r := s.live(object, item.ID)
	if r == nil {
		res.Outcome = connectors.Missing
		return res
	}
	reject := func(kind connectors.Kind, said, fix string) connectors.PushResult {
		res.Outcome = connectors.Rejected
		res.Err = &connectors.Error{Kind: kind, Op: "push", System: Name, Object: object, ID: item.ID, Said: said, Fix: fix}
		return res
	}
	o := s.objects[object]
	for field, v := range item.Fields {
		value, bad := s.accept(o, field, v)
		if bad != "" {
			return reject(connectors.KindInvalid, bad, "")
		}
		if !same(o.get(r, field), value) {
			res.Outcome = connectors.Written
		}
	}
	if res.Outcome == connectors.Unchanged {
		return res
	}
	if r.locked {
		return reject(connectors.KindConflict, "the record is locked by an approval", "Wait until the approval ends.")
	}
	if s.shape.Optimistic && s.moved(o, r, item) {
		res.Outcome = connectors.Conflict
	}
	return res
}

func (s *System) moved(o *object, r *row, item connectors.PushItem) bool {
	if item.Version != "" && item.Version != strconv.Itoa(r.version) {
		return true
	}
	for field, v := range item.Expect {
		if !same(o.get(r, field), v) {
			return true
		}
	}
	return false
}

func (s *System) apply(object string, item connectors.PushItem) {
	r, o := s.live(object, item.ID), s.objects[object]
	for field, v := range item.Fields {
		value, _ := s.accept(o, field, v) // judge accepted it
		o.set(r, field, value)
	}
	r.touch(s.clock.Now())
}

// same compares two values; an empty text is as good as none.
func same(a, b any) bool { return connectors.SameText(connectors.TextOf(a), connectors.TextOf(b)) }

package memory

import (
	"context"
	"fmt"
	"maps"

	"github.com/tierloop/tierloop/connectors"
)

// job is one item that waits for the system to get to it.
type job struct {
	object string
	item   connectors.PushItem
	polls  int
	done   *connectors.PushResult
}

// queue is called with the lock held.
func (s *System) queue(object string, batch []connectors.PushItem) []connectors.PushResult {
	results := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		handle := fmt.Sprintf("job-%d", len(s.jobs)+1)
		item.Fields = maps.Clone(item.Fields)
		s.jobs[handle] = &job{object: object, item: item, polls: s.shape.Polls}
		results[i] = connectors.PushResult{ID: item.ID, Outcome: connectors.Pending, Handle: handle}
	}
	return results
}

func (l collects) Collect(ctx context.Context, object string, handles []string) ([]connectors.PushResult, error) {
	s := l.c.sys
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := l.c.called("collect", l.c.native(object)); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	results := make([]connectors.PushResult, len(handles))
	for i, h := range handles {
		results[i] = s.collect(h)
	}
	return results, nil
}

func (s *System) collect(handle string) connectors.PushResult {
	j, ok := s.jobs[handle]
	if !ok {
		return connectors.PushResult{Outcome: connectors.Unknown, Handle: handle, Err: &connectors.Error{
			Kind: connectors.KindNotFound, Op: "collect", System: Name, Said: "no such job: " + handle, Sent: true}}
	}
	if j.done != nil {
		return *j.done
	}
	if j.polls > 0 {
		j.polls--
		return connectors.PushResult{ID: j.item.ID, Outcome: connectors.Pending, Handle: handle}
	}
	// One item at a time: a job of an all-or-nothing system fails alone here.
	results, _ := s.write(j.object, []connectors.PushItem{j.item}) // a single item is never an error
	results[0].Handle = handle
	j.done = &results[0]
	return results[0]
}

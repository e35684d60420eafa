package file

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// Push writes a result file with the rows that change, and then the state. When
// the program is killed between the two, the next run writes the same rows once
// more, which does no harm; a row is never left out.
func (c *Connector) Push(ctx context.Context, name string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	o, err := c.writable("push", name)
	if err != nil {
		return nil, err
	}
	c.write.Lock()
	defer c.write.Unlock()
	unlock, err := lock(c.out)
	if err != nil {
		return nil, c.fail("push", name, err)
	}
	defer unlock()
	s, err := c.loadState(o)
	if err != nil {
		return nil, c.fail("push", name, err)
	}
	ids := make([]string, len(batch))
	for i, item := range batch {
		ids[i] = item.ID
	}
	present, err := c.present(ctx, o, ids)
	if err != nil {
		return nil, err
	}
	results := make([]connectors.PushResult, len(batch))
	fields, changed := map[string]bool{}, map[string]bool{}
	ids = nil // from here on those that change
	for i, item := range batch {
		r := connectors.PushResult{ID: item.ID, Outcome: connectors.Missing}
		if _, there := present[item.ID]; there {
			r.Outcome, r.Err = c.decide(o, s, item)
		}
		if r.Outcome == connectors.Written {
			for f, v := range item.Fields {
				s.set(item.ID, f, connectors.TextOf(v))
				fields[f] = true
			}
			if !changed[item.ID] {
				changed[item.ID] = true
				ids = append(ids, item.ID)
			}
		}
		results[i] = r
	}
	if len(ids) == 0 {
		return results, nil
	}
	path, err := c.saveResult(o, s, ids, fields)
	if err == nil {
		if err = s.save(); err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}
	if err != nil {
		return nil, c.fail("push", name, err)
	}
	return results, nil
}

// decide says what is to be done with an item; Written means that it has to be.
func (c *Connector) decide(o object, s *state, item connectors.PushItem) (connectors.Outcome, error) {
	refuse := func(said, fix string) (connectors.Outcome, error) {
		e := c.invalid("push", o.name, said)
		e.ID, e.Fix = item.ID, fix
		return connectors.Rejected, e
	}
	same, expected := true, true
	for f, v := range item.Fields {
		text := connectors.TextOf(v)
		if len(text) > maxCell || strings.ContainsRune(text, 0) {
			return refuse("the value of "+f+" is longer than a cell may be, or holds a NUL character", "")
		}
		if !s.takes(o, f) {
			return refuse("no column "+f+" among the writable ones", "add it to the option writable, or run the command fields")
		}
		same = same && s.rows[item.ID][f] == text
	}
	for f, v := range item.Expect {
		if _, ours := item.Fields[f]; ours {
			expected = expected && s.rows[item.ID][f] == connectors.TextOf(v)
		}
	}
	switch {
	case same:
		return connectors.Unchanged, nil
	case !expected:
		return connectors.Conflict, nil
	}
	return connectors.Written, nil
}

func (c *Connector) writable(op, name string) (object, error) {
	o, err := c.configured(op, name)
	if err == nil && !o.writeback {
		err = &connectors.Error{Kind: connectors.KindUnsupported, Op: op, System: system, Object: name,
			Said: "the object takes no tiers", Fix: "set its option writeback to true"}
	}
	return o, err
}

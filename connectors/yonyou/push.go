package yonyou

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// echoed are the fields that an update must hold though they do not change; what it
// leaves out otherwise stays as it is, as long as blank is false.
var echoed = []string{"code", "name", "createOrgCode", "belongOrgCode", "enterpriseNature"}

// Push reads the customers in one call, since an update must repeat some of their
// fields, compares them with what is expected, and updates those that differ one
// call each. Lists inside a customer are never sent: the vendor would add their rows
// anew.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	if object != merchant {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only customers are written"}
	}
	fields := connectors.FieldsOf(batch)
	s, err := c.schemas.Fitting(ctx, "push", object, fields, (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	var ids []string
	for _, item := range batch {
		if isID(item.ID) {
			ids = append(ids, item.ID)
		}
	}
	rows, err := c.details(ctx, "push", ids)
	if err != nil {
		return nil, err
	}
	live := map[string]map[string]any{}
	for _, row := range rows {
		live[connectors.TextOf(row["id"])] = row
	}
	return connectors.PushEach(batch, func(item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
		return c.pushOne(ctx, s, item, live[item.ID], fields)
	})
}

// pushOne gives the outcome of one customer; stop says that it was not sent and that
// the next one would fare no better.
func (c *conn) pushOne(ctx context.Context, s *schema, item connectors.PushItem, row map[string]any, fields []string) (res connectors.PushResult, stop *connectors.Error) {
	res = connectors.PushResult{ID: item.ID, Outcome: connectors.Rejected}
	body, bad := c.update(s, item, row)
	if bad != nil {
		bad.Op, bad.System, bad.Object, bad.ID = "push", Name, merchant, item.ID
		res.Err = bad
		return res, nil
	}
	if row == nil {
		res.Outcome = connectors.Missing
		return res, nil
	}
	rec, err := s.record("push", row, fields)
	if err != nil {
		res.Err = err
		return res, nil
	}
	if res.Outcome = connectors.Standing(item, rec); res.Outcome != "" {
		return res, nil
	}
	var said frame
	err = c.call(ctx, rest.Call{Op: "push", Object: merchant, ID: item.ID, Endpoint: "update", Method: http.MethodPost, Path: "/yonbip/digitalModel/merchant/newupdate", JSON: body}, &said)
	if err == nil {
		res.Outcome = connectors.Written
		return res, nil
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: merchant, ID: item.ID, Sent: true, Err: err}
	}
	switch {
	case e.Stops() && !e.Sent:
		return res, e
	case e.Stops():
		res.Outcome, res.Err = connectors.Unknown, e
	default:
		res.Outcome, res.Err = connectors.Rejected, e
	}
	return res, nil
}

// update is what an update holds.
func (c *conn) update(s *schema, item connectors.PushItem, row map[string]any) (map[string]any, *connectors.Error) {
	body := map[string]any{"id": json.Number(item.ID), "blank": false}
	for _, name := range echoed {
		if v := row[name]; v != nil {
			body[name] = v
		}
	}
	if c.org != "" {
		body["belongOrgCode"] = c.org
	}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		v, bad := s.wire(name, item.Fields[name])
		if bad != nil {
			return nil, bad
		}
		group, inner, _ := strings.Cut(name, ".") // targets lie in a group
		if body[group] == nil {
			body[group] = map[string]any{}
		}
		body[group].(map[string]any)[inner] = v
	}
	return body, nil
}

package connectors

// PushEach writes the items of a batch one call each, for systems that take one
// record a call. one gives the outcome of an item; its error says that the item was
// not sent and that the next one would fare no better (quota, login, rate). That is
// the batch's error when nothing was sent before it, else the rest of the batch is
// Unknown with Sent false, which a reading back resolves.
func PushEach(batch []PushItem, one func(PushItem) (PushResult, *Error)) ([]PushResult, error) {
	results := make([]PushResult, 0, len(batch))
	begun := false
	for i, item := range batch {
		res, stop := one(item)
		if stop == nil {
			begun = begun || res.Outcome != Rejected
			results = append(results, res)
			continue
		}
		if !begun {
			return nil, stop
		}
		for _, left := range batch[i:] {
			results = append(results, Lost(left.ID, stop))
		}
		break
	}
	return results, nil
}

// Encode puts the items of a batch into the system's own form with row, for systems
// that take many records a call. at gives each row's place in the batch and in
// results, which hold the ids and are to be filled there: an item that row refuses is
// in no row and is Rejected already, with its error completed.
func Encode[R any](system, object string, batch []PushItem, row func(PushItem) (R, *Error)) (rows []R, at []int, results []PushResult) {
	results = make([]PushResult, len(batch))
	for i, item := range batch {
		results[i].ID = item.ID
		r, bad := row(item)
		if bad != nil {
			bad.Op, bad.System, bad.Object, bad.ID = "push", system, object, item.ID
			results[i].Outcome, results[i].Err = Rejected, bad
			continue
		}
		rows, at = append(rows, r), append(at, i)
	}
	return rows, at, results
}

// Lost is the result of a record that nobody knows of whether it was written, with
// what went wrong for it and maybe others.
func Lost(id string, failed *Error) PushResult {
	e := *failed
	e.ID = id
	return PushResult{ID: id, Outcome: Unknown, Err: &e}
}

// Stops says of an error of one item that the system stopped answering at all, so
// that no other item would fare better.
func (e *Error) Stops() bool {
	switch e.Kind {
	case KindUnavailable, KindBug, KindAuth, KindPermission, KindRateLimited, KindQuota:
		return true
	}
	return false
}

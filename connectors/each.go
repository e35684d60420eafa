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
			e := *stop
			e.ID = left.ID
			results = append(results, PushResult{ID: left.ID, Outcome: Unknown, Err: &e})
		}
		break
	}
	return results, nil
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

package writeback

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// item is all that a plan says about one record: its rows and what is pushed.
type item struct {
	target model.Ref
	rows   []model.PlanRow
	push   connectors.PushItem
}

// itemsOf groups plan rows by record, in the order of the plan.
func itemsOf(plan string, rows []model.PlanRow) []item {
	var out []item
	at := map[model.Ref]int{}
	for _, r := range rows {
		i, ok := at[r.Target]
		if !ok {
			i = len(out)
			at[r.Target] = i
			out = append(out, item{target: r.Target, push: connectors.PushItem{ID: r.Target.ID, Version: r.Version,
				Fields: map[string]any{}, Expect: map[string]any{}, Key: fmt.Sprintf("%s-%d", plan, r.Seq)}})
		}
		it := &out[i]
		it.rows = append(it.rows, r)
		it.push.Fields[r.Field] = fieldValue(r.New)
		if r.OldKnown {
			it.push.Expect[r.Field] = fieldValue(r.Old)
		}
	}
	return out
}

// fieldValue turns a plan's text into what Push takes: "" clears.
func fieldValue(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// batches cuts items into what the system takes in one call.
func batches(items []item, caps connectors.Caps) [][]item {
	size := max(1, caps.MaxPushBatch)
	if caps.Write == connectors.WriteOnePerCall {
		size = max(1, min(size, onePerCallBatch))
	}
	if caps.Write == connectors.WriteSharedValue {
		return sharedBatches(items, size)
	}
	return slices.Collect(slices.Chunk(items, size))
}

// onePerCallBatch bounds how many single calls one ledger transaction covers
// where the connector leaves it open.
const onePerCallBatch = 20

// sharedBatches puts items with equal fields together: such a system sets one
// payload on many ids.
func sharedBatches(items []item, size int) [][]item {
	groups := map[string][]item{}
	var order []string
	for _, it := range items {
		k := payloadKey(it.push.Fields)
		if _, ok := groups[k]; !ok {
			order = append(order, k)
		}
		groups[k] = append(groups[k], it)
	}
	var out [][]item
	for _, k := range order {
		out = slices.AppendSeq(out, slices.Chunk(groups[k], size))
	}
	return out
}

func payloadKey(fields map[string]any) string {
	names := make([]string, 0, len(fields))
	for n := range fields {
		names = append(names, n)
	}
	sort.Strings(names)
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintf(&b, "%q=%v\x00", n, fields[n])
	}
	return b.String()
}

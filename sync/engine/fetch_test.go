package engine

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/model"
)

// Of many changed customers the other members of their entities come in page by page,
// while golden records are written of those that are there; what is written is what
// an engine writes that knows nothing.
func TestMembersThatComeInPageByPageAreAllHeard(t *testing.T) {
	const companies = fetchPage + fetchPage/2
	warm := newWorld(t, memory.Full(), "")
	whole := *warm
	whole.open(filepath.Join(warm.dir, "whole.db"))
	save := func(w *world, list []model.Customer) {
		_, _, err := w.engine.MatchRows(context.Background(), Request{Job: "rows"}, func(save func([]model.Customer) error) error { return save(list) })
		if err != nil {
			t.Fatal(err)
		}
	}
	var all, changed []model.Customer
	for i := range companies {
		name := fmt.Sprintf("苏州泊岚%d号机电有限公司", i)
		c := model.Customer{Ref: model.Ref{Source: "cloud", Object: "customer", ID: fmt.Sprintf("c%04d", i)}, Kind: model.Organisation, Name: name,
			Names:     []model.Name{{Type: model.LegalName, Value: name}},
			Phones:    []model.Phone{{Raw: "1", E164: fmt.Sprintf("+86512%08d", 60_000_000+i)}},
			Addresses: []model.Address{{Country: "CN", Province: "江苏省", City: "苏州市", Street: fmt.Sprintf("星湖街%d号", i)}}}
		other := c
		other.Ref.Source, other.Emails = "iot", []string{fmt.Sprintf("info@bolan%d.cn", i)}
		all = append(all, c, other)
		c.Phones = []model.Phone{{Raw: "2", E164: fmt.Sprintf("+86512%08d", 70_000_000+i)}}
		changed = append(changed, c)
	}
	for _, w := range []*world{warm, &whole} {
		save(w, all)
	}
	whole.engine.warm.forget()
	for _, w := range []*world{warm, &whole} {
		save(w, changed)
	}
	if d := cmp.Diff(whole.written(), warm.written(), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(model.JournalEntry{}, "Run")); d != "" {
		t.Error(d)
	}
}

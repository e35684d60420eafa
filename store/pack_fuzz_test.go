package store

import (
	"slices"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// FuzzUnpack: a damaged pack is an error or some facts, never a panic; a sound one
// gives back as many facts as went in.
func FuzzUnpack(f *testing.F) {
	docs := []packedDoc{{stream: 1, id: "1", kind: "order", currency: "CNY", status: "done", date: 739_000, amount: -5, lines: []model.OrderLine{{Product: "钢", Amount: 7}, {}}},
		{stream: 1, id: "2", number: "2", kind: "invoice", date: 738_000, due: 739_100, open: 7, cost: 3, costed: 1, pre: 1, precedingID: "1"}}
	sound := pack(slices.Clone(docs), []packedActivity{{stream: 2, id: "v", kind: "visit", score: "4.5", at: 1_700_000_000_000_000}})
	f.Add(sound)
	f.Add(sound[:len(sound)-1])
	f.Add([]byte{packVersion, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, b []byte) {
		u := unpacker{ref: func(stream int64, id string) (model.Ref, error) { return model.Ref{Source: "s", ID: id}, nil }}
		orders, activities, err := u.unpack(string(b), model.Ref{}, true, nil, nil)
		if slices.Equal(b, sound) && (err != nil || len(orders) != 2 || len(activities) != 1 || orders[0].Lines[0] != (model.OrderLine{Product: "钢", Amount: 7}) || orders[1].Due != 739_100) {
			t.Errorf("%v %v %v", orders, activities, err)
		}
		if slices.Equal(b, sound[:len(sound)-1]) && err == nil {
			t.Error("a cut pack was read")
		}
	})
}

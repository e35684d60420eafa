package matching

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Comparing everything may leave lists half way; what it finds is what comparing
// row by row finds.
func TestComparingEverythingFindsWhatComparingRowsFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := messyRecords(t, 40)
		m, _ := Compile(Rules{BlockCap: rapid.IntRange(10, 20).Draw(t, "cap")})
		x := m.NewIndex()
		for i := range records {
			x.Upsert(&records[i])
		}
		x.Settle()
		var found [2][]edge
		for i, ordered := range []bool{true, false} {
			x.ordered = ordered
			x.edges.clear()
			for row := range x.table.rows {
				x.open(uint32(row))
			}
			x.stats.DroppedBy, x.stats.Dropped, x.stats.Pairs = map[string]int{}, 0, 0
			x.compare()
			for j := range x.edges.all {
				found[i] = append(found[i], x.edges.all[j].edge)
			}
			slices.SortFunc(found[i], func(a, b edge) int { return slices.Compare([]uint32{a.a, a.b}, []uint32{b.a, b.b}) })
			found[i] = append(found[i], edge{a: uint32(x.stats.Pairs), b: uint32(x.stats.Dropped)})
			for _, row := range x.pending.open {
				x.pending.isOpen[row] = false
			}
			x.pending.open, x.pending.moved = x.pending.open[:0], x.pending.moved[:0]
		}
		if d := cmp.Diff(found[0], found[1], cmp.AllowUnexported(edge{})); d != "" {
			t.Fatal(d)
		}
	})
}

func TestArrangedListsHoldTheirRowsInTheirOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLists()
		want := map[uint64][]uint32{}
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			key, row := rapid.Uint64Range(1, 20).Draw(t, "key")<<40, rapid.Uint32Range(0, 30).Draw(t, "row")
			if i := slices.Index(want[key], row); i >= 0 {
				l.remove(key, row)
				want[key] = slices.Delete(want[key], i, i+1)
			} else {
				l.add(key, row)
				want[key] = slices.Insert(want[key], 0, row)
			}
			if rapid.IntRange(0, 9).Draw(t, "arrange") == 0 {
				l.arrange()
			}
		}
		for key, rows := range want {
			var got []uint32
			l.rows(l.find(key), func(row uint32) bool { got = append(got, row); return true })
			if !slices.Equal(got, rows) || int(l.find(key).n) != len(rows) {
				t.Fatalf("%d rows %v, want %v", l.find(key).n, got, rows)
			}
		}
	})
}

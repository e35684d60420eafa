package matching

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func TestResultDependsOnTheSetAlone(t *testing.T) {
	records, _ := synthetic(3000, 3)
	m := matcher(t, Rules{})
	decisions := []model.Decision{
		{A: records[1].Ref, B: records[900].Ref, Verdict: model.Same},
		{A: records[5].Ref, B: records[6].Ref, Verdict: model.Different},
		{A: records[40].Ref, B: records[41].Ref, Verdict: model.Different},
	}
	want := byRef(records, m.Match(records, decisions))
	for round := range 4 {
		g := rand.New(rand.NewPCG(uint64(round), 2))
		shuffled := slices.Clone(records)
		g.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		mixed := slices.Clone(decisions)
		slices.Reverse(mixed)
		old := runtime.GOMAXPROCS([]int{1, 2, 8, 1}[round])
		got := byRef(shuffled, m.Match(shuffled, mixed))
		runtime.GOMAXPROCS(old)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("round %d: %s", round, d)
		}
	}
}

// plain is a result without indexes.
type plain struct {
	Clusters [][]model.Ref
	Evidence [][]model.Evidence
	Doubts   []model.Doubt
	Relate   []Relation
	Stats    Stats
}

func byRef(records []Record, r Result) plain {
	p := plain{Evidence: r.Evidence, Doubts: r.Doubts, Relate: r.BelongsTo, Stats: r.Stats}
	for _, c := range r.Clusters {
		var refs []model.Ref
		for _, i := range c {
			refs = append(refs, records[i].Ref)
		}
		p.Clusters = append(p.Clusters, refs)
	}
	return p
}

func TestExplainIsSymmetricAndAddsUp(t *testing.T) {
	records, _ := synthetic(600, 11)
	m := matcher(t, Rules{})
	ctx := Context{Counts: m.Count(records)}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(records)-1).Draw(t, "a")
		j := rapid.IntRange(0, len(records)-1).Draw(t, "b")
		x, y := m.Explain(records[i], records[j], ctx), m.Explain(records[j], records[i], ctx)
		sum := 0.0
		for k := range x.Fields {
			sum += x.Fields[k].Bits
			x.Fields[k].A, x.Fields[k].B = x.Fields[k].B, x.Fields[k].A
		}
		if d := cmp.Diff(y, x); d != "" {
			t.Fatal(d)
		}
		if sum-x.Total > 1e-6 || x.Total-sum > 1e-6 {
			t.Fatalf("fields sum to %v, total is %v", sum, x.Total)
		}
	})
}

// Every pair inside a cluster passes every gate, every record is in one
// cluster, and the evidence of every member leads to the founder.
func TestClustersKeepTheirPromises(t *testing.T) {
	records, _ := synthetic(4000, 5)
	m := matcher(t, Rules{})
	r := m.Match(records, nil)
	seen := make([]bool, len(records))
	for ci, c := range r.Clusters {
		with := map[model.Ref]model.Ref{}
		for k, i := range c {
			if seen[i] {
				t.Fatalf("record %d is in two clusters", i)
			}
			seen[i] = true
			with[records[i].Ref] = r.Evidence[ci][k].With
			for _, j := range c[:k] {
				if e := m.Explain(records[i], records[j], Context{Counts: r.Counts}); len(e.Gates) > 0 {
					t.Fatalf("%s and %s are one cluster against gates %v", records[i].Ref, records[j].Ref, e.Gates)
				}
			}
		}
		for k, i := range c {
			steps, at := 0, records[i].Ref
			for ; !with[at].IsZero() && steps <= len(c); steps++ {
				at = with[at]
			}
			if at != records[c[0]].Ref {
				t.Fatalf("evidence of member %d of cluster %d leads to %s, not to the founder", k, ci, at)
			}
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Fatalf("record %d is in no cluster", i)
	}
}

func TestSyntheticCompaniesAreFound(t *testing.T) {
	records, truth := synthetic(5000, 9)
	r := matcher(t, Rules{}).Match(records, nil)
	if p, q := quality(r.Clusters, truth); p < 0.99 || q < 0.95 {
		t.Errorf("precision %.4f recall %.4f", p, q)
	}
}

func TestLongListsAreSplitAndCounted(t *testing.T) {
	var records []Record
	for i := range 60 {
		region := []string{"广州", "成都", "武汉"}[i%3]
		records = append(records, customer(fmt.Sprintf("%03d", i), region+"华达鑫"+[]string{"科技", "食品"}[i/3%2]+"有限公司"))
	}
	r := matcher(t, Rules{BlockCap: 12, AlarmSize: 5}).Match(records, nil)
	if r.Stats.Capped == 0 || r.Stats.Dropped == 0 {
		t.Errorf("a list of 60 under a cap of 12 was not counted: %+v", r.Stats)
	}
	if r.Stats.Clusters != 6 {
		t.Errorf("got %d clusters, want the six companies", r.Stats.Clusters)
	}
	if len(r.Alarms) != 6 || r.Alarms[0].Code != "cluster-size" || r.Alarms[0].Members != 10 {
		t.Errorf("got alarms %+v, want one for each cluster of ten", r.Alarms)
	}
}

func TestALongBrandStillMeetsByTradeOrCity(t *testing.T) {
	there := func(c *model.Customer) { c.Addresses = []model.Address{{City: "广州市"}} }
	records := []Record{customer("a", "华达鑫医药有限公司", there), customer("b", "广州华达鑫医药有限公司", there)}
	for i, region := range []string{"成都", "武汉", "杭州", "南京", "西安", "天津", "大连", "青岛", "苏州", "长沙", "昆明", "福州"} {
		records = append(records, customer(fmt.Sprint(i), region+"华达鑫食品有限公司"))
	}
	if r := matcher(t, Rules{BlockCap: 10}).Match(records, nil); len(r.Clusters) != 13 {
		t.Errorf("the two of one trade did not meet: %+v", r.Stats)
	}
}

func TestRecordsWithoutAnyContentStayAlone(t *testing.T) {
	r := matcher(t, Rules{}).Match([]Record{customer("1", "无"), customer("2", ""), customer("3", "无", phone("+8613800138000"))}, nil)
	if len(r.Clusters) != 3 {
		t.Errorf("got %v", r.Clusters)
	}
	if r := matcher(t, Rules{}).Match(nil, nil); len(r.Clusters) != 0 {
		t.Errorf("no records gave %v", r.Clusters)
	}
}

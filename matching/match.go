package matching

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Match clusters the records. Refs must be unique. The result depends on the
// set of records and decisions alone, not on their order.
func (m *Matcher) Match(records []Record, decisions []model.Decision) Result {
	run := m.newRun(records, decisions)
	t, s := run.table, run.scorer
	b := s.block(t, m.rules.BlockCap)
	c := m.compare(s, t, b, run.verdicts)
	run.forest = newForest(m, s, t, run.verdicts)
	conflicts := run.forest.bind()
	run.forest.grow(c.edges)

	r := Result{Counts: s.counts, Stats: Stats{
		Records: len(records), Keys: b.keys, Capped: b.capped, Dropped: b.dropped, Pairs: c.pairs,
		Merges: len(run.forest.tree), Refused: len(run.forest.refused), Gated: map[string]int{},
	}}
	for i, n := range c.gated {
		if n > 0 {
			r.Stats.Gated[gateNames[i]] = n
		}
	}
	for _, e := range c.edges {
		if e.gates == 0 {
			r.Stats.Edges++
		}
	}
	run.clusters(&r)
	run.alarms(&r)
	for _, e := range conflicts {
		r.Conflicts = append(r.Conflicts, run.doubt(e, "steward-same"))
	}
	r.Doubts = run.doubts(c.edges)
	r.BelongsTo = run.relations(c.edges)
	return r
}

// run is one matching at work. Rows are numbered in the order of Refs.
type run struct {
	m        *Matcher
	records  []Record // as given
	order    []int    // row → index into records
	table    *table
	scorer   *scorer
	verdicts verdicts
	forest   *forest
}

func (m *Matcher) newRun(records []Record, decisions []model.Decision) *run {
	r := &run{m: m, records: records, order: make([]int, len(records))}
	for i := range r.order {
		r.order[i] = i
	}
	slices.SortFunc(r.order, func(i, j int) int { return records[i].Ref.Compare(records[j].Ref) })
	r.table = newTable(records, r.order, nil, m.trusted)
	r.scorer = newScorer(countTable(r.table), r.table.words, m.rules.Generic)
	r.scorer.judgeCodes(r.table)
	r.verdicts = r.decide(decisions)
	return r
}

func (r *run) ref(row uint32) model.Ref { return r.records[r.order[row]].Ref }

// decide keeps the latest decision on each pair of known records; of two at one
// instant, the one that keeps the records apart.
func (r *run) decide(decisions []model.Decision) verdicts {
	v := verdicts{}
	latest := map[[2]uint32]model.Decision{}
	for _, d := range decisions {
		a, okA := r.row(d.A)
		b, okB := r.row(d.B)
		if !okA || !okB || a == b {
			continue
		}
		k := [2]uint32{min(a, b), max(a, b)}
		if old, ok := latest[k]; !ok || overrules(d, old) {
			latest[k] = d
			v[k] = d.Verdict
			r.table.rows[a].decided = true
			r.table.rows[b].decided = true
		}
	}
	return v
}

func overrules(d, old model.Decision) bool {
	if !d.At.Equal(old.At) {
		return d.At.After(old.At)
	}
	return apart(d.Verdict) > apart(old.Verdict)
}

func apart(v model.Verdict) int {
	return slices.Index([]model.Verdict{model.Same, model.Related, model.Different}, v)
}

func (r *run) row(ref model.Ref) (uint32, bool) {
	i, ok := slices.BinarySearchFunc(r.order, ref, func(i int, ref model.Ref) int { return r.records[i].Ref.Compare(ref) })
	return uint32(i), ok
}

// clusters fills in Clusters and Evidence.
func (r *run) clusters(out *Result) {
	f := r.forest
	tree := make(map[uint32][]edge, 2*len(f.tree))
	for _, e := range f.tree {
		tree[e.a] = append(tree[e.a], e)
		tree[e.b] = append(tree[e.b], e)
	}
	evidence := make([]model.Evidence, len(f.root))
	for root, members := range f.members {
		if members == nil {
			continue
		}
		r.walk(uint32(root), tree, evidence)
		cluster := make([]int, len(members))
		why := make([]model.Evidence, len(members))
		for i, row := range members {
			cluster[i], why[i] = r.order[row], evidence[row]
		}
		out.Clusters = append(out.Clusters, cluster)
		out.Evidence = append(out.Evidence, why)
		out.Stats.Largest = max(out.Stats.Largest, len(members))
	}
	out.Stats.Clusters = len(out.Clusters)
}

// walk goes through the tree of merges from the founder and notes with which
// record each one matched.
func (r *run) walk(founder uint32, tree map[uint32][]edge, out []model.Evidence) {
	out[founder] = model.Evidence{Why: "founder"}
	var p pair
	for queue := []uint32{founder}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, e := range tree[from] {
			to := e.a + e.b - from
			if out[to].Why != "" {
				continue
			}
			ev := model.Evidence{With: r.ref(from), Bits: e.total.float(), Why: "steward"}
			if e.gates != gateSteward {
				r.scorer.weigh(&r.table.rows[e.a], &r.table.rows[e.b], &p)
				ev.Why = r.scorer.why(&p)
			} else {
				ev.Bits = 0
			}
			out[to] = ev
			queue = append(queue, to)
		}
	}
}

// why is the short code of the strongest evidence: "id:uscc+whole-name".
func (s *scorer) why(p *pair) string {
	var by []field
	for f := range fields {
		if p.part[f] >= 200 && !(f == fieldName && p.level[fieldWhole] == equal) {
			by = append(by, f)
		}
	}
	slices.SortStableFunc(by, func(x, y field) int { return cmp.Compare(p.part[y], p.part[x]) })
	var out []string
	for _, f := range by[:min(3, len(by))] {
		name := fieldNames[f]
		if f == fieldCode {
			name += ":" + s.words.word.of(p.code)
		}
		out = append(out, name)
	}
	if out == nil {
		return "sum"
	}
	return strings.Join(out, "+")
}

// alarms marks clusters that are too large or hold more than three codes of one
// trusted type.
func (r *run) alarms(out *Result) {
	for i, cluster := range out.Clusters {
		if n := len(cluster); n >= r.m.rules.AlarmSize {
			out.Alarms = append(out.Alarms, Alarm{Code: "cluster-size", Cluster: i, Members: n, Text: model.Text{
				ZH: fmt.Sprintf("一个客户实体合并了 %d 条记录，请核对", n),
				EN: fmt.Sprintf("one entity holds %d records; check it", n),
			}})
		}
		codes := map[string]map[string]bool{}
		for _, j := range cluster {
			for _, c := range r.records[j].Identifiers {
				if c.Valid && r.m.trusted[c.Type] {
					if codes[c.Type] == nil {
						codes[c.Type] = map[string]bool{}
					}
					codes[c.Type][c.Value] = true
				}
			}
		}
		for _, kind := range r.m.rules.Trusted {
			if n := len(codes[kind]); n > 3 {
				out.Alarms = append(out.Alarms, Alarm{Code: "cluster-codes", Cluster: i, Members: len(cluster), Text: model.Text{
					ZH: fmt.Sprintf("一个客户实体有 %d 个不同的有效 %s 代码", n, kind),
					EN: fmt.Sprintf("one entity holds %d different valid codes of type %s", n, kind),
				}})
			}
		}
	}
}

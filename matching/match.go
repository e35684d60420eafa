package matching

import (
	"fmt"
	"math"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Match clusters the records. Refs must be unique. The result depends on the
// set of records and decisions alone, not on their order.
func (m *Matcher) Match(records []Record, decisions []model.Decision) Result {
	x := m.NewIndex()
	for i := range records {
		x.Upsert(&records[i])
	}
	x.Decide(decisions)
	c := x.Settle()
	slices.SortFunc(c.Founders, func(a, b uint32) int { return records[a].Ref.Compare(records[b].Ref) })
	r := Result{Counts: x.counts, Models: x.Models(), Doubts: x.Doubts(c.Founders), Conflicts: x.Conflicts(), BelongsTo: x.BelongsTo()}
	for i, founder := range c.Founders {
		members := x.Members(founder)
		cluster := make([]int, len(members))
		why := make([]model.Evidence, len(members))
		for k, row := range members {
			cluster[k], why[k] = int(row), x.Evidence(row) // rows are numbered as they come
		}
		r.Clusters = append(r.Clusters, cluster)
		r.Evidence = append(r.Evidence, why)
		for _, a := range x.Alarms(founder) {
			a.Cluster = i
			r.Alarms = append(r.Alarms, a)
		}
	}
	r.Stats = x.Stats()
	return r
}

// Stats are the counts of the last Settle, and of the clusters as they are.
func (x *Index) Stats() Stats {
	s := x.stats
	s.Edges = 0
	for i := range x.edges.all {
		if e := &x.edges.all[i]; e.total >= x.m.review && e.gates == 0 && e.a != e.b {
			s.Edges++
		}
	}
	size := make([]uint32, len(x.clusters.founder))
	for i, founder := range x.clusters.founder {
		if x.refs.lives[i] {
			if size[founder]++; size[founder] == 1 {
				s.Clusters++
			}
			s.Largest = max(s.Largest, int(size[founder]))
		}
	}
	return s
}

// Dropped is Stats.Dropped of the last Settle.
func (x *Index) Dropped() int { return x.stats.Dropped }

// Conflicts are the steward's verdicts that could not be carried out.
func (x *Index) Conflicts() []model.Doubt {
	var out []model.Doubt
	for _, e := range x.conflicts {
		out = append(out, x.doubt(e, "steward-same"))
	}
	sortDoubts(out)
	return out
}

// why weighs two rows again and names their strongest evidence.
func (x *Index) why(a, b uint32, p *pair) string {
	r, o := &x.table.rows[a], &x.table.rows[b]
	if r.person != o.person {
		*p = pair{total: x.scorer.of(r).prior()}
		return gateNames[0]
	}
	x.scorer.weigh(r, o, p)
	return x.scorer.of(r).why(r, o, p)
}

// alarmSize is the number of members from which a cluster is too large. Persons may
// have many records each: where their numbers fall off evenly, the largest of n is
// expected to have the mean times ln n, and a record has half of its partners on
// each side of the mean.
func (x *Index) alarmSize(row uint32) int {
	most := x.m.rules.AlarmSize
	if x.table.rows[row].person {
		mean := 1 + x.Models().Persons.Partners/2
		most = max(most, int(math.Ceil(mean*math.Log(max(float64(x.persons)/mean, 1)))))
	}
	return most
}

// Alarms tell whether the cluster of a founder is too large or holds more than
// three codes of one trusted type. Cluster is left to the caller.
func (x *Index) Alarms(founder uint32) []Alarm {
	if x.clusters.after[founder] == founder {
		return nil
	}
	members := x.Members(founder)
	var out []Alarm
	if n := len(members); n >= x.alarmSize(founder) {
		out = append(out, Alarm{Code: "cluster-size", Members: n, Text: model.Text{
			ZH: fmt.Sprintf("一个客户实体合并了 %d 条记录，请核对", n),
			EN: fmt.Sprintf("one entity holds %d records; check it", n),
		}})
	}
	if len(members) < 4 {
		return out // each row rarely has more than one code of a type
	}
	codes := map[uint32]map[uint32]bool{}
	for _, row := range members {
		for _, c := range x.table.rows[row].codes {
			if c.trusted {
				if codes[c.kind] == nil {
					codes[c.kind] = map[uint32]bool{}
				}
				codes[c.kind][c.value] = true
			}
		}
	}
	for _, kind := range x.m.rules.Trusted {
		if n := len(codes[x.table.words.word.find(kind)]); n > 3 {
			out = append(out, Alarm{Code: "cluster-codes", Members: len(members), Text: model.Text{
				ZH: fmt.Sprintf("一个客户实体有 %d 个不同的有效 %s 代码", n, kind),
				EN: fmt.Sprintf("one entity holds %d different valid codes of type %s", n, kind),
			}})
		}
	}
	return out
}

package main

import (
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// stock is all stored customers as the matching sees them, with the verdicts that
// bind it.
type stock struct {
	records   []matching.Record
	names     []string // of the records, as stored
	at        map[model.Ref]int
	decisions []model.Decision
}

func (r *rearranger) stock() (s stock, err error) {
	s.at = map[model.Ref]int{}
	if s.decisions, err = r.engine.Store.Decisions(r.ctx, r.principal()); err != nil {
		return s, err
	}
	err = r.engine.Store.EachCustomer(r.ctx, r.principal(), func(c store.StoredCustomer) error {
		s.at[c.Ref] = len(s.records)
		s.records, s.names = append(s.records, matching.Prepare(c.Customer)), append(s.names, c.Name)
		return r.ctx.Err()
	})
	return s, err
}

// outcomeJSON is what a whole matching of the stock comes to.
type outcomeJSON struct {
	Entities int `json:"entities"`
	Merges   int `json:"merges"`
	Doubts   int `json:"doubts"`
}

func outcomeOf(r matching.Result) outcomeJSON {
	return outcomeJSON{Entities: len(r.Clusters), Merges: r.Stats.Merges, Doubts: len(r.Doubts)}
}

// moverJSON is a customer that would be in another entity: who would come to it
// and who would no longer be with it.
type moverJSON struct {
	Customer model.Ref   `json:"customer"`
	Name     string      `json:"name"`
	Joins    []model.Ref `json:"joins,omitempty"`
	Leaves   []model.Ref `json:"leaves,omitempty"`
}

// moversMost is how many movers are named, of all that are counted.
const moversMost = 50

// movers counts the customers whose entity would hold others, and names the first
// of them.
func (s *stock) movers(before, after matching.Result) (named []moverJSON, count int) {
	was, is := clustersOf(before, len(s.records)), clustersOf(after, len(s.records))
	for i := range s.records {
		if slices.Equal(was[i], is[i]) {
			continue
		}
		if count++; count > moversMost {
			continue
		}
		m := moverJSON{Customer: s.records[i].Ref, Name: s.names[i]}
		m.Joins, m.Leaves = s.without(is[i], was[i]), s.without(was[i], is[i])
		named = append(named, m)
	}
	return named, count
}

// clustersOf is by record the cluster that it is in.
func clustersOf(r matching.Result, n int) [][]int {
	of := make([][]int, n)
	for _, c := range r.Clusters {
		for _, i := range c {
			of[i] = c
		}
	}
	return of
}

func (s *stock) without(list, others []int) (out []model.Ref) {
	for _, i := range list {
		if !slices.Contains(others, i) {
			out = append(out, s.records[i].Ref)
		}
	}
	return out
}

// showMovers lists who would come and go.
func (a *app) showMovers(named []moverJSON, count int) {
	if count == 0 {
		fmt.Fprintln(a.stdout, a.say("没有客户换到别的实体", "no customer would be in another entity"))
		return
	}
	fmt.Fprint(a.stdout, a.say("%d 个客户的实体会变化：\n", "%d {customer|customers} would be in another entity:\n", count))
	const most = 20
	for i, m := range named[:min(len(named), most)] {
		fmt.Fprintf(a.stdout, "  %s  %s", m.Customer, printable(m.Name))
		for _, part := range []struct {
			word string
			refs []model.Ref
		}{{a.say("加入", "joins"), m.Joins}, {a.say("离开", "leaves"), m.Leaves}} {
			if len(part.refs) > 0 {
				fmt.Fprintf(a.stdout, "  %s %s", part.word, part.refs[0])
			}
			if len(part.refs) > 1 {
				fmt.Fprintf(a.stdout, " +%d", len(part.refs)-1)
			}
		}
		fmt.Fprintln(a.stdout)
		if i+1 == most && count > most {
			fmt.Fprintf(a.stdout, a.say("  … 另有 %d 个\n", "  … %d more\n"), count-most)
		}
	}
}

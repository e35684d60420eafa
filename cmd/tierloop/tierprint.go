package main

import (
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
)

// showMatrix prints from, in rows, to, in columns.
func (a *app) showMatrix(m *report.Matrix, policy *scoring.Compiled) {
	head := []string{a.say("从 \\ 到", "FROM \\ TO")}
	for _, c := range m.Classes {
		head = append(head, a.className(policy, c))
	}
	rows := [][]string{append(head, a.say("合计", "TOTAL"))}
	for _, from := range m.Classes {
		line := []string{a.className(policy, from)}
		for _, to := range m.Classes {
			line = append(line, fmt.Sprint(m.Count(from, to)))
		}
		rows = append(rows, append(line, fmt.Sprint(m.From(from))))
	}
	last := []string{a.say("合计", "TOTAL")}
	for _, to := range m.Classes {
		last = append(last, fmt.Sprint(m.To(to)))
	}
	a.table(append(rows, append(last, fmt.Sprint(m.Total()))))
}

// className is a tier's label, or the name of a class that is none.
func (a *app) className(policy *scoring.Compiled, class string) string {
	switch class {
	case report.New:
		return a.say("新增", "new")
	case report.Gone:
		return a.say("不再评级", "gone")
	case report.Merged:
		return a.say("已合并", "merged")
	case report.Split:
		return a.say("拆出", "split")
	}
	return policy.TierLabel(class).In(a.language())
}

// writeMoves writes every move into a file that people open.
func (a *app) writeMoves(out string, moves []previewRowJSON) error {
	s, finish, abandon, err := a.createSheet(out, "tier-moves")
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	columns := append(texts("entity_id", "name", "units", "from", "to", "way"), sheetColumn{name: "score_was", number: true}, sheetColumn{name: "score", number: true}, sheetColumn{name: "why"})
	if err := s.head(columns); err != nil {
		return err
	}
	for _, r := range moves {
		if err := s.row([]string{r.Entity, r.Name, strings.Join(r.Units, " "), r.From, r.To, string(r.Way), r.Was, r.Score, r.Why.In(a.language())}); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	return finish()
}

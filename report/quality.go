package report

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// trendLength is how many measures a trend shows.
const trendLength = 6

// Quality is how good the records of each unit are at the last measure, or of
// each source within its units: fill rate, invalid codes, conflicts with the
// golden record, duplicates, records untouched for long, and the scores of the
// measures before. A row is of an attribute, "" of the records as a whole; of
// unit "" it is of the whole group.
func (r *Room) Quality(ctx context.Context, bySource bool) (Table, error) {
	read := r.Store.QualityTrend
	if bySource {
		read = r.Store.SourceQuality
	}
	points, err := read(ctx, r.Reader, trendLength)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "quality", Columns: []Column{column("unit", "单元", "unit", Text), column("source", "来源", "source", Text), column("attribute", "属性", "attribute", Text),
		column("records", "记录", "records", Count), column("score", "得分", "score", Number), column("score_change", "得分变化", "change", Number),
		column("fill_rate", "填充率", "filled", Share), column("invalid", "无效", "invalid", Count), column("conflicts", "与黄金值冲突", "conflicts", Count),
		column("duplicates", "重复记录", "duplicates", Count), column("stale", "两年未更新", "stale", Count), column("trend", "得分趋势", "trend", Text)}}
	if !bySource {
		t.Columns = slices.Delete(t.Columns, 1, 2)
	}
	past := map[[3]string][]int{} // scores of earlier measures, the newest first
	for _, q := range points {
		if q.Run != points[0].Run {
			k := [3]string{q.Unit, q.Source, q.Attribute}
			past[k] = append(past[k], q.Score)
		}
	}
	for _, q := range points {
		if q.Run != points[0].Run {
			break
		}
		before := past[[3]string{q.Unit, q.Source, q.Attribute}]
		change, filled, repeated := "", "", ""
		if len(before) > 0 {
			change = strconv.Itoa(q.Score - before[0])
		}
		if q.Attribute != "" && q.Attribute != "record" { // nothing can be missing in a record as a whole
			filled = share(float64(q.Records-q.Missing), float64(q.Records))
		}
		if q.Attribute == "" {
			repeated = count(q.Duplicates)
		}
		row := []string{q.Unit, q.Source, q.Attribute, count(q.Records), strconv.Itoa(q.Score), change, filled, count(q.Invalid), count(q.Conflicts), repeated,
			count(q.Stale), trend(q.Score, before)}
		if !bySource {
			row = slices.Delete(row, 1, 2)
		}
		t.Rows = append(t.Rows, row)
	}
	switch {
	case len(points) == 0:
		t.lack("尚未评估数据质量；运行 tierloop match", "the quality is not measured yet; run tierloop match")
	case len(past) == 0:
		t.lack("只有一次评估，还没有趋势", "there is one measure only, so no trend yet")
	}
	return t, nil
}

// trend is the scores in the order of time.
func trend(now int, before []int) string {
	var out []string
	for _, score := range slices.Backward(before) {
		out = append(out, strconv.Itoa(score))
	}
	return strings.Join(append(out, strconv.Itoa(now)), " → ")
}

// Coverage is what the present tiers rest on: who is unrated and why, for how
// many customers each indicator has a value, when each source was last read, and
// the pins that end within the days, by scope ("" is the group).
func (r *Room) Coverage(ctx context.Context, today model.Date, days int) (Table, error) {
	list, err := r.Store.Coverage(ctx, r.Reader, r.Policy)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "coverage", Columns: []Column{column("topic", "主题", "topic", Text), column("unit", "单元", "unit", Text), column("name", "名称", "name", Text),
		column("customers", "客户", "customers", Count), column("share", "占比", "share", Share), column("date", "日期", "date", Text)}}
	for _, c := range list {
		t.Rows = append(t.Rows, []string{c.Topic, strings.TrimPrefix(strings.TrimPrefix(c.Scope, model.ScopeGroup), model.UnitScope("")), c.Name, count(c.N),
			share(float64(c.N), float64(c.Of)), ""})
	}
	if len(list) == 0 {
		t.lack("尚未评级；运行 tierloop score", "nothing is scored yet; run tierloop score")
	}
	if !r.Reader.Group() {
		return t, nil // sources and pins are the group's
	}
	pulled, err := r.Store.LastPulls(ctx, r.Reader)
	if err != nil {
		return t, err
	}
	for _, source := range slices.Sorted(maps.Keys(pulled)) {
		t.Rows = append(t.Rows, []string{"source", "", source, "", "", model.DateOf(pulled[source].In(r.Zone)).String()})
	}
	pins, err := r.Store.Pins(ctx, r.Reader)
	if err != nil {
		return t, err
	}
	for _, p := range pins {
		if p.Expires >= today && p.Expires <= today+model.Date(days) {
			t.Rows = append(t.Rows, []string{"pin", strings.TrimPrefix(strings.TrimPrefix(p.Scope, model.ScopeGroup), model.UnitScope("")), p.Entity, "1", "", p.Expires.String()})
		}
	}
	return t, nil
}

package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Dimensions by which sales are broken down; any other name is an attribute of
// the golden record, such as industry or owner.
const (
	DimTier    = "tier"
	DimUnit    = "unit"
	DimMonth   = "month"
	DimQuarter = "quarter"
	DimYear    = "year"
	DimType    = "type"   // organisation or person
	DimRegion  = "region" // the province, without 省, 市 and the like
)

// Target is what was to be sold, by the key of a row, in the base currency.
type Target map[string]model.Amount

// Sales breaks the sales of a span down by a dimension. With targets the rows
// bear target and attainment too, and keys that only the targets have stand with
// no sales. The rows are by revenue, the greatest first; of time by time, of tiers
// by the ladder.
func (r *Room) Sales(ctx context.Context, s Span, dimension string, targets Target) (Table, error) {
	tiers, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	key, err := r.keyOf(ctx, dimension)
	if err != nil {
		return Table{}, err
	}
	type line struct {
		sums
		customers int64
		target    model.Amount
	}
	by, all := map[string]*line{}, &line{}
	at := func(k string) *line {
		if by[k] == nil {
			by[k] = &line{}
		}
		return by[k]
	}
	var seen []string // rows of one customer
	err = r.each(ctx, s, tiers, business, func(c customer) {
		seen = seen[:0]
		for i := range c.months {
			m := &c.months[i]
			if m.Topic != model.TopicOrder {
				continue
			}
			k := key(c, m)
			l := at(k)
			l.add(m)
			all.add(m)
			if !slices.Contains(seen, k) {
				seen = append(seen, k)
				l.customers++
			}
		}
		if len(seen) > 0 {
			all.customers++
		}
	})
	if err != nil {
		return Table{}, err
	}
	for k, v := range targets {
		at(k).target = v
		all.plus(&all.target, v)
	}
	t := Table{Name: "sales", Columns: []Column{column(dimension, dimension, dimension, Text), column("customers", "客户", "customers", Count),
		column("orders", "订单", "orders", Count), column("revenue", "销售额", "revenue", Money), column("revenue_share", "占比", "share", Share),
		column("margin", "毛利", "margin", Money), column("margin_rate", "毛利率", "margin rate", Share)}}
	if dimension == DimTier {
		t.Columns[0].Kind = Tier
	}
	if targets != nil {
		t.Columns = append(t.Columns, column("target", "目标", "target", Money), column("attainment", "达成率", "attained", Share))
	}
	row := func(k string, l *line) {
		cells := []string{k, count(l.customers), count(l.orders), l.revenue.String(), share(float64(l.revenue), float64(all.revenue)), l.margin(), l.rate()}
		if targets != nil {
			cells = append(cells, l.target.String(), share(float64(l.revenue), float64(l.target)))
		}
		t.Rows = append(t.Rows, cells)
	}
	for _, k := range r.ordered(dimension, slices.Sorted(maps.Keys(by)), func(k string) model.Amount { return by[k].revenue }) {
		row(k, by[k])
	}
	row(Total, all)
	all.gaps(&t)
	if n := by[""]; n != nil && n.customers > 0 {
		t.lack("%d 个客户没有该维度的值，归入“未知”", "%d {customer has|customers have} no value of this dimension and {stands|stand} under not known", n.customers)
	}
	return t, all.err
}

// ordered is the order of the rows of a dimension.
func (r *Room) ordered(dimension string, keys []string, revenue func(string) model.Amount) []string {
	switch dimension {
	case DimMonth, DimQuarter, DimYear:
	case DimTier:
		rung := func(k string) int {
			if i := slices.Index(r.Ladder, k); i >= 0 {
				return i
			}
			return len(r.Ladder)
		}
		slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(rung(a), rung(b)) })
	default:
		slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(revenue(b), revenue(a)) })
	}
	return keys
}

// keyOf says to which row a month of a customer belongs; "" where nothing is known.
func (r *Room) keyOf(ctx context.Context, dimension string) (func(customer, *model.Month) string, error) {
	switch dimension {
	case DimTier:
		return func(c customer, _ *model.Month) string { return c.tier }, nil
	case DimUnit:
		return func(_ customer, m *model.Month) string { return m.Unit }, nil
	case DimMonth:
		return timeOf(MonthText), nil
	case DimQuarter:
		return timeOf(Quarter), nil
	case DimYear:
		return timeOf(func(month int) string { return strconv.Itoa(month / 100) }), nil
	}
	var values *store.Labels
	var err error
	switch dimension {
	case DimType:
		values, err = r.Store.Kinds(ctx, r.Reader)
	case DimRegion:
		values, err = r.Store.Values(ctx, r.Reader, "province")
		values.Rename(region)
	default:
		values, err = r.Store.Values(ctx, r.Reader, dimension)
	}
	return func(c customer, _ *model.Month) string { return values.Of(c.key) }, err
}

// timeOf writes each month once.
func timeOf(text func(month int) string) func(customer, *model.Month) string {
	known := map[int]string{}
	return func(_ customer, m *model.Month) string {
		out, ok := known[m.Month]
		if !ok {
			out = text(m.Month)
			known[m.Month] = out
		}
		return out
	}
}

// regionTails end the long names of provinces; 山东 and 山东省 are one.
var regionTails = []string{"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"}

func region(province string) string {
	for _, tail := range regionTails {
		if short := strings.TrimSuffix(province, tail); short != province && short != "" {
			return short
		}
	}
	return province
}

// Quarter is such as 2026-Q4 of 202611.
func Quarter(month int) string {
	return strconv.Itoa(month/100) + "-Q" + strconv.Itoa((month%100-1)/3+1)
}

package report

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Kinds of activity that bear on the effect of tiers. Mappings give activities
// these kinds; the score of a survey is the answer, that of a response its hours,
// that of a service cost its money.
const (
	Survey      = "survey"       // satisfaction of the customer
	SalesSurvey = "sales_survey" // satisfaction of our own sales team
	Response    = "response"     // hours until a request was answered
	ServiceCost = "service_cost" // what it cost to serve
)

// Feedback are the kinds of activity by which customers speak up.
var Feedback = []string{"feedback", "complaint"}

// worked are the topics that bear on the effect of tiers.
var worked = []model.Topic{model.TopicOrder, model.TopicWon, model.TopicLost, model.TopicActivity}

type effect struct {
	sums
	customers, active, again, before, left int64
	contacts, feedback                     int64
	scored                                 map[string]int64
	score                                  map[string]model.Amount
}

func newEffect() *effect {
	return &effect{scored: map[string]int64{}, score: map[string]model.Amount{}}
}

// take adds one customer: what it did in the span and in the span before.
func (e *effect) take(c customer, now, before Span) {
	sum, was := sumsOf(c.months, now), sumsOf(c.months, before)
	e.customers++
	e.join(sum)
	switch {
	case sum.orders >= 2:
		e.active, e.again = e.active+1, e.again+1
	case sum.orders == 1:
		e.active++
	}
	if was.orders > 0 {
		e.before++
		if sum.orders == 0 {
			e.left++
		}
	}
	for i := range c.months {
		m := &c.months[i]
		if m.Topic != model.TopicActivity || !now.Holds(m.Month) {
			continue
		}
		if m.Kind != ServiceCost && m.Kind != Survey && m.Kind != SalesSurvey && m.Kind != Response {
			e.contacts += m.Count
		}
		if slices.Contains(Feedback, m.Kind) {
			e.feedback += m.Count
		}
		e.scored[m.Kind] += m.Scored
		e.score[m.Kind] += m.Score
	}
}

// mean is the average score of a kind of activity, "" when none bears one.
func (e *effect) mean(kind string) string {
	if e.scored[kind] == 0 {
		return ""
	}
	return decimals(float64(e.score[kind])/model.AmountScale/float64(e.scored[kind]), 2)
}

func (e *effect) toServe() string {
	if e.scored[ServiceCost] == 0 {
		return ""
	}
	return e.score[ServiceCost].String()
}

// Effect is what tiers do: repurchase (customers with two orders or more among
// those with one), churn (those with an order in the span before and none in
// this), conversion (opportunities won among won and lost), satisfaction,
// feedback, response time and cost to serve, by the tiers that stood at the end
// of a day (zero: the present ones).
func (r *Room) Effect(ctx context.Context, s Span, at model.Date) (Table, error) {
	tiers, err := r.tiers(ctx, at)
	if err != nil {
		return Table{}, err
	}
	by, met, all := map[string]*effect{}, map[string]bool{}, newEffect()
	before := s.Before()
	err = r.each(ctx, Span{before.First, s.Last}, tiers, worked, func(c customer) {
		if by[c.tier] == nil {
			by[c.tier], met[c.tier] = newEffect(), true
		}
		by[c.tier].take(c, s, before)
		all.take(c, s, before)
	})
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "effect", Columns: []Column{
		column("tier", "等级", "tier", Tier), column("customers", "客户", "customers", Count), column("active", "有订单", "with orders", Count),
		column("repurchase", "复购率", "repurchase", Share), column("churn", "流失率", "churn", Share), column("won", "赢单", "won", Count), column("lost", "丢单", "lost", Count),
		column("conversion", "转化率", "conversion", Share), column("satisfaction", "客户满意度", "satisfaction", Number),
		column("sales_satisfaction", "销售团队满意度", "sales team's", Number), column("contacts", "接触次数", "contacts", Count), column("feedback", "反馈", "feedback", Count),
		column("response_hours", "响应小时", "response h", Number), column("cost_to_serve", "服务成本", "cost to serve", Money),
	}}
	line := func(class string, e *effect) {
		t.Rows = append(t.Rows, []string{class, count(e.customers), count(e.active), share(float64(e.again), float64(e.active)), share(float64(e.left), float64(e.before)),
			count(e.won), count(e.lost), share(float64(e.won), float64(e.won+e.lost)), e.mean(Survey), e.mean(SalesSurvey), count(e.contacts), count(e.feedback),
			e.mean(Response), e.toServe()})
	}
	for _, class := range r.classes(met) {
		if by[class] == nil {
			by[class] = newEffect()
		}
		line(class, by[class])
	}
	line(Total, all)
	all.gaps(&t)
	for _, k := range []struct {
		kind   string
		zh, en string
	}{{Survey, "客户满意度", "satisfaction"}, {SalesSurvey, "销售团队满意度", "the sales team's satisfaction"}, {Response, "响应时间", "response time"},
		{ServiceCost, "服务成本", "cost to serve"}} {
		if all.scored[k.kind] == 0 {
			t.Missing = append(t.Missing, model.Text{ZH: "没有类型为 " + k.kind + " 的活动，" + k.zh + "留空", EN: "there are no activities of kind " + k.kind + ": " + k.en + " is empty"})
		}
	}
	if all.won+all.lost == 0 {
		t.lack("没有已结束的商机，转化率留空", "no opportunity has ended: conversion is empty")
	}
	return t, all.err
}

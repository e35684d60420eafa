package main

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
)

// jsonNumber is a decimal text as a JSON number.
func jsonNumber(text string) json.Number { return json.Number(text) }

var measureZH = map[string]string{"customers": "客户数", "revenue": "销售额", "gini": "基尼系数", "hhi": "HHI 指数", "top_20_percent": "前 20 % 客户占比",
	"customers_to_80_percent": "达到 80 % 所需客户数", "share_to_80_percent": "达到 80 % 的客户占比"}

// measureName is a measure of concentration in the reader's language.
func (a *app) measureName(id string) string {
	if a.language() != "zh" {
		return strings.ReplaceAll(id, "_", " ")
	}
	if zh, ok := measureZH[id]; ok {
		return zh
	}
	if n, ok := strings.CutPrefix(id, "top_"); ok {
		return "前 " + n + " 名占比"
	}
	if n, ok := strings.CutPrefix(id, "lorenz_"); ok {
		return "最小的 " + n + " % 客户占比"
	}
	return id
}

var wayZH = map[string]string{string(report.Up): "升", string(report.Down): "降", string(report.Same): "不变", string(report.Other): "其他"}

// topicWord is a topic of the coverage report in the reader's language.
func (a *app) topicWord(topic string) string {
	if zh, ok := map[string]string{model.CoverUnrated: "未评级原因", model.CoverIndicator: "指标有值", "source": "来源最近拉取", "pin": "将到期的人工指定"}[topic]; ok {
		return a.say(zh, map[string]string{model.CoverUnrated: "unrated for", model.CoverIndicator: "indicator known", "source": "source last read", "pin": "pin ends"}[topic])
	}
	return topic
}

// lackWords name why a customer has no tier.
func (a *app) lackWords() map[string]string {
	if a.language() != "zh" {
		return nil
	}
	return map[string]string{model.LackRate: "缺少汇率", model.LackOrders: "订单不足", model.LackAge: "合作时间不足", model.LackCoverage: "数据覆盖不足", model.LackScore: "缺少评分数据"}
}

// cell is a cell as a person reads it.
func (a *app) cell(first bool, c report.Column, text string, policy *scoring.Compiled) string {
	switch {
	case first && text == report.Total:
		return a.say("合计", "total")
	case first && text == "":
		if c.ID == "unit" {
			return a.say("集团", "group")
		}
		return a.say("（未知）", "(not known)")
	case c.Kind == report.Tier && text != "":
		return a.className(policy, text)
	case c.Kind == report.Share && text != "":
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			return strconv.FormatFloat(100*v, 'f', 1, 64) + " %"
		}
	case c.Kind != report.Text && c.Kind != report.Tier && text == "":
		return "—"
	case c.ID == "name" && a.lackWords()[text] != "":
		return a.lackWords()[text]
	case c.ID == "topic":
		return a.topicWord(text)
	case c.ID == "attribute":
		return a.attributeWord(text)
	case c.ID == "state" && a.language() == "zh":
		return cmp.Or(writeStateZH[model.WriteState(text)], text)
	case c.ID == "way" && a.language() == "zh":
		return wayZH[text]
	case c.ID == "measure":
		return a.measureName(text)
	}
	return text
}

// showTable prints a table with the names of tiers and shares in percent.
func (a *app) showTable(t report.Table, policy *scoring.Compiled) {
	var head []string
	for _, c := range t.Columns {
		head = append(head, a.columnName(c))
	}
	rows := [][]string{head}
	for _, r := range t.Rows {
		var line []string
		for i, c := range t.Columns {
			line = append(line, a.cell(i == 0, c, r[i], policy))
		}
		rows = append(rows, line)
	}
	a.table(rows)
}

var dimensionZH = map[string]string{report.DimTier: "等级", report.DimUnit: "单元", report.DimMonth: "月份", report.DimQuarter: "季度", report.DimYear: "年份",
	report.DimType: "客户类型", report.DimRegion: "地区", "industry": "行业", "channel": "渠道", "owner": "销售员", "city": "城市"}

func (a *app) columnName(c report.Column) string {
	if zh, ok := dimensionZH[c.ID]; ok && a.language() == "zh" {
		return zh
	}
	name := c.Label.In(a.language())
	if a.language() == "en" {
		name = strings.ToUpper(name)
	}
	return name
}

package main

import "github.com/tierloop/tierloop/model"

// excelZH are the headers of exports in a Chinese workbook. CSV and JSON keep the
// names, which programs read.
var excelZH = map[string]string{
	"entity_id": "客户编号", "kind": "类型", "name": "名称", "parent_id": "上级编号", "group_id": "集团编号", "tier": "等级", "score": "得分", "as_of": "评级日",
	"source": "来源", "object": "对象", "id": "来源编号", "units": "业务单元", "deleted": "删除时间", "matched_with": "匹配依据记录", "why": "依据", "bits": "比特",
	"scope": "范围", "policy": "策略", "label": "等级名称", "raw_tier": "原始等级", "held_tier": "稳定后等级", "reason": "理由", "number": "单号", "customer": "客户来源编号",
	"unit": "业务单元", "date": "日期", "due": "到期日", "currency": "币种", "amount": "金额", "open": "未收金额", "cost": "成本", "status": "状态", "role": "角色",
	"industry": "行业", "region": "地区", "province": "省份", "city": "城市", "country": "国家", "phone": "电话", "email": "邮箱", "address": "地址", "website": "网址",
	"uscc": "统一社会信用代码", "owner": "负责人", "channel": "渠道", "from": "从", "to": "到", "way": "方向", "score_was": "原得分",
	"indicator": "指标", "author": "评分人", "approved_by": "审批人", "approved_as": "审批角色", "error": "错误原因",
}

// meanings are what the columns of reports are, for the sheet of notes.
var meanings = map[string]model.Text{
	"customers":          {ZH: "客户数：同一企业在各单元的记录合并为一个客户", EN: "customers: the records of one company in all units are one customer"},
	"active":             {ZH: "期间内至少有一张订单的客户数", EN: "customers with at least one order in the span"},
	"orders":             {ZH: "按策略口径计数的订单数；两个单元记的同一单据按策略去重", EN: "orders as the policy counts them; one that two units booked counts once where the policy says so"},
	"revenue":            {ZH: "销售额：按策略换算为本位币，策略要求时已扣退货", EN: "revenue in the base currency, net of returns where the policy says so"},
	"margin":             {ZH: "毛利：成本已知的订单的销售额减成本", EN: "revenue less cost of the orders whose cost is known"},
	"margin_rate":        {ZH: "毛利率：毛利除以成本已知部分的销售额，由合计计算，不取平均", EN: "margin over the revenue whose cost is known; of sums, never averaged"},
	"repurchase":         {ZH: "复购率：有两张及以上订单的客户占有订单客户的比例", EN: "customers with two orders or more among those with one"},
	"churn":              {ZH: "流失率：上一期有订单、本期没有订单的客户占上一期有订单客户的比例", EN: "customers with an order in the span before and none in this one, of those with one before"},
	"conversion":         {ZH: "转化率：赢单占赢单与丢单之和的比例", EN: "opportunities won among won and lost"},
	"satisfaction":       {ZH: "客户满意度：survey 活动得分的平均", EN: "average score of activities of kind survey"},
	"sales_satisfaction": {ZH: "销售团队满意度：sales_survey 活动得分的平均", EN: "average score of activities of kind sales_survey"},
	"response_hours":     {ZH: "响应小时：response 活动的平均小时数", EN: "average hours of activities of kind response"},
	"cost_to_serve":      {ZH: "服务成本：service_cost 活动的合计", EN: "sum of activities of kind service_cost"},
	"target":             {ZH: "目标：按期间内天数折算为本位币", EN: "the target, by the days inside the span, in the base currency"},
	"attainment":         {ZH: "达成率：销售额除以目标", EN: "revenue over target"},
	"way":                {ZH: "方向：按等级高低判断升降；合并与拆分是记录的变化，不是业务变化", EN: "up or down the tiers; merged and split are the doing of matching, not of the business"},
	"score":              {ZH: "得分：0–1000", EN: "0 to 1000"},
	"fill_rate":          {ZH: "填充率：该属性有值的记录占比", EN: "share of the records that have the attribute"},
	"invalid":            {ZH: "无效：不符合自身校验规则的值，如校验位错误的统一社会信用代码", EN: "values that fail their own check, such as a code with a wrong check digit"},
	"conflicts":          {ZH: "与黄金值冲突，或抄自上级的证件号", EN: "values other than the golden record's, or codes copied from the parent"},
	"duplicates":         {ZH: "重复记录：同一单元（来源）内同一企业多出的记录", EN: "records of a unit or source beyond one of each company"},
	"stale":              {ZH: "两年未更新的记录", EN: "records that nobody has touched for two years"},
	"lacks":              {ZH: "尚未购买的单元或产品线，同级客户购买最多的在前，最多列出十项", EN: "units or product lines not bought yet, the most usual among the peers first, ten at most"},
	"next":               {ZH: "首选机会：同级客户中购买最多、该客户尚未购买的一项", EN: "what the peers buy most of what the customer lacks"},
	"peers":              {ZH: "名单所看等级的客户中已购买该项的比例", EN: "share of the customers looked at that buy it"},
	"state":              {ZH: "每个字段最近一次写回的回执状态", EN: "the last receipt of each field that was written"},
	"value":              {ZH: "集中度：基尼系数 0 为完全平均，接近 1 为集中于一家；HHI 10000 为集中于一家；前 n 名为其销售额占比", EN: "concentration: Gini 0 when all are equal, near 1 when one has all; HHI 10,000 when one has all; top n is their share of revenue"},
}

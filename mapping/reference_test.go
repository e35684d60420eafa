package mapping

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

const referenceYAML = `version: mapping/v1
objects:
  汇率: {as: rate, fields: {from: 原币, to: {value: CNY}, date: 日期, rate: 汇率}}
  内部公司: {as: own_company, fields: {type: {value: uscc}, value: 信用代码}}
  评分: {as: score, fields: {about: 客户, indicator: 指标, score: 得分, date: 日期, author: 评分人, approved_by: 审批人, approved_as: {from: 审批人, map: {李: manager}}}}
  目标: {as: target, fields: {from: 开始, to: 结束, dimension: {from: 维度, map: {集团: group, 单元: unit}}, name: 名称, amount: 金额, currency: {value: CNY}}}
`

func TestReferenceRecordsAreMapped(t *testing.T) {
	m := compiled(t, referenceYAML)
	day := model.NewDate(2026, time.May, 1)
	for _, c := range []struct {
		object, record string
		want           model.Reference
	}{
		{"汇率", `{"原币":"美元","日期":"2026-05-01","汇率":"7.10"}`, model.Reference{Kind: "rate", Rate: &model.Rate{From: "USD", To: "CNY", Date: day, Rate: "7.10"}}},
		{"内部公司", `{"信用代码":"91350100M000100Y43"}`, model.Reference{Kind: "own_company", Own: &model.OwnCompany{Type: "uscc", Value: "91350100M000100Y43"}}},
		{"评分", `{"客户":"crm/Account/1","指标":"referral","得分":80.5,"日期":"2026/5/1","评分人":"张","审批人":"李"}`, model.Reference{Kind: "score",
			Score: &model.ManualScore{Customer: model.Ref{Source: "crm", Object: "Account", ID: "1"}, Indicator: "referral", Score: "80.5", Date: day, Author: "张", ApprovedBy: "李", ApprovedAs: "manager"}}},
		{"评分", `{"客户":"G-PE4B","指标":"referral","得分":"60","日期":"2026-05-01"}`, model.Reference{Kind: "score", Entity: "G-PE4B",
			Score: &model.ManualScore{Indicator: "referral", Score: "60", Date: day}}},
		{"目标", `{"开始":"2026-05-01","结束":"2026-05-31","维度":"单元","名称":"cloud","金额":"1,200,000"}`, model.Reference{Kind: "target",
			Target: &model.SalesTarget{First: day, Last: day + 30, Dimension: "unit", Name: "cloud", Currency: "CNY", Amount: 1_200_000 * model.AmountScale}}},
	} {
		res, problems := m.Object(c.object).Map(record(t, "r1", c.record), "files", "")
		c.want.Ref = model.Ref{Source: "files", Object: c.object, ID: "r1"}
		if d := cmp.Diff(&c.want, res.Reference); d != "" || len(problems) > 0 {
			t.Errorf("%s: %s %v", c.object, d, problems)
		}
		if len(res.Flat()) < 3 {
			t.Errorf("%s shows %v", c.object, res.Flat())
		}
	}
}

func TestBadReferenceRecordsAreQuarantined(t *testing.T) {
	m := compiled(t, referenceYAML)
	for _, c := range []struct{ object, record, code, field string }{
		{"汇率", `{"原币":"美元","日期":"2026-05-01","汇率":"0"}`, CodeNumber, "rate"},
		{"汇率", `{"原币":"美元","日期":"2026-05-01","汇率":"-7"}`, CodeNumber, "rate"},
		{"汇率", `{"原币":"美元","日期":"2026-05-01","汇率":"seven"}`, CodeNumber, "rate"},
		{"汇率", `{"原币":"贝壳","日期":"2026-05-01","汇率":"7"}`, CodeCurrency, "from"},
		{"汇率", `{"原币":"美元","汇率":"7"}`, CodeMissing, "date"},
		{"内部公司", `{}`, CodeMissing, "value"},
		{"评分", `{"指标":"referral","得分":"60","日期":"2026-05-01"}`, CodeCustomer, "about"},
		{"评分", `{"客户":"G-1","指标":"referral","得分":"很高","日期":"2026-05-01"}`, CodeNumber, "score"},
		{"评分", `{"客户":"G-1","得分":"1","日期":"2026-05-01"}`, CodeMissing, "indicator"},
		{"目标", `{"开始":"2026-05-01","结束":"2026-04-01","维度":"单元","名称":"cloud","金额":"1"}`, CodeDate, "to"},
		{"目标", `{"开始":"2026-05-01","结束":"2026-05-31","维度":"集团","名称":"cloud","金额":"1"}`, CodeMissing, "name"},
		{"目标", `{"开始":"2026-05-01","结束":"2026-05-31","维度":"单元","金额":"1"}`, CodeMissing, "name"},
		{"目标", `{"开始":"2026-05-01","结束":"2026-05-31","维度":"单元","名称":"cloud"}`, CodeMissing, "amount"},
	} {
		res, problems := m.Object(c.object).Map(record(t, "r1", c.record), "files", "")
		p := Fatal(problems)
		if p == nil || res.Reference != nil {
			t.Errorf("%s %s is taken", c.object, c.record)
			continue
		}
		if p.Code != c.code || p.Field != c.field || strings.Contains(p.Reason, "贝壳") {
			t.Errorf("%s %s: %s of %s: %s", c.object, c.record, p.Code, p.Field, p.Reason)
		}
	}
}

package privacy

import "github.com/tierloop/tierloop/model"

// labels say what the tables hold, for people.
var labels = map[string]model.Text{
	"raw_record":       {ZH: "来源原始数据", EN: "rows as the sources sent them"},
	"reject":           {ZH: "被隔离行的原因", EN: "reasons of rejected rows"},
	"customer":         {ZH: "来源客户", EN: "source records"},
	"record_quality":   {ZH: "数据质量问题", EN: "findings on the quality"},
	"reference_record": {ZH: "参考数据", EN: "reference data"},
	"business_doc":     {ZH: "单据", EN: "documents"},
	"entity":           {ZH: "黄金记录的名称", EN: "names of golden records"},
	"entity_value":     {ZH: "黄金记录的取值", EN: "values of golden records"},
	"value_override":   {ZH: "人工改正的值", EN: "values set by hand"},
	"member":           {ZH: "匹配依据", EN: "evidence of matches"},
	"edge":             {ZH: "归属依据", EN: "evidence of hierarchies"},
	"journal":          {ZH: "主数据日志", EN: "journal of master data"},
	"decision":         {ZH: "裁定的原因", EN: "reasons of verdicts"},
	"doubt":            {ZH: "待审核的问题", EN: "questions of the review"},
	"review_skip":      {ZH: "跳过的原因", EN: "reasons of skips"},
	"link_decision":    {ZH: "归属裁定的原因", EN: "reasons of links"},
	"holding":          {ZH: "股东名册", EN: "lists of shareholders"},
	"tier":             {ZH: "等级结果与理由", EN: "tiers and their reasons"},
	"pin":              {ZH: "指定等级的原因", EN: "reasons of pins"},
	"plan":             {ZH: "回写计划", EN: "write-back plans"},
	"plan_row":         {ZH: "回写计划的行", EN: "rows of write-back plans"},
	"plan_approval":    {ZH: "批准的原因", EN: "reasons of approvals"},
	"ledger":           {ZH: "回写账本", EN: "the ledger of writes"},
	"drift":            {ZH: "偏离记录", EN: "drift"},
	"run":              {ZH: "运行的错误", EN: "errors of runs"},
	"report_delivery":  {ZH: "报表投递的答复", EN: "answers to reports sent"},
	"erasure":          {ZH: "删除回执的原因", EN: "reasons of receipts"},
	"view_request":     {ZH: "查看申请的原因与答复", EN: "reasons and answers of requests to see customers"},
	"retention_hold":   {ZH: "法律保全的原因", EN: "reasons of legal holds"},
	"export_file":      {ZH: "导出文件", EN: "exported files"},
}

// Label says what a table holds; its name when there is no word for it.
func Label(table string) model.Text {
	if t, ok := labels[table]; ok {
		return t
	}
	return model.Text{ZH: table, EN: table}
}

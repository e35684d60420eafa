package main

// Headers of the files that score reads; docs/reference/files.md shows them.
var (
	customerFactHeaders = []header{
		{"customer", []string{"customer_id", "customer", "customer_no", "customer_code", "account_id", "id", "客户编号", "客户编码", "客户代码", "客户id", "客户", "编号"}},
		{"group", []string{"group_id", "ultimate_parent", "parent", "parent_id", "集团编号", "最终上级", "集团客户编号", "上级", "上级编号", "上级客户编号", "母公司编号"}},
		{"first_seen", []string{"first_seen", "created", "created_at", "首次合作日期", "建档日期", "创建日期", "创建时间"}},
	}
	orderHeaders = []header{
		{"customer", []string{"customer_id", "customer", "customer_no", "customer_code", "account_id", "客户编号", "客户编码", "客户代码", "客户id", "客户"}},
		{"number", []string{"order_no", "order_number", "number", "order_id", "document_no", "invoice_no", "订单号", "订单编号", "单号", "单据编号", "发票号"}},
		{"date", []string{"date", "order_date", "invoice_date", "payment_date", "close_date", "document_date", "日期", "订单日期", "下单日期", "开票日期", "收款日期", "单据日期", "成交日期"}},
		{"due", []string{"due", "due_date", "到期日", "到期日期", "应收日期"}},
		{"amount", []string{"amount", "order_amount", "total", "total_amount", "revenue", "sales", "金额", "订单金额", "总金额", "销售额", "价税合计", "收款金额", "开票金额"}},
		{"currency", []string{"currency", "currency_code", "币种", "币别", "货币"}},
		{"open", []string{"open", "open_amount", "outstanding", "未收金额", "应收余额", "欠款"}},
		{"cost", []string{"cost", "成本", "成本金额"}},
		{"status", []string{"status", "order_status", "状态", "订单状态", "单据状态"}},
		{"role", []string{"role", "角色"}},
		{"unit", []string{"unit", "business_unit", "事业部", "业务单元"}},
		{"preceding", []string{"preceding", "preceding_no", "source_order", "source_document", "源单号", "上游单号", "来源单号", "关联订单"}},
		{"product", []string{"product", "product_line", "产品", "产品线", "品类"}},
		{"quantity", []string{"quantity", "qty", "数量"}},
	}
	activityHeaders = []header{
		{"customer", []string{"customer_id", "customer", "customer_no", "customer_code", "account_id", "客户编号", "客户编码", "客户代码", "客户id", "客户"}},
		{"kind", []string{"kind", "type", "activity_type", "类型", "活动类型"}},
		{"at", []string{"at", "date", "time", "activity_date", "时间", "日期", "活动日期"}},
		{"status", []string{"status", "状态"}},
		{"score", []string{"score", "得分", "评分"}},
		{"unit", []string{"unit", "business_unit", "事业部", "业务单元"}},
	}
	manualHeaders = []header{
		{"customer", []string{"customer_id", "customer", "customer_no", "customer_code", "account_id", "客户编号", "客户编码", "客户代码", "客户id", "客户"}},
		{"indicator", []string{"indicator", "measure", "指标", "评分项"}},
		{"score", []string{"score", "value", "得分", "评分", "分数"}},
		{"date", []string{"date", "scored_at", "日期", "评分日期", "打分日期"}},
		{"author", []string{"author", "scored_by", "评分人", "打分人"}},
		{"approved_by", []string{"approved_by", "approver", "审批人"}},
		{"approved_as", []string{"approved_as", "approver_role", "审批角色"}},
	}
	ownHeaders = []header{
		{"customer", []string{"customer_id", "customer", "customer_no", "customer_code", "account_id", "客户编号", "客户编码", "客户代码", "客户id", "客户"}},
		{"type", []string{"type", "类型", "属性"}},
		{"value", []string{"value", "值", "取值"}},
	}
	rateHeaders = []header{
		{"from", []string{"from", "from_currency", "原币", "原币种"}},
		{"to", []string{"to", "to_currency", "目标币种", "本位币"}},
		{"date", []string{"date", "日期"}},
		{"rate", []string{"rate", "汇率"}},
	}
)

// statusWords are the states of documents as files write them.
var statusWords = map[string]string{
	"draft": "draft", "confirmed": "confirmed", "done": "done", "cancelled": "cancelled",
	"open": "confirmed", "approved": "confirmed", "invoiced": "done", "shipped": "done", "delivered": "done", "won": "done", "lost": "cancelled", "completed": "done", "complete": "done", "closed": "done", "paid": "done", "canceled": "cancelled", "void": "cancelled",
	"草稿": "draft", "未审核": "draft", "待审核": "draft", "已确认": "confirmed", "已审核": "confirmed", "执行中": "confirmed", "正常": "confirmed",
	"已开票": "done", "已发货": "done", "已签收": "done", "赢单": "done", "输单": "cancelled",
	"已完成": "done", "完成": "done", "已关闭": "done", "已取消": "cancelled", "取消": "cancelled", "作废": "cancelled", "已作废": "cancelled",
}

// plainKinds are the names that --facts takes and factKinds does not map.
var plainKinds = []string{"customers", "rates", "manual_scores", "own_companies"}

// factKinds are the names that --facts takes and a mapping reads.
var factKinds = map[string]string{"orders": "order", "invoices": "invoice", "payments": "payment", "returns": "return", "opportunities": "opportunity", "activities": "activity"}

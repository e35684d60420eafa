package okki

import (
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// fixed are the preset fields, as the pages of the API tell them.
var fixed = map[string]map[string]connectors.Field{
	companies: preset(
		"name 公司名称 text! short_name 简称 text! serial_id 客户编号 text country 国家地区 text! province 省 text city 市 text tel_area_code 区号 text tel 座机 text! "+
			"fax 传真 text! homepage 公司主页 text! address 详细地址 text! remark 备注 text! timezone 时区 number biz_type 客户类型 number group_id 客户分组 number! "+
			"pool_id 公海分组 number trail_status 客户阶段 number cus_tag 客户标签 list origin_list 客户来源 list category_ids 主营产品 list customers 联系人 list "+
			"user_id 跟进人 other is_public 公海客户 number order_time 最近联系 time create_time 创建时间 time update_time 更新时间 time next_follow_up_time 下次跟进 text",
		map[string]string{
			"star 客户星级":               "1=1 2=2 3=3 4=4 5=5",
			"intention_level 采购意向":    "0=未知 1=低 2=中 3=高",
			"annual_procurement 年采购额": "0=无 1=0~1千美元 2=1千～5千美元 3=5千～1万美元 4=1万～3万美元 5=3万～5万美元 6=5万～10万美元 7=10万～30万美元 8=30万～50万美元 9=50万～100万美元 10=100万～500万美元 11=500万美元以上",
			"scale_id 规模":             "1=少于59人 2=60-149人 3=150-499人 4=500-999人 5=1000-4999人 6=5000人以上",
		}),
	orders: preset("order_no 订单号 text name 订单名称 text account_date 订单日期 date company_id 客户 reference currency 币种 text exchange_rate 汇率 number exchange_rate_usd 美元汇率 number "+
		"amount 订单金额 money amount_rmb 订单金额RMB money amount_usd 订单金额USD money product_total_amount 产品总金额 money addition_cost_amount 附加费用 money status 订单状态 number "+
		"users 业绩归属人 list product_list 产品 list remark 备注 text create_time 创建时间 time update_time 更新时间 time", nil),
}

// preset reads a list of name, label and type; a type that ends in ! can be written.
func preset(list string, choices map[string]string) map[string]connectors.Field {
	out := map[string]connectors.Field{}
	words := strings.Fields(list)
	for i := 0; i+2 < len(words); i += 3 {
		kind, target := strings.CutSuffix(words[i+2], "!")
		out[words[i]] = connectors.Field{Name: words[i], Label: words[i+1], Type: connectors.FieldType(kind), Native: kind, Target: target, ReadOnly: !target, Required: words[i] == "name"}
	}
	for head, list := range choices {
		name, label, _ := strings.Cut(head, " ")
		f := connectors.Field{Name: name, Label: label, Type: connectors.TypeChoice, Native: "integer", Target: true}
		for _, pair := range strings.Fields(list) {
			value, label, _ := strings.Cut(pair, "=")
			f.Options = append(f.Options, connectors.Choice{Value: value, Label: label})
		}
		out[name] = f
	}
	return out
}

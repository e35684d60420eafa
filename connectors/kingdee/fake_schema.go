package kingdee

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeForm is one form with its records.
type fakeForm struct {
	id, label, pk string
	tables        []*fakeTable // FBillHead first
	rows          map[int64]map[string]any
	ids           sandbox.IDs[int64]
	places        map[string]fakePlace
}

// fakePlace is where a field stands.
type fakePlace struct {
	table *fakeTable
	field *fakeField
}

// fakeTable is the header, a second half of it (single), or a table of lines,
// whose rows lie in the record under the table's key.
type fakeTable struct {
	key, label string
	single     bool
	fields     []fakeField
}

// fakeField is one field; kind is text, int, decimal, datetime, combo or ref.
type fakeField struct {
	key, label, kind string
	with             string // values of a combo, form of a ref
	must             bool
}

// fakeLines makes a table of lines "key kind label [with]", a ! after the kind marks a
// field that has to be filled in.
func fakeLines(key, label string, single bool, lines string) *fakeTable {
	t := &fakeTable{key: key, label: label, single: single}
	for line := range strings.Lines(lines) {
		w := strings.Fields(line)
		if len(w) < 3 {
			continue
		}
		fd := fakeField{key: w[0], kind: strings.TrimSuffix(w[1], "!"), label: w[2], must: strings.HasSuffix(w[1], "!")}
		if len(w) > 3 {
			fd.with = w[3]
		}
		t.fields = append(t.fields, fd)
	}
	return t
}

// billFields are what every bill has; status is Z draft, A created, B in
// approval, C audited, D again in approval [M].
const billFields = `
	FBillNo text 单据编号
	FDocumentStatus combo 单据状态 Z,A,B,C,D
	FCancelStatus combo 作废状态 A,B
	FCreateDate datetime 创建日期
	FModifyDate datetime 修改日期
	FApproveDate datetime 审核日期
`

// fakeForms are the forms with the field keys of [D] and of the vendor's bills.
// The halves of the header of bills (FSaleOrderFinance) are as in public notes.
func fakeForms() map[string]*fakeForm {
	forms := map[string]*fakeForm{}
	add := func(id, label, pk string, tables ...*fakeTable) {
		forms[id] = &fakeForm{id: id, label: label, pk: pk, tables: tables, rows: map[int64]map[string]any{}}
	}
	add("BD_Customer", "客户", "FCUSTID", fakeLines("FBillHead", "基本信息", true, `
		FNumber text! 客户编码
		FName text! 客户名称
		FShortName text 简称
		FCreateOrgId ref 创建组织 ORG_Organizations
		FUseOrgId ref 使用组织 ORG_Organizations
		FCOUNTRY ref 国家 BOS_ASSISTANTDATA_SELECT
		FPROVINCIAL ref 地区 BOS_ASSISTANTDATA_SELECT
		FADDRESS text 通讯地址
		FTEL text 联系电话
		FWEBSITE text 公司网址
		FINVOICETITLE text 发票抬头
		FTAXREGISTERCODE text 纳税登记号
		FSOCIALCRECODE text 统一社会信用代码
		FIsGroup combo 集团客户 true,false
		FGROUPCUSTID ref 对应集团客户 BD_Customer
		FCustTypeId ref 客户类别 BOS_ASSISTANTDATA_SELECT
		FGroup ref 客户分组 BOS_FORMGROUP
		FTRADINGCURRID ref 结算币别 BD_Currency
		FSELLER ref 销售员 BD_Saler
		FPriority int 客户优先级
		FLegalPerson text 法人代表
		FRegisterFund text 注册资金
		FDomains text 经营范围
		FDescription text 描述
		FDocumentStatus combo 数据状态 Z,A,B,C,D
		FForbidStatus combo 禁用状态 A,B
		FCreateDate datetime 创建日期
		FModifyDate datetime 修改日期
		FApproveDate datetime 审核日期
		F_PAEZ_Tier combo 集团分级 A,B,C,D
		F_PAEZ_Score decimal 集团评分
		F_PAEZ_Reason text 集团分级理由
		F_PAEZ_TierDate datetime 集团分级日期
		F_SZSP_KHZYJB ref 客户重要级别 BOS_ASSISTANTDATA_SELECT
	`), fakeLines("FT_BD_CUSTBANK", "银行信息", false, "FBANKCODE text 银行账号\nFACCOUNTNAME text 账户名称"))
	add("SAL_SaleOrder", "销售订单", "FID", fakeLines("FBillHead", "基本信息", true, billFields+`
		FDate datetime! 日期
		FCustId ref! 客户 BD_Customer
		FSaleOrgId ref! 销售组织 ORG_Organizations
		FCloseStatus combo 关闭状态 A,B
		FCloseDate datetime 关闭日期
	`), fakeLines("FSaleOrderFinance", "财务信息", true, `
		FSettleCurrId ref 结算币别 BD_Currency
		FExchangeRate decimal 汇率
		FBillAllAmount decimal 价税合计
		FBillAllAmount_LC decimal 价税合计（本位币）
	`), fakeLines("FSaleOrderEntry", "订单明细", false, `
		FMaterialId ref 物料编码 BD_MATERIAL
		FQty decimal 销售数量
		FTaxPrice decimal 含税单价
		FAllAmount decimal 价税合计
	`))
	add("AR_receivable", "应收单", "FID", fakeLines("FBillHead", "基本信息", true, billFields+`
		FDATE datetime! 业务日期
		FENDDATE_H datetime 到期日
		FCUSTOMERID ref! 客户 BD_Customer
		FCURRENCYID ref 币别 BD_Currency
		FALLAMOUNTFOR decimal 价税合计
		FISINIT combo 期初单据 true,false
		FSETTLEORGID ref 结算组织 ORG_Organizations
	`), fakeLines("FEntityDetail", "明细", false, "FMATERIALID ref 物料编码 BD_MATERIAL\nFPriceQty decimal 计价数量\nFALLAMOUNTFOR_D decimal 价税合计"))
	add("AR_RECEIVEBILL", "收款单", "FID", fakeLines("FBillHead", "基本信息", true, billFields+`
		FDATE datetime! 业务日期
		FCONTACTUNIT ref! 往来单位 BD_Customer
		FCURRENCYID ref 币别 BD_Currency
		FRECAMOUNTFOR_H decimal 应收金额
		FREALRECAMOUNTFOR decimal 实收金额
		FPAYORGID ref 收款组织 ORG_Organizations
	`), fakeLines("FRECEIVEBILLENTRY", "明细", false, "FRECTOTALAMOUNTFOR decimal 应收金额"))
	add("PAEZ_GroupTier", "集团分级", "FID", fakeLines("FBillHead", "基本信息", true, `
		FNumber text! 客户编码
		FName text! 名称
		FCreateDate datetime 创建日期
		FModifyDate datetime 修改日期
		F_PAEZ_Tier combo 集团分级 A,B,C,D
		F_PAEZ_Score decimal 集团评分
		F_PAEZ_Reason text 集团分级理由
	`))
	add("ORG_Organizations", "组织机构", "FOrgID", fakeLines("FBillHead", "基本信息", true, "FNumber text 编码\nFName text 名称"))
	for i, org := range []string{"100", "101", "102"} {
		id := int64(i + 1)
		forms["ORG_Organizations"].rows[id] = map[string]any{"FNumber": org, "FName": "组织" + org}
		forms["ORG_Organizations"].ids.Add(id)
	}
	return forms
}

// AddField adds a field to the header of a form, as an admin would.
func (f *Fake) AddField(form, key, kind, label string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	head := f.forms[form].tables[0]
	head.fields = append(head.fields, fakeField{key: key, kind: kind, label: label})
	f.forms[form].places = nil
}

// find gives a field and its table, nil when there is none; keys are matched by
// case [M].
func (o *fakeForm) find(key string) (*fakeTable, *fakeField) {
	if o.places == nil {
		o.places = map[string]fakePlace{}
		for _, t := range slices.Backward(o.tables) { // the header wins
			for i := range t.fields {
				o.places[t.fields[i].key] = fakePlace{t, &t.fields[i]}
			}
		}
	}
	p := o.places[key]
	return p.table, p.field
}

// describe is QueryBusinessInfo [V]. The database's type codes are as seen in
// answers; the meaning of ElementType stands nowhere.
func (f *Fake) describe(o *fakeForm) any {
	types := map[string]int{"text": 231, "int": 56, "decimal": 106, "datetime": 61, "combo": 175, "ref": 56}
	label := func(s string) []any { return []any{map[string]any{"Key": 2052, "Value": s}} }
	var entrys []any
	for _, t := range o.tables {
		fields := []any{}
		for _, fd := range t.fields {
			lookup := ""
			if fd.kind == "ref" {
				lookup = fd.with
			}
			must := "0"
			if fd.must {
				must = "1"
			}
			fields = append(fields, map[string]any{"Key": fd.key, "Name": label(fd.label), "FieldType": types[fd.kind], "ElementType": 1, "LookUpObjectFormId": lookup, "MustInput": must})
		}
		entrys = append(entrys, map[string]any{"Key": t.key, "ParentKey": nil, "Name": label(t.label), "Fields": fields})
	}
	return map[string]any{"Result": map[string]any{
		"ResponseStatus": map[string]any{"IsSuccess": true, "Errors": []any{}, "SuccessEntitys": []any{}, "SuccessMessages": []any{}, "MsgCode": 0},
		"NeedReturnData": map[string]any{"Id": o.id, "Name": label(o.label), "PkFieldName": o.pk, "Entrys": entrys},
	}}
}

// innerID is the internal id behind a base-data number that the fake keeps no
// form for.
func innerID(number string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(number)) // never fails
	return int64(h.Sum32() % 900000)
}

func decodeFake(text string, into any) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return fmt.Errorf("more than one value")
	}
	return nil
}

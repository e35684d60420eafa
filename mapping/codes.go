package mapping

import "github.com/tierloop/tierloop/model"

// Code is one entry of the catalogue of this room: E20xx are faults of a
// mapping file, E21xx of a row.
type Code struct {
	Code    string
	Meaning model.Text
	Fix     model.Text
}

// The codes of faults of a mapping file.
const (
	CodeVersion     = "E2001"
	CodeField       = "E2002"
	CodeRule        = "E2003"
	CodePath        = "E2004"
	CodeExpression  = "E2005"
	CodeRequired    = "E2006"
	CodeWord        = "E2007"
	CodeUnreachable = "E2008"
	CodeReference   = "E2009"
	CodeEcho        = "E2010"
	CodeTarget      = "E2011"
	CodeTierMissing = "E2012"
	CodeTierUnknown = "E2013"
	CodePurpose     = "E2014"
	CodeNotation    = "E2015"
	CodeCase        = "E2016"
	CodeUnit        = "E2017"
)

// The codes of problems of a row. Identifier, Phone, Email and Dropped are
// noted and the row is taken; the others quarantine it.
const (
	CodeMissing     = "E2101"
	CodeNumber      = "E2102"
	CodeDate        = "E2103"
	CodeIdentifier  = "E2104"
	CodePhone       = "E2105"
	CodeShape       = "E2106"
	CodeCurrency    = "E2107"
	CodeUnmapped    = "E2108"
	CodeCustomer    = "E2109"
	CodeOverflow    = "E2110"
	CodeExprFailed  = "E2111"
	CodeNoID        = "E2112"
	CodeEmail       = "E2113"
	CodeDropped     = "E2114"
	CodeUnitMissing = "E2115"
	CodeRecord      = "E2116" // said by the caller, before Map
)

// Codes is the catalogue, in order.
var Codes = []Code{
	code(CodeVersion, "映射文件的版本不被支持", "the mapping file has an unsupported version", "写 version: mapping/v1", "write version: mapping/v1"),
	code(CodeField, "没有这个标准字段", "there is no such canonical field", "改用提示的字段，自定义内容用 attributes.<名称>", "use the suggested field, or attributes.NAME for your own"),
	code(CodeRule, "字段规则的写法矛盾或不完整", "a field rule contradicts itself or is incomplete", "from、value、expr 三者写且只写一个", "give exactly one of from, value and expr"),
	code(CodePath, "来源字段路径写法有误", "a source path is malformed", "用点号分隔各级，含点号的名称加单引号", "separate the steps by dots; quote a name that holds a dot with single quotes"),
	code(CodeExpression, "表达式无法编译", "an expression does not compile", "按所示列号修改表达式", "correct the expression at the column shown"),
	code(CodeRequired, "缺少必须映射的字段", "a field that must be mapped is not", "为该字段补上规则", "add a rule for the field"),
	code(CodeWord, "映射结果不是该字段允许的值", "a value is not one that the field takes", "改成列出的允许值之一", "use one of the values listed"),
	code(CodeUnreachable, "值表中有永远用不到的条目", "a map entry can never be reached", "删除该条目或修正键", "remove the entry or correct its key"),
	code(CodeReference, "引用了不存在的对象、值表", "an object or table is named that does not exist", "改正名称", "correct the name"),
	code(CodeEcho, "回写字段又被当作输入读取，会造成回声", "a write-back field is also read as input, which would echo", "回写到另一个字段，或不再读取它", "write to another field, or stop reading this one"),
	code(CodeTarget, "回写规则有误", "a write-back rule is wrong", "按提示修改 take、policy、unrated 或 lang", "correct take, policy, unrated or lang as told"),
	code(CodeTierMissing, "等级值表缺少策略中的等级", "the tier map lacks a tier of the policy", "在 map 中补上该等级在本系统的值", "add this system's value for the tier to map"),
	code(CodeTierUnknown, "等级值表含有策略中没有的等级", "the tier map names a tier that the policy lacks", "删除该条目或改正等级代码", "remove the entry or correct the tier's code"),
	code(CodePurpose, "映射了个人联系方式却没有写明用途", "contact data of persons is mapped without a purpose", "在 purpose 中写明处理目的，或不映射这些字段", "state the purpose in purpose:, or do not map these fields"),
	code(CodeNotation, "未知的对象类别、写法或时区", "an unknown kind of object, notation or time zone", "改成列出的值之一", "use one of the values listed"),
	code(CodeCase, "文件内的用例有误", "a case of the file is wrong", "按提示修改用例", "correct the case as told"),
	code(CodeUnit, "配置中没有这个业务单元", "the configuration has no such business unit", "改正名称，或在 units 中登记", "correct the name, or list it under units"),

	code(CodeMissing, "必填值缺失（占位文字视为缺失）", "a required value is absent (placeholders count as absent)", "在来源系统补录，或为该字段设 default", "complete it in the source, or give the field a default"),
	code(CodeNumber, "不是数字", "the value is no number", "在来源系统更正，或声明正确的写法（as）", "correct it in the source, or declare the notation (as)"),
	code(CodeDate, "不是可识别的日期", "the value is no date of a known notation", "在来源系统更正，或声明正确的写法（as）", "correct it in the source, or declare the notation (as)"),
	code(CodeIdentifier, "证件号校验不通过；保留但不用于匹配", "an identifier fails its check; it is kept but bears no evidence", "请业务人员在来源系统更正号码", "have the number corrected in the source"),
	code(CodePhone, "电话号码无效；保留原文", "a phone number is not valid; its text is kept", "在来源系统更正，或设 country", "correct it in the source, or set country"),
	code(CodeShape, "值的形态不对（对象、列表或真假值出现在单个值的位置）", "a value has the wrong shape: an object, list or truth value where one value belongs", "把路径写到具体的字段，如 owner.name 或 list.0", "make the path go down to the value, such as owner.name or list.0"),
	code(CodeCurrency, "未知的币种", "an unknown currency", "用 map 把来源写法映射到 ISO 4217 代码", "map the source's writing to an ISO 4217 code"),
	code(CodeUnmapped, "值表里没有这个值", "the value is not in the map", "在 map 中补上，或设 default", "add it to map, or give a default"),
	code(CodeCustomer, "没有客户引用", "the row refers to no customer", "在来源系统补上客户，或用 skip 排除这类单据", "add the customer in the source, or leave such rows out with skip"),
	code(CodeOverflow, "金额过大，无法表示", "the amount is too large to hold", "检查来源金额的单位", "check the unit of the source's amount"),
	code(CodeExprFailed, "表达式对这一行求值失败", "an expression failed on this row", "按原因修改表达式，例如 number(字段, 0)", "correct the expression as told, for example number(field, 0)"),
	code(CodeNoID, "没有记录编号", "the record has no id", "检查该来源的主键设置", "check which key the source is read by"),
	code(CodeEmail, "邮箱无效，已忽略", "a mail address is not valid and was left out", "在来源系统更正", "correct it in the source"),
	code(CodeDropped, "值不可用，已忽略；该行照常处理", "a value could not be used and was left out; the row is taken", "补全 map 或更正来源值", "complete the map, or correct the value in the source"),
	code(CodeUnitMissing, "无法确定业务单元", "the business unit is not known", "为 unit 设 default，或给来源设固定单元", "give unit a default, or the source a fixed unit"),
	code(CodeRecord, "存储的原始记录无法读取", "the stored raw record cannot be read", "重新拉取该记录", "pull the record again"),
}

func code(c, zh, en, fixZH, fixEN string) Code {
	return Code{Code: c, Meaning: model.Text{ZH: zh, EN: en}, Fix: model.Text{ZH: fixZH, EN: fixEN}}
}

// Lookup finds a code of the catalogue.
func Lookup(c string) (Code, bool) {
	for _, e := range Codes {
		if e.Code == c {
			return e, true
		}
	}
	return Code{}, false
}

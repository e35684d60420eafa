package kingdee

import (
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// What the option audited may say.
const (
	auditedField    = "field"
	auditedSideForm = "side_form"
)

func init() {
	connectors.Register(connectors.Type{
		Name:          Name,
		Title:         "金蝶云星空",
		Kind:          "erp",
		Help:          "Kingdee K3Cloud Web API: customers, sales orders, receivables and receipts; the tier goes into custom fields of the customer or into a side form",
		HelpZH:        "金蝶云星空 WebAPI：客户、销售订单、应收单、收款单；分级写回客户的自定义字段或独立的分级表单",
		Options:       options,
		ObjectOptions: objectOptions,
		New:           New,
		Fake:          func(s sandbox.Setup) sandbox.Fake { return NewFake(s) },
	})
}

var options = []connectors.Option{
	{Name: "base_url", Type: connectors.OptURL, Required: true, Example: "https://acme.ik3cloud.com/K3Cloud",
		Help: "address of the system, with /K3Cloud or without", HelpZH: "系统地址，可带或不带 /K3Cloud"},
	{Name: "auth", Type: connectors.OptChoice, Choices: []string{authSigned, authAppSecret, authLoginSign, authPassword}, Default: authSigned,
		Help:   "signed: every call is signed, no login; app_secret, login_sign, password: one session by app secret, by a signed login, or by password",
		HelpZH: "signed：逐次签名、无需登录；app_secret、login_sign、password：分别以应用密钥、登录签名、用户密码建立会话"},
	{Name: "acct_id", Type: connectors.OptString, Required: true, Example: "62a1b2c3d4e5f6",
		Help: "id of the account set (data centre)", HelpZH: "账套（数据中心）ID"},
	{Name: "user_name", Type: connectors.OptString, Required: true, Example: "tierloop",
		Help: "user of its own for TierLoop; rows that it may not see are silently absent", HelpZH: "TierLoop 专用的集成用户；其无权查看的数据会被静默略去"},
	{Name: "app_id", Type: connectors.OptString, Example: "123456_YWJj…",
		Help: "app id of the third-party login authorisation; needed unless auth is password", HelpZH: "第三方系统登录授权的应用 ID；除 password 外必填"},
	{Name: "app_secret", Type: connectors.OptString, Secret: true,
		Help: "app secret; needed unless auth is password", HelpZH: "应用密钥；除 password 外必填"},
	{Name: "password", Type: connectors.OptString, Secret: true,
		Help: "password of the user, for auth password", HelpZH: "用户密码，仅用于 password 方式"},
	{Name: "lcid", Type: connectors.OptInt, Default: 2052,
		Help: "language of names and messages: 2052 Chinese, 1033 English", HelpZH: "语言：2052 简体中文，1033 英文"},
	{Name: "org_num", Type: connectors.OptInt, Default: 0,
		Help: "organisation that signed calls act in; 0 is the user's default", HelpZH: "签名调用所处的组织编码；0 表示用户默认组织"},
	{Name: "orgs", Type: connectors.OptList, Example: "[100, 101]",
		Help: "numbers of the organisations to read, each a part of its own; empty reads what the user sees at once", HelpZH: "要读取的组织编码，逐个组织读取；留空则一次读取用户可见的全部数据"},
	{Name: "tz", Type: connectors.OptString, Default: "Asia/Shanghai",
		Help: "zone of the server's clock: its stamps carry none", HelpZH: "服务器所在时区（系统时间戳不带时区）"},
	{Name: "overlap", Type: connectors.OptDuration, Default: 10 * time.Minute,
		Help: "how far an incremental pull reads back, against late rows and clocks that differ", HelpZH: "增量拉取向前重读的时长，用于防止晚到数据与时钟误差造成遗漏"},
	{Name: "audited", Type: connectors.OptChoice, Choices: []string{auditedField, auditedSideForm}, Default: auditedField,
		Help:   "field: tiers are saved into fields of the customer, which the admin has opened for editing after audit; side_form: only targets form:FORM.FIELD are written",
		HelpZH: "field：写入客户字段，须由管理员允许该字段在审核后修改；side_form：只写 form:表单.字段 形式的目标，绝不改动客户"},
	{Name: "side_form", Type: connectors.OptString, Example: "PAEZ_GroupTier",
		Help: "id of a small custom form that needs no audit and holds one row a customer; rows may be created", HelpZH: "无需审核的自定义分级表单标识，每个客户一行；缺行时自动新增"},
	{Name: "side_key", Type: connectors.OptString, Default: "FNumber", Example: "F_PAEZ_Customer.FNumber",
		Help: "field of the side form that holds the customer's number", HelpZH: "分级表单中存放客户编码的字段"},
}

var objectOptions = []connectors.Option{
	{Name: "org_field", Type: connectors.OptString, Example: "FSaleOrgId",
		Help: "field of the form that names the organisation, for the option orgs", HelpZH: "表单中的组织字段，配合 orgs 使用"},
	{Name: "filter", Type: connectors.OptString, Example: "FDocumentStatus='C' and FCancelStatus='A'",
		Help: "condition on every row that is read; rows that leave it count as deleted", HelpZH: "读取条件（FilterString）；不再满足条件的行视为已删除"},
}

// orgFields are the organisation fields of the known forms.
var orgFields = map[string]string{customerForm: "FUseOrgId", orderForm: "FSaleOrgId", receivableForm: "FSETTLEORGID", receiptForm: "FPAYORGID"}

// checkOptions finds what is missing for the chosen way of authentication.
func checkOptions(cfg connectors.Config) error {
	needed := []string{"app_id", "app_secret"}
	if cfg.String("auth") == authPassword {
		needed = []string{"password"}
	}
	if cfg.String("audited") == auditedSideForm {
		needed = append(needed, "side_form")
	}
	for _, name := range needed {
		if cfg.String(name) == "" {
			reason := "is required with auth " + cfg.String("auth")
			if name == "side_form" {
				reason = "is required with audited side_form"
			}
			return &connectors.OptionError{Option: name, Reason: reason}
		}
	}
	return nil
}

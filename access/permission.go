package access

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Permission is something that a role may do.
type Permission string

// The permissions. Public needs nobody, Self anybody who is logged in: these two
// stand for routes and are in no role.
const (
	Public Permission = "public"
	Self   Permission = "self"

	OverviewRead    Permission = "overview.read"
	RunsRead        Permission = "runs.read"
	RunsStart       Permission = "runs.start"
	ConnectionsRead Permission = "connections.read"
	ConnectionsTry  Permission = "connections.check"
	DeadRead        Permission = "dlq.read"
	DeadReplay      Permission = "dlq.replay"

	CustomersRead   Permission = "customers.read"
	CustomersAmend  Permission = "customers.amend"
	CustomersReveal Permission = "customers.reveal"
	CustomersAsk    Permission = "customers.ask"
	CustomersGrant  Permission = "customers.grant"
	HierarchyRead   Permission = "hierarchy.read"
	ReviewRead      Permission = "review.read"
	ReviewDecide    Permission = "review.decide"
	QualityRead     Permission = "quality.read"

	ReportRead  Permission = "report.read"
	PolicyRead  Permission = "policy.read"
	TierPin     Permission = "tier.pin"
	ScoresEnter Permission = "scores.enter"
	ScoresAllow Permission = "scores.approve"
	ExportMake  Permission = "export.make"

	PlanRead    Permission = "plan.read"
	PlanApprove Permission = "plan.approve"
	PlanApply   Permission = "plan.apply"

	AuditRead     Permission = "audit.read"
	PrivacyManage Permission = "privacy.manage"
	UsersManage   Permission = "users.manage"
	SettingsRead  Permission = "settings.read"
)

// Grant is one line of the table of permissions.
type Grant struct {
	Permission Permission
	What       model.Text
	// Whole: what it opens cannot be cut to units, so a principal that is limited
	// to some never has it.
	Whole bool
	Roles []model.Role // besides admin, who has them all
}

// Roles are the roles that an account can have, in the order of the table.
var Roles = []model.Role{model.Admin, model.Operator, model.Steward, model.Analyst, model.Approver, model.Viewer, model.Auditor}

var grants = []Grant{
	{OverviewRead, model.Text{ZH: "查看总览", EN: "see the overview"}, false, []model.Role{model.Operator, model.Steward, model.Analyst, model.Approver, model.Viewer, model.Auditor}},
	{RunsRead, model.Text{ZH: "查看同步运行及其逐行结果", EN: "see runs and what became of each row"}, true, []model.Role{model.Operator, model.Steward, model.Approver, model.Auditor}},
	{RunsStart, model.Text{ZH: "启动任务", EN: "start a job"}, true, []model.Role{model.Operator}},
	{ConnectionsRead, model.Text{ZH: "查看连接状态", EN: "see connections and their state"}, true, []model.Role{model.Operator, model.Approver, model.Auditor}},
	{ConnectionsTry, model.Text{ZH: "立即检查连接", EN: "check a connection now"}, true, []model.Role{model.Operator}},
	{DeadRead, model.Text{ZH: "查看死信", EN: "see dead letters"}, true, []model.Role{model.Operator, model.Steward, model.Auditor}},
	{DeadReplay, model.Text{ZH: "重放或丢弃死信", EN: "replay or drop dead letters"}, true, []model.Role{model.Operator}},
	{CustomersRead, model.Text{ZH: "查找和查看客户", EN: "find and see customers"}, false, []model.Role{model.Operator, model.Steward, model.Analyst, model.Approver, model.Viewer, model.Auditor}},
	{CustomersAmend, model.Text{ZH: "更正取值，合并、拆分、关联客户", EN: "correct values; merge, split and link customers"}, true, []model.Role{model.Steward}},
	{CustomersReveal, model.Text{ZH: "写明原因后查看一个客户被遮盖的个人信息", EN: "see a customer's masked personal data, for a reason"}, false, []model.Role{model.Steward, model.Approver, model.Viewer}},
	{CustomersAsk, model.Text{ZH: "申请查看其他业务单元的部分", EN: "ask to see what other units have of a customer"}, false, []model.Role{model.Operator, model.Steward, model.Analyst, model.Approver, model.Viewer}},
	{CustomersGrant, model.Text{ZH: "答复对本业务单元数据的查看申请", EN: "answer who asks to see what one's units have of a customer"}, false, []model.Role{model.Steward}},
	{HierarchyRead, model.Text{ZH: "浏览集团层级", EN: "browse groups of companies"}, true, []model.Role{model.Operator, model.Steward, model.Analyst, model.Approver, model.Viewer, model.Auditor}},
	{ReviewRead, model.Text{ZH: "查看待审核的客户对", EN: "see the review queue"}, true, []model.Role{model.Steward, model.Approver, model.Auditor}},
	{ReviewDecide, model.Text{ZH: "裁定待审核的客户对", EN: "decide pairs of the review queue"}, true, []model.Role{model.Steward}},
	{QualityRead, model.Text{ZH: "查看数据质量", EN: "see the quality of the data"}, false, []model.Role{model.Operator, model.Steward, model.Analyst, model.Auditor}},
	{ReportRead, model.Text{ZH: "查看集团报表", EN: "read group reports"}, false, []model.Role{model.Steward, model.Analyst, model.Approver, model.Viewer, model.Auditor}},
	{PolicyRead, model.Text{ZH: "查看并试算等级策略", EN: "see and try the tier policy"}, true, []model.Role{model.Operator, model.Steward, model.Analyst, model.Approver, model.Auditor}},
	{TierPin, model.Text{ZH: "固定、保底或封顶客户等级", EN: "pin, floor or cap a customer's tier"}, true, []model.Role{model.Approver}},
	{ScoresEnter, model.Text{ZH: "导入人工打分", EN: "import manual scores"}, true, []model.Role{model.Steward, model.Analyst, model.Approver}},
	{ScoresAllow, model.Text{ZH: "审批他人的人工打分", EN: "approve manual scores that others gave"}, true, []model.Role{model.Approver}},
	{ExportMake, model.Text{ZH: "导出文件", EN: "export files"}, false, []model.Role{model.Analyst, model.Approver}},
	{PlanRead, model.Text{ZH: "查看回写计划", EN: "see write-back plans"}, true, []model.Role{model.Operator, model.Steward, model.Approver, model.Auditor}},
	{PlanApprove, model.Text{ZH: "批准被闸门拦下的计划", EN: "approve a plan that a gate holds"}, true, []model.Role{model.Approver}},
	{PlanApply, model.Text{ZH: "执行或撤销回写计划", EN: "apply or undo a write-back plan"}, true, []model.Role{model.Operator}},
	{AuditRead, model.Text{ZH: "查看审计日志", EN: "read the audit log"}, true, []model.Role{model.Approver, model.Auditor}},
	{PrivacyManage, model.Text{ZH: "查找、导出和删除一个人的信息", EN: "find, hand out and erase the data of a person"}, true, nil},
	{UsersManage, model.Text{ZH: "管理用户、令牌与会话", EN: "manage users, tokens and sessions"}, true, nil},
	{SettingsRead, model.Text{ZH: "查看设置", EN: "see the settings"}, true, []model.Role{model.Operator, model.Auditor}},
}

// Grants is the table of permissions, in its order.
func Grants() []Grant { return slices.Clone(grants) }

// Has says whether the role has the permission.
func (g Grant) Has(role model.Role) bool {
	return role == model.Admin || slices.Contains(g.Roles, role)
}

// Permissions are what a principal may do, by its role and its units.
func Permissions(p model.Principal) []Permission {
	var out []Permission
	for _, g := range grants {
		if g.Has(p.Role) && slices.Contains(Roles, p.Role) && (p.Group() || !g.Whole) {
			out = append(out, g.Permission)
		}
	}
	return out
}

// grave are the permissions by which systems are written, persons erased, and others
// let in: whoever has a second factor shows it anew before using them.
var grave = []Permission{PlanApprove, PlanApply, PrivacyManage, UsersManage}

// Grave says whether the use of a permission asks for the second factor.
func Grave(p Permission) bool { return slices.Contains(grave, p) }

// Scopes are the permissions that a token of the API can have.
func Scopes() []Permission {
	return []Permission{CustomersRead, CustomersAsk, CustomersGrant, RunsRead, PlanRead, ReviewRead, ScoresEnter, ScoresAllow, ExportMake}
}

// Known says whether a permission can stand at a route.
func Known(p Permission) bool {
	return p == Public || p == Self || slices.ContainsFunc(grants, func(g Grant) bool { return g.Permission == p })
}

// personal are the attributes of persons, in the words of model.Principal.Masked.
var personal = []string{"phone", "email", "address", "identifier"}

// Maskable are the attributes that an account can be kept from reading.
func Maskable() []string { return slices.Clone(personal) }

// Mask is what a new account of the role does not see: whoever decides about
// records, or writes them back, needs what the others read reports without.
func Mask(role model.Role) []string {
	switch role {
	case model.Admin, model.Steward, model.Operator:
		return nil
	}
	return slices.Clone(personal)
}

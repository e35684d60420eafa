package web

import (
	"fmt"
	"net/http"

	"github.com/tierloop/tierloop/access"
)

// route is one way into the console. may is asked before serve runs; there is no
// route without it.
type route struct {
	pattern string // method and path, as of http.ServeMux
	may     access.Permission
	serve   func(*visit) error
}

// routes is the one table of everything that can be asked for.
func (c *Console) routes() []route {
	return []route{
		// Without a login.
		{"GET /static/{file...}", access.Public, c.static},
		{"GET /login", access.Public, c.loginPage},
		{"POST /login", access.Public, c.login},
		{"GET /login/code", access.Public, c.codePage},
		{"POST /login/code", access.Public, c.loginByCode},
		{"GET /setup", access.Public, c.setupPage},
		{"POST /setup", access.Public, c.setup},
		{"GET /welcome", access.Public, c.welcomePage},
		{"POST /welcome", access.Public, c.welcome},
		{"POST /welcome/sso", access.Public, c.welcomeSignOn},
		{"GET /sso", access.Public, c.signOn},
		{"GET /sso/return", access.Public, c.signedOn},
		{"POST /sso/logout", access.Public, c.signedOff},
		{"POST /language", access.Public, c.language},

		// One's own account.
		{"POST /logout", access.Self, c.logout},
		{"GET /account", access.Self, c.accountPage},
		{"POST /account/password", access.Self, c.changePassword},
		{"GET /account/factor", access.Self, c.factorPage},
		{"POST /account/factor", access.Self, c.beginFactor},
		{"POST /account/factor/confirm", access.Self, c.confirmFactor},
		{"POST /account/factor/codes", access.Self, c.renewRecovery},
		{"POST /account/factor/off", access.Self, c.dropFactor},
		{"POST /account/sessions/end", access.Self, c.endOwnSession},

		// Operations 运营.
		{"GET /{$}", access.OverviewRead, c.overview},
		{"GET /runs", access.RunsRead, c.runsPage},
		{"POST /runs", access.RunsStart, c.startJob},
		{"GET /runs/{id}", access.RunsRead, c.runPage},
		{"POST /runs/{id}/undo", access.PlanApply, c.undoRun},
		{"GET /connections", access.ConnectionsRead, c.connectionsPage},
		{"POST /connections/{source}/check", access.ConnectionsTry, c.tryConnection},
		{"GET /dead", access.DeadRead, c.deadPage},
		{"POST /dead/replay", access.DeadReplay, c.replayDead},
		{"POST /dead/drop", access.DeadReplay, c.dropDead},

		// Master data 主数据.
		{"GET /search", access.CustomersRead, c.sought(c.searchPage)},
		{"POST /search", access.CustomersRead, c.find},
		{"GET /customers", access.CustomersRead, c.sought(c.customersPage)},
		{"POST /customers", access.CustomersRead, c.find},
		{"GET /customers/{id}", access.CustomersRead, c.customerPage},
		{"POST /customers/{id}/reveal", access.CustomersReveal, c.revealCustomer},
		{"POST /customers/{id}/ask", access.CustomersAsk, c.askToSee},
		{"GET /requests", access.CustomersAsk, c.requestsPage},
		{"POST /requests/{id}", access.CustomersGrant, c.answerRequest},
		{"POST /customers/{id}/override", access.CustomersAmend, c.overrideValue},
		{"POST /customers/{id}/override/end", access.CustomersAmend, c.endOverride},
		{"POST /customers/{id}/merge", access.CustomersAmend, c.mergeCustomer},
		{"POST /customers/{id}/split", access.CustomersAmend, c.splitCustomer},
		{"POST /customers/{id}/link", access.CustomersAmend, c.linkCustomer},
		{"POST /customers/{id}/pin", access.TierPin, c.pinTier},
		{"POST /customers/{id}/pin/end", access.TierPin, c.unpinTier},
		{"GET /review", access.ReviewRead, c.reviewPage},
		{"POST /review/claim", access.ReviewDecide, c.claimReview},
		{"POST /review/decide", access.ReviewDecide, c.decideReview},
		{"POST /review/undo", access.ReviewDecide, c.undoReview},
		{"POST /review/settle", access.ReviewDecide, c.settleReview},
		{"GET /review/history", access.ReviewRead, c.reviewHistory},
		{"GET /review/groups", access.ReviewRead, c.groupsPage},
		{"POST /review/groups/accept", access.ReviewDecide, c.acceptGroups},
		{"POST /review/groups/undo", access.ReviewDecide, c.undoBatch},
		{"GET /imports/review", access.ReviewDecide, c.importPage("review")},
		{"GET /imports/review/template", access.ReviewDecide, c.importTemplate("review")},
		{"GET /imports/review/back/{id}", access.ReviewDecide, c.importBack("review")},
		{"POST /imports/review", access.ReviewDecide, c.sendImport("review")},
		{"GET /imports/parents", access.CustomersAmend, c.importPage("parents")},
		{"GET /imports/parents/template", access.CustomersAmend, c.importTemplate("parents")},
		{"GET /imports/parents/back/{id}", access.CustomersAmend, c.importBack("parents")},
		{"POST /imports/parents", access.CustomersAmend, c.sendImport("parents")},
		{"GET /hierarchy", access.HierarchyRead, c.hierarchyPage},
		{"GET /hierarchy/{id}", access.HierarchyRead, c.branchPage},
		{"GET /quality", access.QualityRead, c.qualityPage},

		// Analysis 分析.
		{"GET /reports", access.ReportRead, c.frontPage},
		{"GET /reports/{report}", access.ReportRead, c.reportPage},
		{"GET /reports/{report}/file", access.ExportMake, c.reportFile},
		{"GET /policy", access.PolicyRead, c.policyPage},
		{"GET /imports/pins", access.TierPin, c.importPage("pins")},
		{"GET /imports/pins/template", access.TierPin, c.importTemplate("pins")},
		{"GET /imports/pins/back/{id}", access.TierPin, c.importBack("pins")},
		{"POST /imports/pins", access.TierPin, c.sendImport("pins")},
		{"GET /imports/scores", access.ScoresEnter, c.importPage("scores")},
		{"GET /imports/scores/template", access.ScoresEnter, c.importTemplate("scores")},
		{"GET /imports/scores/back/{id}", access.ScoresEnter, c.importBack("scores")},
		{"POST /imports/scores", access.ScoresEnter, c.sendImport("scores")},
		{"GET /scores", access.ScoresEnter, c.scoresPage},
		{"POST /scores", access.ScoresAllow, c.answerScores},
		{"POST /policy/trials", access.PolicyRead, c.tryPolicy},
		{"GET /policy/trials/{id}", access.PolicyRead, c.trialPage},
		{"POST /policy/trials/{id}/stop", access.PolicyRead, c.stopTrial},
		{"GET /policy/trials/{id}/file", access.ExportMake, c.trialFile},
		{"GET /exports", access.ExportMake, c.exportsPage},
		{"POST /exports", access.ExportMake, c.startExport},
		{"GET /exports/{id}/file", access.ExportMake, c.exportFile},

		// Governance 治理.
		{"GET /plans", access.PlanRead, c.plansPage},
		{"GET /plans/{id}", access.PlanRead, c.sought(c.planPage)},
		{"POST /plans/{id}", access.PlanRead, c.find},
		{"POST /plans/{id}/approve", access.PlanApprove, c.approvePlan},
		{"POST /plans/{id}/apply", access.PlanApply, c.applyPlan},
		{"GET /privacy", access.PrivacyManage, c.privacyPage},
		{"POST /privacy/find", access.PrivacyManage, c.findPerson},
		{"POST /privacy/export", access.PrivacyManage, c.exportPerson},
		{"POST /privacy/erase", access.PrivacyManage, c.erasePerson},
		{"GET /privacy/receipts/{id}", access.PrivacyManage, c.receiptPage},
		{"GET /users", access.UsersManage, c.usersPage},
		{"POST /users", access.UsersManage, c.addUser},
		{"GET /users/{name}", access.UsersManage, c.userPage},
		{"POST /users/{name}", access.UsersManage, c.changeUser},
		{"POST /users/{name}/invite", access.UsersManage, c.inviteUser},
		{"POST /users/{name}/disable", access.UsersManage, c.disableUser},
		{"POST /users/{name}/enable", access.UsersManage, c.enableUser},
		{"POST /users/{name}/unbind", access.UsersManage, c.unbindUser},
		{"POST /users/{name}/factor/reset", access.UsersManage, c.resetFactor},
		{"POST /users/{name}/sessions/end", access.UsersManage, c.endUserSession},
		{"POST /users/{name}/tokens", access.UsersManage, c.makeToken},
		{"POST /users/{name}/tokens/revoke", access.UsersManage, c.revokeToken},
		{"GET /audit", access.AuditRead, c.auditPage},
		{"POST /audit/export", access.AuditRead, c.exportAudit},
		{"GET /settings", access.SettingsRead, c.settingsPage},

		// Programs, with a token.
		{"GET /api/v1/openapi.json", access.Public, c.apiDocument},
		{"GET /api/v1/customers", access.CustomersRead, c.apiCustomers},
		{"POST /api/v1/customers/search", access.CustomersRead, c.apiCustomers},
		{"GET /api/v1/entities", access.CustomersRead, c.apiEntities},
		{"POST /api/v1/entities/search", access.CustomersRead, c.apiEntities},
		{"GET /api/v1/entities/{id}", access.CustomersRead, c.apiEntity},
		{"GET /api/v1/entities/{id}/explain", access.CustomersRead, c.apiExplain},
		{"GET /api/v1/entities/{id}/tiers", access.CustomersRead, c.apiTiers},
		{"POST /api/v1/entities/{id}/requests", access.CustomersAsk, c.apiAsk},
		{"GET /api/v1/requests/asked", access.CustomersAsk, c.apiAsked},
		{"GET /api/v1/requests", access.CustomersGrant, c.apiRequests},
		{"GET /api/v1/requests/{id}", access.CustomersGrant, c.apiRequest},
		{"POST /api/v1/requests/{id}/grant", access.CustomersGrant, c.apiGrant},
		{"POST /api/v1/requests/{id}/decline", access.CustomersGrant, c.apiDecline},
		{"POST /api/v1/requests/{id}/end", access.CustomersGrant, c.apiEnd},
		{"GET /api/v1/scores", access.ScoresEnter, c.apiScores},
		{"POST /api/v1/scores", access.ScoresEnter, c.apiEnterScores},
		{"POST /api/v1/scores/approve", access.ScoresAllow, c.apiApproveScores},
		{"POST /api/v1/scores/decline", access.ScoresAllow, c.apiDeclineScores},
		{"GET /api/v1/lookup", access.CustomersRead, c.apiLookup},
		{"GET /api/v1/decisions", access.ReviewRead, c.apiDecisions},
		{"GET /api/v1/exports", access.ExportMake, c.apiExports},
		{"POST /api/v1/exports", access.ExportMake, c.apiStartExport},
		{"GET /api/v1/exports/{id}", access.ExportMake, c.apiExport},
		{"GET /api/v1/exports/{id}/file", access.ExportMake, c.exportFile},
		{"GET /api/v1/runs", access.RunsRead, c.apiRuns},
		{"GET /api/v1/runs/{id}", access.RunsRead, c.apiRun},
		{"GET /api/v1/plans", access.PlanRead, c.apiPlans},
		{"GET /api/v1/plans/{id}", access.PlanRead, c.apiPlan},
		{"GET /api/v1/plans/{id}/rows", access.PlanRead, c.apiPlanRows},
	}
}

// mux registers the table. Whatever is not in it is not found, after a login.
func (c *Console) mux() (*http.ServeMux, error) {
	mux := http.NewServeMux()
	for _, r := range c.routes() {
		if !access.Known(r.may) {
			return nil, fmt.Errorf("route %s has no permission", r.pattern)
		}
		mux.Handle(r.pattern, c.door(r))
	}
	mux.Handle("/", c.door(route{"/", access.Public, func(v *visit) error {
		if !v.In() {
			v.askIn()
			return nil
		}
		return errNotFound
	}}))
	return mux, nil
}

// door lets in who may.
func (c *Console) door(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v, err := c.visit(w, req)
		switch {
		case err != nil:
		case !v.readable():
			err = errBadQuery
		case v.tooFast():
			err = errTooFast
		case v.May(r.may):
			err = v.serve(r)
		case !v.In():
			v.askIn()
		case v.Enrol: // nothing else is open until there is a second factor
			err = v.redirect("/account/factor", "")
		default:
			err = errForbidden
		}
		if err != nil {
			c.fail(v, err)
		}
	})
}

// serve runs the handler, after the second factor was shown where it is asked for.
func (v *visit) serve(r route) error {
	if err := v.readForm(); err != nil {
		return err
	}
	if v.wantsProof(r) {
		if proven, err := v.prove(r); err != nil || !proven {
			return err
		}
	}
	return r.serve(v)
}

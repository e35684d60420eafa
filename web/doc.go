// Package web is the console: pages made by the server, in 中文 and English, from
// templates and files that are embedded. It works without JavaScript; htmx and
// ECharts improve it. It knows the rooms that answer questions (report) and the
// door (access), never the store and never the engine.
//
// # How a screen is made
//
// Take users.go with templates/users.html as the example. A screen called "runs"
// is these files, and nobody else edits them:
//
//	web/runs.go              handlers and the structs that templates get
//	web/templates/runs.html  defines "main"; layout.html stands around it
//	web/text/zh/runs.txt     every word on it: runs.title = 同步运行
//	web/text/en/runs.txt     the same keys: runs.title = Runs
//	report/ops/…             what it asks, as structs without HTML, with a Principal
//
// and three lines in files that all share:
//
//  1. routes.go: {"GET /runs", access.RunsRead, c.runsPage}. A route without a
//     permission makes New fail. Permissions stand in access/permission.go; a new
//     one needs its line in the table there. The test of all routes, roles and
//     credentials finds the route by itself; one with a {name} in its path is
//     entered in samplePaths of matrix_test.go.
//  2. nav.go: {"/runs", "runs.title", access.RunsRead} in its group. Whoever may
//     not see it does not get it.
//  3. Options in web.go, if it asks a room that is not there yet; filled in by
//     console of cmd/tierloop/console.go.
//
// # Handlers
//
// A handler gets a visit and returns an error:
//
//	func (c *Console) runsPage(v *visit) error {
//		runs, next, err := c.Ops.Runs(v.ctx(), v.Principal(), ops.RunFilter{Limit: 50})
//		if err != nil {
//			return err // not found and hidden are 404, the rest is 500 and in the log
//		}
//		return v.show("runs", runsView{runs, next})
//	}
//
// What may be seen comes from v.Principal() alone: no unit and no mask is ever a
// parameter of a request. v.May asks for further permissions, such as for a
// button. A form is a plain <form method=post>; its handler ends with
//
//	return v.redirect("/runs", "runs.started", name)      // shows that text on the next page
//	return v.refuse("runs", v.text("runs.busy"), data)    // 422: the form again, and why
//
// v.form reads a field; v.render gives a screen another title, status or crumbs;
// Charts: true loads ECharts. Answers are complete before the first byte is sent.
//
// # Actions
//
// What changes the world is a method of a small interface that web declares and
// cmd/tierloop implements with the code that its commands use:
//
//	// Jobs starts jobs. An error with a code of internal/fault is shown as it is.
//	type Jobs interface {
//		Start(ctx context.Context, by model.Principal, job string) (run string, err error)
//	}
//
// It is a field of Options; it writes its line into the audit log in the
// transaction that acts.
//
// # Templates
//
// Every template gets a view: .Data is the screen's own, .May "runs.start", .Me,
// .Scope, .Lang, .Path. Functions (format.go): t "key" args…, tr "prefix" value
// (the text of prefix.value), moment, took, num, unit, text (of a model.Text), asset "file". Parts
// for all are in templates/_parts.html: {{template "state" .State}} is a pill with
// a sign and a word. No style attribute, no inline script, no hx-on: the policy of
// headers.go refuses them, and a test reads the templates.
//
// Data of a chart stands beside its element; charts.js has a function per kind, and
// a table on the page has the same figures:
//
//	<div class="chart h220" data-chart="figures" data-src="figures-0"></div>
//	<script type="application/json" id="figures-0">{{.Data.Chart}}</script>
//
// A part that refreshes itself says hx-headers='{"X-Poll":"1"}', so that a page left
// open does not keep its session in use.
//
// # Looking at it
//
// TestBrowserLogin shows how a screen is driven in a real browser; with
// TIERLOOP_TEST_SCREENS=folder it keeps pictures. Look at both languages, at 1280
// points, and at the empty state.
package web

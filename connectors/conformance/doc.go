// Package conformance is the one suite that every connector passes. It opens a
// fresh system for every test, edits it behind the connector's back through a
// World, and looks at what the connector makes of it; what a connector does not
// claim (a verb, a capability) must be absent, what it claims must hold.
//
// A connector's test file looks like this:
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, conformance.Opt{
//			System:    "acme",                      // the registered type; its Fake is served
//			NameField: "name",                      // a text field of customers
//			Target:    "group_tier__c",             // the logical field that Push writes
//			Values:    [2]string{"A", "B"},         // two values that it takes
//			BadValue:  "no such choice",            // one that it refuses
//			MissingID: "0015g00000ZZZZZ",           // a well-formed id that nobody has
//			LoginCall: "token",                     // the fake's name of the login call
//			Field:     connectors.FieldSpec{Name: "group_score__c", Label: "Group score", Type: connectors.TypeNumber},
//			Skip: map[string]string{
//				"pull/merges": "acme merges by deleting; the loser shows as deleted",
//			},
//		})
//	}
//
// A system that is tested for real has no Fake: give Open, which returns an
// empty system as a World and the options that reach it. Rows and pages shrink
// with Opt.Many where the real thing is slow.
//
// What only some systems know (records that an audit locks, orders with their lines,
// rules that an update starts, ids beyond 2^53) is declared in Opt. A test that does
// not apply for want of a declaration is named in the log, with the reason.
//
// Skips need a written reason and a line in skips.txt (system, test, reason,
// separated by tabs); a run fails when list and reality differ.
package conformance

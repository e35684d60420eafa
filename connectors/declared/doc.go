// Package declared reads and writes any REST API that a person describes in
// tierloop.yaml; its type is called rest. The room connectors/rest below it knows
// HTTP and no system: this package is the system that knows nothing of HTTP.
//
// A description is data: where the list is, how it is paged, where a record's id
// and stamp stand, what a write looks like, what errors mean. It has places for
// values ({since}, {size}, {ids} …, template.go) and paths into answers (path.go),
// and no conditions, loops or code; what needs those is a connector of its own.
//
// Start with description.go, which is the whole language. lint.go says what a
// description must hold, page.go how a list is walked.
package declared

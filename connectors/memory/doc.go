// Package memory is the reference connector: a tiny CRM in the process, with a
// switch for every shape of system that the contract knows. The engine's tests
// and the conformance suite run on it; so does anything that wants a system
// without a network.
//
// A System holds the records and is edited behind the connector's back with
// Put, Delete and Merge. Its Shape says what kind of system it is: how it takes
// writes, whether it tells deletes and merges, how its pages are cut. Accidents
// are arranged on the running System: LoseAnswers, Quota, Lock, OnCall.
//
// Start with shape.go (the switches) and system.go (the records); pull.go and
// push.go are the verbs, target.go the logical fields that they write.
package memory

// Package connectors holds the contract between TierLoop and the systems that
// it reads from and writes to: a small required interface, optional verbs, the
// facts a system declares about itself, error kinds, and the registry.
//
// What lives elsewhere: HTTP manners in connectors/rest, what fakes share in
// connectors/sandbox, the suite that every connector passes in
// connectors/conformance, the reference connector in connectors/memory, and
// one folder per system. Core code never names a system: a new need becomes a
// capability here.
//
// Start with Connector and the verbs (connector.go), then Page and PushItem
// (types.go), Caps (caps.go) and Kind (errors.go).
package connectors

// Package sandbox is what the fakes of all systems share: the contract of a
// fake, injected faults, and the small page that shows its customers. A fake is
// a faithful in-process server of the vendor's documented rules; it lives in
// the system's own folder and serves conformance, the demo and
// "tierloop sandbox" alike. It knows nothing of how TierLoop works.
package sandbox

// Package master turns clusters of source customers into golden entities:
// which value survives (Survive), which id an entity keeps (Reconcile), and
// how entities hang together in corporate groups (Hierarchy).
//
// Source values are never destroyed: an entity is always computed from the
// customers that belong to it, so that a merge can be undone exactly. Ids are
// stable for ever: an entity that is merged away redirects, and takes its id
// back when its former members come apart again.
//
// The room is pure; instants come from the caller.
package master

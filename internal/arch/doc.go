// Package arch holds no code, only tests of the house rules that a compiler does
// not know: which room may know which, what a pure room may not touch, how long a
// file may grow, that links of pages lead somewhere, and that the embedded database
// gets the C library it was made for.
//
// A rule that stands in the way is changed here, in the same change that needs it,
// with a decision record in docs/decisions.
package arch

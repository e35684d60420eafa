// Package report answers questions about the effect of tiers: who moved, what
// each tier is worth, how concentrated the business is. It only reads; every
// question is asked as a model.Principal and shows no more than that one may see.
//
// Numbers that many rows share are computed in one place: Matrix for moves
// between classes, Concentration for shares. Money is in the base currency of
// the group's policy.
package report

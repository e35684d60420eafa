// Package sheet writes Excel workbooks that people send on: a sheet of data with
// a frozen header and filters, native charts on a sheet of their own, and a sheet
// that says what the figures are, of when, and who took them out.
//
// Text is written as text cells: a long id keeps its digits, and nothing that
// begins like a formula is one. Numbers are numbers, with the format of their
// kind.
package sheet

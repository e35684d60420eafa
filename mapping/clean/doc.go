// Package clean turns the raw strings of customer records into parts that can
// be compared: company names, phones, addresses, e-mail and web domains,
// identifiers with check digits, person names.
//
// Every function is pure and safe for concurrent use, never fails on odd
// input, and keeps the raw text beside what it made of it. Parsed parts are
// comparison forms (width-folded, simplified characters, lower case); the
// folded original is what a reader should be shown.
//
// The word lists (data/*.txt) are embedded; NOTICE says where each comes from.
package clean

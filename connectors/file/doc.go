// Package file reads customers and orders out of CSV and Excel files that
// somebody drops into a folder, and writes tiers as result files.
//
// A file is read once. It stays where it is until the next pull finds, by the
// cursor that came back, that every row of it is stored; only then is it moved
// to the folder "done". A program killed anywhere in between reads on, or moves
// the file a little later: nothing is lost and nothing depends on luck.
//
// Start with file.go (options and life) and pull.go (the order of things).
// csv.go, xlsx.go and sniff.go read what people make of these formats; state.go
// and push.go keep what was written, for read-back and for a second run without
// any write.
package file

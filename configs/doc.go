// Package configs reads tierloop.yaml with the mapping and policy files that it
// names, and says what is wrong with them: file, line, column, excerpt, fix.
//
// Reading is strict, and every fault of all files is reported in one go:
// unknown keys with the nearest known one, wrong types, keys that stand twice.
// Scalars stay as written. The rules are compiled by their own rooms (mapping,
// matching, master, scoring), whose issues carry a path inside the document;
// Document turns the path into a place in the file. What no single room can see
// is in lint.go. Excerpts never show a secret.
//
// reference.txt explains every key; docs/reference/config.md and the JSON
// Schemas come from it and from the structs.
//
// Start with File (the shape of tierloop.yaml) and Load.
package configs

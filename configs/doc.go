// Package configs reads tierloop.yaml with the mapping and policy files that it
// names, and says what is wrong with them: file, line, column, excerpt, fix.
//
// Reading is strict. Unknown keys are all reported at once, with the nearest
// known one. The rules themselves are compiled by their own rooms (mapping,
// matching, master, scoring), whose issues carry a path inside the document;
// Document turns the path into a place in the file.
//
// Start with File (the shape of tierloop.yaml) and Load.
package configs

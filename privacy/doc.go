// Package privacy finds what the store holds of one person, hands it out, erases it,
// and keeps it from coming back.
//
// A Subject says whom it is about: records of sources, phones, mail addresses,
// numbers, names. Find lists where these stand. A record is the person's own when it
// is of kind person and holds one of them: it is erased as a whole. Every other
// record, such as a company that the person is a contact of, loses only these texts.
// Phones, mail addresses and numbers are looked for everywhere; names only in what
// belongs to the records found, since namesakes have rights too.
//
// What is erased leaves keyed hashes behind, see Watch: the next pull erases it again
// before it is stored. The key is a secret of the store.
//
// Start with subject.go, then scan.go, which reads texts, then find.go and erase.go.
package privacy

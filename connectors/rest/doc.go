// Package rest is the shared HTTP room of the connectors: one Client per
// connection on top of hashicorp/go-retryablehttp, with the manners that every
// vendor needs and none says in the same words.
//
// It resends what may be resent and nothing else, waits as it is told up to a
// cap, keeps the account's rate, budget and concurrency over all clients of one
// process, logs in once for many parallel calls, bounds answers, and keeps
// secrets and personal data out of errors and dumps.
//
// What lives elsewhere: what an answer means. Each system hands in Classify,
// since HTTP 200 with an error inside is normal. Paging and field names belong
// to the system too.
//
// Start with Options and Call (client.go), then retry.go for what is sent
// again, auth.go for tokens, account.go for limits, redact.go for what is hidden.
package rest

package storetest

import "testing"

var concurrencyTests = map[string]func(*testing.T, *Bench){}

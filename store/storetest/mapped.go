package storetest

import "testing"

var mappedTests = map[string]func(*testing.T, *Bench){}

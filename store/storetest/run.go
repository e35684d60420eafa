package storetest

import "testing"

var runTests = map[string]func(*testing.T, *Bench){}

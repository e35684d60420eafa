package storetest

import "testing"

var principalTests = map[string]func(*testing.T, *Bench){}

package storetest

import "testing"

var planTests = map[string]func(*testing.T, *Bench){}

package storetest

import "testing"

var factTests = map[string]func(*testing.T, *Bench){}

package storetest

import "testing"

var masterTests = map[string]func(*testing.T, *Bench){}

package storetest

import "testing"

var tierTests = map[string]func(*testing.T, *Bench){}

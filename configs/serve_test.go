package configs

import "testing"

func TestExposedIsWhatOtherMachinesReach(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": false, "127.9.9.9:1": false, "[::1]:8080": false, "localhost:8080": false,
		":8080": true, "0.0.0.0:8080": true, "[::]:8080": true, "10.0.0.4:80": true, "tierloop.example.com:80": true, "8080": true,
	} {
		if got := Exposed(listen); got != want {
			t.Errorf("Exposed(%q) is %v", listen, got)
		}
	}
}

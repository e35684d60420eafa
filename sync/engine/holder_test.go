package engine

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestOnlyAProcessOfThisMachineThatIsGoneIsDead(t *testing.T) {
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	gone := strconv.Itoa(cmd.Process.Pid)
	known := strings.Count(space(), "/") == 2
	for _, c := range []struct {
		name string
		want bool
	}{
		{space() + "/" + gone + ".1", known}, {holder("nightly"), false}, {space() + "/" + gone + ".1#a/b", known}, {space() + "/1.1", false},
		{"other-host/12345678/4026531836/" + gone, false}, {"host:" + gone, false}, {"", false},
	} {
		if got := dead(c.name); got != c.want {
			t.Errorf("dead(%q) = %v", c.name, got)
		}
	}
}

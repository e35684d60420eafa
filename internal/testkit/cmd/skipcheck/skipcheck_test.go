package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A recording of go test -json over three packages, shortened: one passes, one
// fails and skips, one does not compile.
const events = `{"Action":"start","Package":"m/a"}
{"Action":"run","Package":"m/a","Test":"TestGood"}
{"Action":"output","Package":"m/a","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"output","Package":"m/a","Test":"TestGood","Output":"    a_test.go:5: chatter\n"}
{"Action":"output","Package":"m/a","Test":"TestGood","Output":"--- PASS: TestGood (0.00s)\n"}
{"Action":"pass","Package":"m/a","Test":"TestGood","Elapsed":0}
{"Action":"output","Package":"m/a","Output":"PASS\n"}
{"Action":"output","Package":"m/a","Output":"ok  \tm/a\t0.002s\n"}
{"Action":"pass","Package":"m/a","Elapsed":0.002}
{"Action":"output","Package":"m/b","Test":"TestBad/deep","Output":"    b_test.go:9: got 1, want 2\n"}
{"Action":"output","Package":"m/b","Test":"TestBad","Output":"--- FAIL: TestBad (0.00s)\n"}
{"Action":"output","Package":"m/b","Test":"TestBad/deep","Output":"    --- FAIL: TestBad/deep (0.00s)\n"}
{"Action":"fail","Package":"m/b","Test":"TestBad/deep","Elapsed":0}
{"Action":"fail","Package":"m/b","Test":"TestBad","Elapsed":0}
{"Action":"output","Package":"m/b","Test":"TestServer","Output":"    b_test.go:20: NOT TESTED, no server\n"}
{"Action":"output","Package":"m/b","Test":"TestServer","Output":"--- SKIP: TestServer (0.00s)\n"}
{"Action":"skip","Package":"m/b","Test":"TestServer","Elapsed":0}
{"Action":"output","Package":"m/b","Test":"TestHangs","Output":"panic: test timed out\n"}
{"Action":"output","Package":"m/b","Output":"FAIL\tm/b\t0.003s\n"}
{"Action":"fail","Package":"m/b","Elapsed":0.003}
{"ImportPath":"m/c","Action":"build-output","Output":"c.go:3: undefined: x\n"}
{"ImportPath":"m/c","Action":"build-fail"}
{"Action":"output","Package":"m/c","Output":"FAIL\tm/c [build failed]\n"}
{"Action":"fail","Package":"m/c","Elapsed":0,"FailedBuild":"m/c"}
# a line from the go command
`

func TestReportPrintsWhatPlainGoTestPrints(t *testing.T) {
	var out strings.Builder
	r := newReport(&out)
	if err := r.read(strings.NewReader(events)); err != nil {
		t.Fatal(err)
	}
	want := `ok  	m/a	0.002s
    b_test.go:9: got 1, want 2
--- FAIL: TestBad (0.00s)
    --- FAIL: TestBad/deep (0.00s)
FAIL	m/b	0.003s
panic: test timed out
c.go:3: undefined: x
FAIL	m/c [build failed]
# a line from the go command
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("output (-want +got):\n%s", diff)
	}
	// failed: two tests, and the package that did not compile
	if r.passed != 1 || r.failed != 3 {
		t.Errorf("%d passed, %d failed; want 1, 3", r.passed, r.failed)
	}
	skips := []skip{{"m/b", "TestServer", "b_test.go:20: NOT TESTED, no server"}}
	if diff := cmp.Diff(skips, r.skips, cmp.AllowUnexported(skip{})); diff != "" {
		t.Errorf("skips (-want +got):\n%s", diff)
	}
}

func TestAcceptedSkipsAreNamedByPackageAndTest(t *testing.T) {
	list, err := parseAccepted(`
# comment
internal/testkit  TestOnLinux          needs Linux's parent-death signal
connectors/*      TestConformance/*/*  the system has no such verb
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		pkg, test string
		named     bool
	}{
		{"m.org/x/internal/testkit", "TestOnLinux", true},
		{"internal/testkit", "TestOnLinux", true},
		{"m.org/x/other/testkit", "TestOnLinux", false},
		{"m.org/x/internal/testkit", "TestOnLinuxToo", false},
		{"m.org/x/connectors/acme", "TestConformance/pull/deletes", true},
		{"m.org/x/connectors/acme", "TestConformance/pull", false},
		{"m.org/x/connectors", "TestConformance/pull/deletes", false},
	} {
		left := list.without([]skip{{pkg: tt.pkg, test: tt.test}})
		if named := len(left) == 0; named != tt.named {
			t.Errorf("%s %s named: %v, want %v", tt.pkg, tt.test, named, tt.named)
		}
	}
}

func TestASkipWithoutReasonIsRefused(t *testing.T) {
	for _, line := range []string{"internal/testkit TestOnLinux", "TestOnLinux", "internal/[ TestX reason"} {
		if _, err := parseAccepted("\n" + line); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: error %v, want one that names line 2", line, err)
		}
	}
}

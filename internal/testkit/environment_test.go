package testkit

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The test runs itself as a child that is told to use this process's server.
func TestAServerNamedByTheEnvironmentIsUsed(t *testing.T) {
	for _, tt := range []struct {
		variable, driver, port string
		start                  func(testing.TB) string
	}{
		{"TIERLOOP_TEST_MYSQL_DSN", "mysql", "SELECT @@port", MariaDB},
		{"TIERLOOP_TEST_POSTGRES_DSN", "pgx", "SHOW port", PostgreSQL},
	} {
		t.Run(tt.variable, func(t *testing.T) {
			dsn := tt.start(t)
			port := text(t, open(t, tt.driver, dsn), tt.port)
			if os.Getenv("TIERLOOP_TEST_CHILD") != "" {
				os.Stdout.WriteString("port " + port + "\n")
				return
			}
			child := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
			child.Env = append(os.Environ(), "TIERLOOP_TEST_CHILD=1", tt.variable+"="+dsn)
			out, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "port "+port+"\n") {
				t.Errorf("error %v; want the child on port %s:\n%s", err, port, out)
			}
		})
	}
}

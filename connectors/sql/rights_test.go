package sqlsource

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

// Users of real servers tell what they may do: the least rights, and then more.
func TestRightsOfAUserOnATableAreTold(t *testing.T) {
	for _, driver := range []string{"mysql", "postgres"} {
		t.Run(driver, func(t *testing.T) {
			s := start(t, driver)
			s.exec(t, "CREATE TABLE customers (no varchar(20) PRIMARY KEY, name varchar(20), tier varchar(20))")
			s.exec(t, "CREATE TABLE orders (no varchar(20) PRIMARY KEY)")
			name, who := s.user(t, driver, "_writer")
			s.exec(t, "GRANT SELECT, UPDATE (tier) ON customers TO "+who)
			s.exec(t, "GRANT SELECT, DELETE ON orders TO "+who)
			rights := func() connectors.Rights {
				t.Helper()
				o := &server{driver: driver, dsn: s.as(t, name, "secret-8")}
				got, err := o.connector(t, map[string]map[string]any{"customers": {}}).Rights(t.Context(), "customers")
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			if d := cmp.Diff(connectors.Rights{}, rights()); d != "" {
				t.Errorf("SELECT and UPDATE (tier) (-want +got):\n%s", d)
			}
			s.exec(t, "GRANT INSERT, UPDATE, DELETE ON customers TO "+who)
			if d := cmp.Diff(connectors.Rights{Create: "INSERT on customers", Write: "UPDATE on customers", Delete: "DELETE on customers"}, rights()); d != "" {
				t.Errorf("everything on the rows (-want +got):\n%s", d)
			}
			o := &server{driver: driver, dsn: s.dsn} // the owner of the server
			got, err := o.connector(t, map[string]map[string]any{"customers": {}}).Rights(t.Context(), "customers")
			if err != nil || !slices.Contains(got.Beyond, map[string]string{"mysql": "SUPER", "postgres": "SUPERUSER"}[driver]) {
				t.Errorf("an administrator: %+v, %v", got, err)
			}
		})
	}
}

func TestAFileTellsNoRights(t *testing.T) {
	s := start(t, "sqlite")
	s.exec(t, "CREATE TABLE customers (no varchar(20) PRIMARY KEY)")
	if _, err := s.connector(t, map[string]map[string]any{"customers": {}}).Rights(t.Context(), "customers"); connectors.KindOf(err) != connectors.KindUnsupported {
		t.Errorf("%v", err)
	}
}

package connectors

import "testing"

func TestAConnectorSeesAClockAndALog(t *testing.T) {
	var seen Env
	Register(Type{Name: "seen", New: func(env Env, _ Config) (Connector, error) {
		seen = env
		return nil, nil
	}})
	defer delete(types, "seen")
	typ, _ := Lookup("seen")
	if _, err := typ.New(Env{Source: "a"}, Config{}); err != nil {
		t.Fatal(err)
	}
	if seen.Clock == nil || seen.Log == nil || seen.Source != "a" {
		t.Errorf("it sees %+v", seen)
	}
}
